# Quotas that ask the same of every rep, as a linear program: the largest stretch (quota over
# forecast) is as small as floors, caps, managers' sums and the total allow. See quota.md.
# Runs as it is:  glpsol --model models/quota.mod

set REPS;
set MANAGERS default {};

param forecast {REPS} > 0;                       # mean of the territory's plan year
param floor {REPS} >= 0, default 0;
param cap {j in REPS} >= floor[j], default 1e18;
param total >= 0;                                # company target x (1 + over-assignment)
param manager {REPS} symbolic default "";
param manager_total {MANAGERS} >= 0;

var quota {j in REPS} >= floor[j], <= cap[j];
var stretch >= 0;

minimize largest_stretch: stretch;

subject to reaches {j in REPS}: quota[j] <= stretch * forecast[j];
subject to adds_up: sum {j in REPS} quota[j] = total;
subject to manager_adds_up {g in MANAGERS}: sum {j in REPS: manager[j] = g} quota[j] = manager_total[g];

solve;

data;

set REPS := Ann Bob Cid;
param :  forecast floor cap :=
  Ann    100      120   1000
  Bob    200      0     1000
  Cid    400      0     380 ;
param total := 750;

end;
