// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of the front page, in the order in which they are read.
import { el, dot, name, section, segments } from "./dom.js";
import { capital, chance, decimal, gapPercent, percent, plural, short, signedPercent, signedShort, whole } from "./format.js";
import { chanceBar, quotaBar, whiskers, windowCell } from "./bars.js";
import { chart, fanOptions } from "./charts.js";
import { deviation, setting } from "./data.js";
import { AccountMap, mapControls } from "./map.js";
import { table } from "./table.js";
import { repLink, repName } from "./headline.js";

const open = (plan) => (r) => { location.hash = `rep=${encodeURIComponent(plan.reps[r].rep_id)}`; };

/* ---- map */

function legend(plan, map) {
  return el("div", { class: "legend", role: "group", "aria-label": "Territories" }, plan.placed.map((r) => el("button", {
    type: "button", "aria-pressed": "false",
    onclick: (event) => {
      const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
      event.currentTarget.parentNode.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", "false"));
      event.currentTarget.setAttribute("aria-pressed", String(on));
      map.set({ focus: on ? r : -1 });
    },
  }, dot(plan.color[r]), name(repName(plan, r)))));
}

/** Where the map opens: the country of most accounts when the company spans the world. */
function firstPlace(plan) {
  const longitudes = plan.accounts.longitude.filter((x) => x !== null);
  let low = Infinity, high = -Infinity;
  for (const x of longitudes) { low = Math.min(low, x); high = Math.max(high, x); }
  return high - low > 120 && plan.countries.length > 1 ? 0 : -1;
}

export function mapSection(plan) {
  if (plan.countries.length === 0) return section("map", "Map", "No account has coordinates, so there is no map.");
  const map = new AccountMap(plan, {
    height: 560, labels: plan.reps.map((_, r) => repName(plan, r)), onopen: open(plan),
    words: "Map of accounts coloured by territory. The tables below hold the same facts.",
  });
  const { controls, choice, places } = mapControls(plan, map, false);
  const first = firstPlace(plan);
  if (first >= 0) {
    choice.value = String(first);
    map.place = places[first].members;
  }
  const lead = "Every dot is an account in its rep\u2019s colour, larger with revenue; a dark ring marks an account that changes hands. Squares are reps\u2019 homes.";
  return section("map", "Territories on the map", lead, controls, map.box, legend(plan, map),
    el("p", { class: "hint" }, "Drag to move, buttons or + and \u2212 to zoom, click an account for its rep\u2019s page, click a name to follow one territory."));
}

/* ---- territories */

function windowColumns(plan) {
  return plan.measures.map((measure, m) => {
    const off = plan.placed.flatMap((r) => [deviation(plan.reps[r], m, true), plan.reps[r].windows[m].high / plan.reps[r].windows[m].target - 1]);
    const top = Math.min(1, Math.max(0.15, ...off.filter(Number.isFinite).map(Math.abs)) * 1.6);
    return { label: `${capital(measure.name)}, ${measure.unit === "money" ? "a year" : measure.unit}`, value: (r) => deviation(plan.reps[r], m, true),
      cell: (r) => windowCell(plan.reps[r].windows[m], measure, top), class: "window-column" };
  });
}

const pair = (before, after, write = whole) => (before === undefined ? write(after) : [el("span", { class: "muted" }, `${write(before)} \u2192 `), write(after)]);

