// SPDX-License-Identifier: GPL-3.0-or-later
// The trade-off between a budget and everything else: a curve, the point chosen in it, and a table.
import { el, section } from "./dom.js";
import { capital, gapPercent, percent, short, tick } from "./format.js";
import { chart, tradeOffOptions } from "./charts.js";
import { table } from "./table.js";
import { tile } from "./headline.js";

const share = (x) => percent(x);

/** What each budget is of, in words. */
const BUDGETS = {
  moved_revenue: {
    title: "What moving less revenue costs",
    label: "Most revenue that may change its rep, % of revenue",
    limit: "At most this share of revenue moves",
    uses: (used) => `moves ${share(used)} of revenue`,
    write: share,
  },
  moved_accounts: {
    title: "What moving fewer accounts costs",
    label: "Most accounts that may change their rep, % of accounts",
    limit: "At most this share of accounts moves",
    uses: (used) => `moves ${share(used)} of accounts`,
    write: share,
  },
  travel: {
    title: "What less travel costs",
    label: "Most that travel may cost, money a year",
    limit: "Travel costs at most this a year",
    uses: (used) => `travels for ${short(used)}`,
    write: short,
  },
};

/** The words of a run's trade-off; undefined if none was asked for. */
export const budgetWords = (run) => BUDGETS[run.frontier_budget];

/** The points that have a plan. */
export const plannedPoints = (run) => run.frontier.filter((point) => point.objective !== null);

function outcomeWords(point) {
  if (point.dominated) return "a smaller budget has a plan that costs no more";
  if (point.outcome === "optimal") return "proven: no plan costs less";
  if (point.outcome === "feasible") return `no plan costs less than ${short(point.bound)}: gap ${gapPercent(point.gap)}`;
  return point.outcome === "infeasible" ? "no plan holds this budget" : "no plan was found";
}

const pointWords = (of) => (point) =>
  `Budget ${of.write(point.budget)}\nCost ${short(point.objective)}, ${outcomeWords(point)}\n` +
  `Farthest from a target ${percent(point.max_deviation)}\nTravel ${short(point.travel_cost)}\n` +
  `Revenue moved ${percent(point.moved_revenue_share)}`;

function chosenTiles(of, point) {
  return [
    tile("Budget", of.write(point.budget), `${of.limit}; ${of.write(point.used)} are used`),
    tile("Cost", short(point.objective), outcomeWords(point)),
    tile("Farthest from a target", percent(point.max_deviation), "largest deviation of a rep on a measure"),
    tile("Travel", short(point.travel_cost), "money a year"),
    tile("Disruption", short(point.disruption_cost), "money a year"),
    tile(
      "Revenue moved",
      percent(point.moved_revenue_share),
      `${percent(point.moved_accounts_share)} of accounts change their rep`,
    ),
  ];
}

function key() {
  const pair = (kind, words) => el("span", { class: "pair" }, el("span", { class: kind }), words);
  return el(
    "p",
    { class: "key" },
    pair("key-plan", "plan found"),
    pair("key-plan hollow", "dominated: a smaller budget does as well"),
    pair("key-bound", "bound: no plan within the budget costs less"),
    pair("key-window", "where the best plans of budgets between are"),
  );
}

function figure(label, of, write, title) {
  return { label, title, numeric: true, value: of, cell: (point) => write(of(point)) };
}

function pointTable(of, points, onopen) {
  const columns = [
    { ...figure("Budget", (p) => p.budget, of.write), header: true, numeric: false },
    figure("Used", (p) => p.used, of.write),
    figure("Cost", (p) => p.objective, short),
    figure("Bound", (p) => p.bound, short, "No plan within the budget costs less"),
    figure("Gap", (p) => p.gap, gapPercent),
    figure("Farthest", (p) => p.max_deviation, share, "Largest deviation from a target"),
    figure("Missed windows", (p) => p.violation_cost, short),
    figure("Travel", (p) => p.travel_cost, short),
    figure("Disruption", (p) => p.disruption_cost, short),
    figure("Revenue moved", (p) => p.moved_revenue_share, share),
    figure("Accounts moved", (p) => p.moved_accounts_share, share),
    { label: "Outcome", value: (p) => p.outcome, cell: (p) => capital(p.dominated ? "dominated" : p.outcome) },
  ];
  return table({ caption: "Points of the trade-off", columns, rows: points, size: 0, onopen });
}

/** The section of a run that has a trade-off. */
export function frontierSection(run) {
  const of = budgetWords(run);
  if (!of) return null;
  const planned = plannedPoints(run),
    tiles = el("div", { class: "tiles", id: "point", "aria-live": "polite" });
  let chosen = planned[planned.length - 1];
  const axis = { label: of.label, write: of.write === share ? (x) => percent(x, x * 1000 % 10 ? 1 : 0) : tick };
  const curve = chart(
    `${of.title}: cost of the plan and its proven bound against the budget`,
    400,
    (width) => tradeOffOptions(planned, chosen, axis, pointWords(of), width),
    (data) => choose(planned[data.index]),
  );
  function choose(point) {
    if (!planned.includes(point)) return;
    chosen = point;
    tiles.replaceChildren(...chosenTiles(of, point));
    curve.draw();
  }
  choose(chosen);
  return section(
    "frontier",
    of.title,
    "Every point is a plan under another budget, solved with its own bound. Click a point or a row to see it.",
    planned.length ? [key(), el("div", { class: "card" }, curve.box), tiles] : null,
    pointTable(of, run.frontier, choose),
  );
}
