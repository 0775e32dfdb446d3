# The assignment program of Bailiwick as a GNU MathProg model: territory.md has the mathematics.
#
#     glpsol --model models/territory.mod --data company.dat
#
# It is a formulation of its own, from accounts up, that the tests hold the C builder and the engine to. Accounts,
# reps and markets are numbers; -1 means none. The data section at the end of this file, used when no other is
# given, is the company of datasets/tiny, whose best plan costs 1180.

set ACCOUNTS;
set REPS;
set MARKETS;
set MEASURES;

param family{ACCOUNTS};                             # accounts of one number stay together
param owner{ACCOUNTS} default -1;
param market{ACCOUNTS} default 0;
param revenue{ACCOUNTS} >= 0;                       # money, last 12 months
param visits{ACCOUNTS} >= 0;                        # a year
param continuity{ACCOUNTS} >= 0 default 1;
param value{ACCOUNTS, MEASURES} >= 0;
param eligible{ACCOUNTS, REPS} binary, default 1;
param prefers{ACCOUNTS, REPS} binary, default 0;
param km{ACCOUNTS, REPS} >= 0 default 0;            # one way
param hours{ACCOUNTS, REPS} >= 0 default 0;         # one way

param share{REPS} >= 0;                             # of the market's capacity
param home{REPS} default 0;                         # market; -1: does not compete
param travels{MEASURES} binary, default 0;          # do travel hours count in this measure?
param tolerance{MEASURES} >= 0 default 0.1;

param hard binary, default 0;
param violation_price >= 0 default 2;
param balance_price >= 0 default 0;
param travel_cost >= 0 default 0.6;
param disruption_rate >= 0 default 0.15;
param preference_value >= 0 default 0.05;
param max_moved_revenue >= 0 default 1;
param max_moved_accounts >= 0 default 1;

set FAMILIES := setof{i in ACCOUNTS} family[i];
set MAY within FAMILIES cross REPS :=
    setof{u in FAMILIES, j in REPS: forall{i in ACCOUNTS: family[i] = u} eligible[i, j] = 1} (u, j);

# Money per whole target missed: the average revenue of a market's reps, the company's where it has none.
param company := sum{i in ACCOUNTS} revenue[i];
param average := if company > 0 then company / (sum{j in REPS: home[j] >= 0} 1) else 1000;
param earned{k in MARKETS} := sum{i in ACCOUNTS: market[i] = k} revenue[i];
param whole{k in MARKETS} := if earned[k] > 0 then earned[k] / (sum{j in REPS: home[j] = k} 1) else average;

param target{j in REPS, m in MEASURES} :=
    share[j] * sum{i in ACCOUNTS: home[j] >= 0 and market[i] = home[j]} value[i, m];
set WINDOWS within REPS cross MEASURES := setof{j in REPS, m in MEASURES: target[j, m] > 0} (j, m);

param moves{i in ACCOUNTS, j in REPS} := if owner[i] >= 0 and owner[i] <> j then 1 else 0;
param cost{(u, j) in MAY} := sum{i in ACCOUNTS: family[i] = u}
    (2 * travel_cost * km[i, j] * visits[i] + disruption_rate * continuity[i] * revenue[i] * moves[i, j]
     - preference_value * revenue[i] * prefers[i, j]);
param weight{(u, j) in MAY, m in MEASURES} := sum{i in ACCOUNTS: family[i] = u}
    (value[i, m] + 2 * travels[m] * hours[i, j] * visits[i]);

var x{MAY} binary;
var below{WINDOWS} >= 0;
var above{WINDOWS} >= 0;
var away{WINDOWS} >= 0;

minimize objective:
    sum{(u, j) in MAY} cost[u, j] * x[u, j]
    + sum{(j, m) in WINDOWS} whole[home[j]] / target[j, m]
        * (violation_price * (below[j, m] + above[j, m]) + balance_price * away[j, m]);

s.t. once{u in FAMILIES}: sum{(u, j) in MAY} x[u, j] = 1;
s.t. low{(j, m) in WINDOWS}:
    sum{(u, j) in MAY} weight[u, j, m] * x[u, j] + below[j, m] >= (1 - tolerance[m]) * target[j, m];
s.t. high{(j, m) in WINDOWS}:
    sum{(u, j) in MAY} weight[u, j, m] * x[u, j] - above[j, m] <= (1 + tolerance[m]) * target[j, m];
s.t. under{(j, m) in WINDOWS}: sum{(u, j) in MAY} weight[u, j, m] * x[u, j] + away[j, m] >= target[j, m];
s.t. over{(j, m) in WINDOWS}: sum{(u, j) in MAY} weight[u, j, m] * x[u, j] - away[j, m] <= target[j, m];
s.t. kept{(j, m) in WINDOWS: hard}: below[j, m] + above[j, m] = 0;
s.t. moved_revenue{k in 1..1: max_moved_revenue < 1}:
    sum{(u, j) in MAY, i in ACCOUNTS: family[i] = u} revenue[i] * moves[i, j] * x[u, j]
        <= max_moved_revenue * company;
s.t. moved_accounts{k in 1..1: max_moved_accounts < 1}:
    sum{(u, j) in MAY, i in ACCOUNTS: family[i] = u} moves[i, j] * x[u, j]
        <= floor(max_moved_accounts * card(ACCOUNTS) + 1e-9);

solve;
printf "objective %.10g\n", objective;
printf{(u, j) in MAY: x[u, j] > 0.5} "family %d: rep %d\n", u, j;

data;

set ACCOUNTS := 1 2 3 4 5 6;
set REPS := 1 2;
set MARKETS := 0;
set MEASURES := workload potential;
param: family owner revenue visits :=
    1 1 1 2400 12
    2 2 1 1200 12
    3 3 1 3600 4
    4 4 1 1200 4
    5 5 2 2400 12
    6 6 -1 0 4;
param value: workload potential :=
    1 120 2500
    2 100 1500
    3 80 4000
    4 60 1500
    5 160 3000
    6 80 2500;
param km: 1 2 :=
    1 10 100
    2 20 90
    3 40 70
    4 60 50
    5 90 20
    6 70 40;
param eligible := [5, 1] 0 [3, 2] 0;
param prefers := [1, 1] 1;
param share := 1 0.5 2 0.5;
param travel_cost := 0.5;

end;