export function territorySection(plan) {
  const rep = (r) => plan.reps[r];
  const columns = [
    { label: "Rep", header: true, cell: (r) => repLink(plan, r), value: (r) => repName(plan, r) },
    { label: "Accounts", numeric: true, cell: (r) => pair(rep(r).before?.accounts, rep(r).after.accounts), value: (r) => rep(r).after.accounts },
    { label: "Gained", numeric: true, cell: (r) => whole(rep(r).after.gained), value: (r) => rep(r).after.gained },
    { label: "Lost", numeric: true, cell: (r) => whole(rep(r).after.lost), value: (r) => rep(r).after.lost },
    { label: "Revenue", numeric: true, cell: (r) => pair(rep(r).before?.revenue, rep(r).after.revenue, short), value: (r) => rep(r).after.revenue },
    ...windowColumns(plan),
    { label: "Travel, km", numeric: true, cell: (r) => pair(rep(r).before?.travel_km, rep(r).after.travel_km, short), value: (r) => rep(r).after.travel_km },
  ];
  const house = plan.house.filter((r) => rep(r).after.accounts > 0);
  const legendLine = el("p", { class: "key" },
    el("span", { class: "key-window" }), "window", el("span", { class: "key-target" }), "target",
    el("span", { class: "key-before" }), "today", el("span", { class: "key-after" }), "plan",
    el("span", { class: "key-bad" }), "plan, outside its window");
  return section("territories", "Territories against their windows",
    "Each rep\u2019s fair share follows from capacity. A window is the share give or take the tolerance. What lies farther out than the scale stands at its end.",
    legendLine,
    table({ caption: "Territories", columns, rows: plan.placed, size: plan.placed.length > 60 ? 50 : 0, onopen: open(plan),
      search: plan.placed.length > 15 ? (r) => `${rep(r).rep_id} ${rep(r).rep_name} ${rep(r).region}` : undefined }),
    house.length === 0 ? null : el("p", { class: "hint" }, "Not balanced, because they keep house accounts: ",
      house.map((r, k) => [k ? ", " : "", repLink(plan, r), ` (${plural(rep(r).after.accounts, "account")}, ${short(rep(r).after.revenue)})`])));
}

/* ---- moves */

export function accountColumns(plan) {
  const { accounts } = plan;
  return {
    account: { label: "Account", header: true, value: (i) => accounts.account_name[i] || accounts.account_id[i],
      cell: (i) => [name(accounts.account_name[i] || accounts.account_id[i]), el("span", { class: "id" }, name(accounts.account_id[i]))] },
    place: { label: "Place", value: (i) => `${accounts.country[i]} ${accounts.state[i]} ${accounts.city[i]}`,
      cell: (i) => name([accounts.city[i], accounts.state[i], accounts.country[i]].filter(Boolean).join(", ")) },
    revenue: { label: "Revenue", numeric: true, value: (i) => accounts.revenue[i], cell: (i) => short(accounts.revenue[i]) },
    forecast: { label: "Forecast", numeric: true, value: (i) => accounts.forecast?.[i] ?? null, cell: (i) => short(accounts.forecast?.[i]) },
    workload: { label: "Hours", numeric: true, value: (i) => accounts.workload[i], cell: (i) => whole(accounts.workload[i]) },
    from: { label: "From", value: (i) => repName(plan, accounts.owner[i]), cell: (i) => repLink(plan, accounts.owner[i]) },
    to: { label: "To", value: (i) => repName(plan, plan.rep[i]), cell: (i) => repLink(plan, plan.rep[i]) },
    reason: { label: "Reason", value: (i) => accounts.reason[i],
      cell: (i) => [capital(accounts.reason[i]), accounts.lock_reason[i] ? el("span", { class: "id" }, name(accounts.lock_reason[i])) : null] },
    next: { label: "Next best", value: (i) => repName(plan, accounts.next_best[i]),
      cell: (i) => (accounts.next_best[i] < 0 ? el("span", { class: "muted" }, "no other may have it") : repLink(plan, accounts.next_best[i])) },
    cost: { label: "Override cost", numeric: true, title: "What the objective would rise by if the account went to the next best rep, by the plan\u2019s prices",
      value: (i) => accounts.override_cost[i], cell: (i) => signedShort(accounts.override_cost[i]) },
  };
}

const accountText = (plan) => (i) => [plan.accounts.account_id[i], plan.accounts.account_name[i], plan.accounts.city[i], plan.accounts.state[i],
  plan.accounts.country[i], repName(plan, plan.accounts.owner[i]), repName(plan, plan.rep[i]), plan.accounts.reason[i]].join(" ");

export function moveSection(plan) {
  const c = accountColumns(plan), all = plan.accounts.account_id.map((_, i) => i);
  const changed = all.filter((i) => plan.rep[i] !== plan.accounts.owner[i]);
  const reasons = [...new Set(changed.map((i) => plan.accounts.reason[i]))].sort();
  const count = (reason) => changed.filter((i) => plan.accounts.reason[i] === reason).length;
  const isChanged = (i) => plan.rep[i] !== plan.accounts.owner[i];
  const filters = [[`All changes (${whole(changed.length)})`, isChanged],
    ...reasons.map((reason) => [`${capital(reason)} (${whole(count(reason))})`, (i) => isChanged(i) && plan.accounts.reason[i] === reason]),
    [`Every account (${whole(plan.count)})`, () => true]];
  return section("moves", "Accounts that change hands, and why",
    "Next best is the rep who would have been chosen otherwise; the override cost is what that would add to the objective, by the plan\u2019s prices.",
    table({ caption: "Moved accounts", columns: [c.account, c.place, c.from, c.to, c.reason, c.revenue, c.next, c.cost], rows: all,
      filters, search: accountText(plan), sort: "Revenue", descending: true }));
}

/* ---- quotas */

export function quotaSection(plan) {
  if (!plan.quotas) return null;
  const rows = plan.reps.map((_, r) => r).filter((r) => plan.reps[r].quota.quota !== 0);
  const q = (r) => plan.reps[r].quota;
  const top = Math.max(1, ...rows.map((r) => Math.max(q(r).forecast.p90, q(r).quota))) * 1.04;
  const growth = (r) => (q(r).prior > 0 ? q(r).quota / q(r).prior - 1 : null);
  const columns = [
    { label: "Rep", header: true, cell: (r) => repLink(plan, r), value: (r) => repName(plan, r) },
    { label: "Quota", numeric: true, cell: (r) => el("strong", null, whole(q(r).quota)), value: (r) => q(r).quota },
    { label: "On last year\u2019s revenue", numeric: true, cell: (r) => signedPercent(growth(r), 0), value: growth, title: "Quota over the last 12 months' revenue of the same accounts" },
    { label: "Last quota", numeric: true, cell: (r) => short(q(r).quota_prior), value: (r) => q(r).quota_prior },
    { label: "Forecast 80 % range and quota", cell: (r) => quotaBar(q(r), top, plan.color[r]), value: (r) => q(r).forecast.p50 },
    { label: "Forecast", numeric: true, cell: (r) => short(q(r).forecast.mean), value: (r) => q(r).forecast.mean },
    { label: "P(attain)", cell: (r) => chanceBar(q(r).p_attain), value: (r) => q(r).p_attain },
    { label: "Ramp", numeric: true, cell: (r) => percent(q(r).ramp_factor, 0), value: (r) => q(r).ramp_factor },
    { label: "Adjusted", numeric: true, cell: (r) => (q(r).adjustment ? signedShort(q(r).adjustment) : "\u2013"), value: (r) => q(r).adjustment },
  ];
  const foot = el("tr", null, el("th", { scope: "row" }, "All"), el("td", { class: "number" }, whole(plan.quotas.quota_total)), el("td", { colspan: columns.length - 2 }));
  const method = setting(plan, "quota_method").replaceAll("_", " ");
  return section("quotas", "Quotas and the chance of reaching them",
    `Method: ${method || "as set"}. P(attain) counts the forecast\u2019s joint paths on which the territory earns its quota. Open a rep to see the quota derived line by line.`,
    table({ caption: "Quotas", columns, rows, size: rows.length > 60 ? 50 : 0, sort: "Quota", descending: true, onopen: open(plan), foot }));
}

/* ---- forecast */

function backtestWords(plan) {
  const b = plan.forecast.backtest;
  if (!b.months) return "The history is too short to test the forecast against a year that was held out.";
  return `Tested on the last ${b.months} months, forecast as if they were not known: the company\u2019s year was forecast at ${short(b.company_forecast)} and ` +
    `came in at ${short(b.company_actual)}, an error of ${percent(b.company_error)} (${percent(b.company_error_naive)} if last year were simply repeated). ` +
    `Accounts were off by ${percent(b.account_wape, 0)} of revenue on the whole (${percent(b.account_wape_naive, 0)}). ` +
    `The 80\u00a0% ranges held ${percent(b.coverage80, 0)} of accounts\u2019 years, the 95\u00a0% ranges ${percent(b.coverage95, 0)}.`;
}

export function forecastSection(plan) {
  if (!plan.forecast) return null;
  let step = 3;
  const fan = chart("The company's revenue by quarter: booked, and forecast with its ranges", 340, () => fanOptions(plan, step));
  const year = plan.forecast.year;
  return section("forecast", "Forecast of the company",
    `The plan year is forecast at ${short(year.mean)}, with 80\u00a0% probability between ${short(year.p10)} and ${short(year.p90)}, ` +
    "from the accounts\u2019 histories alone, before any change of hands.",
    el("div", { class: "toolbar" }, segments("Periods", [[3, "Quarters"], [1, "Months"]], 3, (value) => { step = value; fan.draw(); })),
    el("div", { class: "card" }, fan.box), el("p", { class: "hint" }, backtestWords(plan)));
}

/* ---- fairness */

const INDEX_WORDS = { cv: "CV", gini: "Gini", theil: "Theil", atkinson: "Atkinson", jain: "Jain", "max/min": "Max / min" };
const INDEX_HELP = {
  cv: "standard deviation over mean; 0 is equal", gini: "0 is equal, 1 is all in one hand", theil: "entropy lost; 0 is equal",
  atkinson: "share of the total that equality would make needless; 0 is equal", jain: "1 is equal", "max/min": "largest over smallest; 1 is equal",
};

function fairnessRows(figures) {
  const values = figures.flatMap((f) => [f.before, f.before_low, f.before_high, f.after, f.after_low, f.after_high]).filter((v) => v !== null);
  const low = Math.min(...values, figures[0].index === "jain" ? 1 : 0), high = Math.max(...values);
  return figures.map((f) => el("tr", null, el("th", { scope: "row" }, capital(f.quantity)),
    el("td", { class: "number muted" }, decimal(f.before, 3)), el("td", { class: "number" }, decimal(f.after, 3)),
    el("td", null, whiskers(f, low, high))));
}

export function fairnessSection(plan) {
  if (!plan.fairness?.length) return null;
  const indices = [...new Set(plan.fairness.map((f) => f.index))];
  const body = el("tbody");
  const words = el("span", { class: "hint" });
  const show = (index) => {
    body.replaceChildren(...fairnessRows(plan.fairness.filter((f) => f.index === index)));
    words.textContent = `${INDEX_WORDS[index] ?? index}: ${INDEX_HELP[index] ?? ""}.`;
  };
  show(indices[0]);
  return section("fairness", "Fairness among competing reps",
    "Per share of capacity, with 95\u00a0% bootstrap intervals. Fewer reps make wider intervals: a change counts when the intervals part.",
    el("div", { class: "toolbar" }, segments("Index", indices.map((index) => [index, INDEX_WORDS[index] ?? index]), indices[0], show), words),
    el("p", { class: "key" }, el("span", { class: "key-dot-before" }), "today", el("span", { class: "key-dot-after" }), "plan"),
    el("div", { class: "table-box" }, el("div", { class: "table-scroll" }, el("table", null, el("caption", { class: "unseen" }, "Fairness today and in the plan"),
      el("thead", null, el("tr", null, el("th", { scope: "col" }, "Of"), el("th", { scope: "col", class: "number" }, "Today"),
        el("th", { scope: "col", class: "number" }, "Plan"), el("th", { scope: "col" }, "With intervals"))), body))));
}

/* ---- prices */

export function priceSection(plan) {
  if (!plan.prices?.length) return null;
  const words = (x) => (x < 0 ? `saves ${short(-x)}` : x > 0 ? `costs ${short(x)}` : "changes nothing");
  return section("prices", "What the rules cost",
    `By the prices of the relaxation; a re-solve confirms where one was made. The plan itself is within ${gapPercent(plan.gap)} of its bound.`,
    el("ul", { class: "prices" }, plan.prices.map((price) => el("li", null, el("span", null, capital(price.what)), el("strong", null, ` ${words(price.estimate)}`),
      el("span", { class: "muted" }, price.confirmed === null ? " \u00b7 estimate" : ` \u00b7 a re-solve says it ${words(price.confirmed)}`)))));
}
