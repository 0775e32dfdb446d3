// SPDX-License-Identifier: GPL-3.0-or-later
// What the plan says: one paragraph and the key figures.
import { el, name } from "./dom.js";
import {
  chance,
  gapPercent,
  monthAfter,
  monthWords,
  percent,
  plural,
  short,
  signedPercent,
  whole,
} from "./format.js";
import { within } from "./data.js";

export const repName = (plan, r) => (r < 0 ? "nobody" : plan.reps[r].rep_name || plan.reps[r].rep_id);

/** A rep as a link to its page. */
export function repLink(plan, r) {
  if (r < 0) return el("span", { class: "muted" }, "nobody");
  return el(
    "a",
    { href: `#rep=${encodeURIComponent(plan.reps[r].rep_id)}`, class: "rep-link" },
    el("span", { class: "dot", style: { background: plan.color[r] } }),
    name(repName(plan, r)),
  );
}

const worst = (deviations) => Math.max(0, ...Object.values(deviations ?? {}));

function verdict(plan) {
  if (plan.outcome === "optimal") return "The best plan there is, and proven to be.";
  if (plan.outcome === "feasible") return `Proven to be within ${gapPercent(plan.gap)} of the best plan there is.`;
  return plan.outcome === "infeasible" ? "The hard rules cannot all hold." : "No territories were planned.";
}

function costSentence(plan) {
  const cost = [
    `It costs ${whole(plan.objective)} a year as the settings price travel, changes of rep and missed windows`,
  ];
  if (plan.today) {
    const missed = plan.today.costs.violation > plan.today.objective / 2;
    cost.push(`; today\u2019s territories cost ${whole(plan.today.objective)}`);
    if (missed) cost.push(", most of it the price of missed windows");
  }
  if (plan.outcome === "none") return `${cost.join("")}.`;
  if (plan.outcome === "optimal") return `${cost.join("")}. No plan can cost less: the gap is zero.`;
  return `${cost.join("")}. No plan at all can cost less than ${whole(plan.bound)}.`;
}

/** "10 % of their fair share of workload and potential". */
function shareWords(plan) {
  const sample = plan.placed.map((r) => plan.reps[r].windows);
  const tolerance = plan.measures.map((_, m) => {
    const window = sample.map((windows) => windows[m]).find((w) => w.target > 0);
    return window ? percent(window.high / window.target - 1, 1).replace(/\.0(?=\u00a0)/, "") : null;
  });
  const known = plan.measures.map((m, k) => [m.name, tolerance[k]]).filter(([, words]) => words !== null);
  if (known.every(([, words]) => words === known[0][1]))
    return `${known[0]?.[1] ?? "reach"} of their fair share of ${known.map(([words]) => words).join(" and ")}`;
  return `their windows around the fair share, ${known.map(([words, size]) => `${size} for ${words}`).join(" and ")}`;
}

function balanceSentence(plan) {
  const inside = plan.placed.filter((r) =>
    plan.reps[r].windows.every((w) => w.target === 0 || within(w, w.value)),
  ).length;
  const before =
    plan.today &&
    plan.placed.filter((r) => plan.reps[r].windows.every((w) => w.target === 0 || within(w, w.before))).length;
  const was = plan.today ? `, against ${whole(before)} today` : "";
  return (
    `${inside === plan.placed.length ? "All" : `${whole(inside)} of`} ${plural(plan.placed.length, "territory", "territories")} ` +
    `${inside === 1 && plan.placed.length > 1 ? "is" : "are"} within ${shareWords(plan)}${was}.`
  );
}

function quotaSentence(plan) {
  if (plan.quotas_refused) return `There are no quotas: ${plan.quotas_refused}.`;
  if (!plan.quotas) return "";
  if (!(plan.quotas.company_target > 0)) return "There is no revenue to forecast from, so there are no quotas.";
  const total =
    Math.abs(plan.quotas.quota_total - plan.quotas.company_target) < 0.005 * plan.quotas.company_target
      ? ""
      : ` Quotas add up to ${short(plan.quotas.quota_total)}.`;
  return (
    `The chance that the company reaches its target of ${short(plan.quotas.company_target)} is ${chance(plan.quotas.p_company)}; ` +
    `the forecast is ${short(plan.quotas.company.mean)}.${total}`
  );
}

function moveSentence(plan) {
  const owned = plan.accounts.owner.filter((owner) => owner >= 0).length;
  const given = plan.accounts.owner.filter((owner, i) => owner < 0 && plan.rep[i] >= 0).length;
  const gets = given ? `${plural(given, "account")} without a rep ${given === 1 ? "gets" : "get"} one` : "";
  if (!owned) return gets ? `${gets}.` : "";
  const moves = `${whole(plan.moved_accounts)} of ${plural(owned, "owned account")} change hands, ${percent(plan.moved_revenue_share)} of revenue`;
  return `${moves}${gets ? `; ${gets}` : ""}.`;
}

export function headline(plan) {
  const year = `${monthWords(plan.plan_start)} to ${monthWords(monthAfter(plan.plan_start, 11))}`;
  const words = plan.aligned
    ? [balanceSentence(plan), moveSentence(plan), costSentence(plan), quotaSentence(plan)]
    : [quotaSentence(plan)];
  return el(
    "section",
    { id: "summary", class: "headline" },
    el("p", { class: "eyebrow" }, `Territory and quota plan \u00b7 ${year} \u00b7 amounts in the currency of the tables`),
    el("h1", null, name(plan.company)),
    el("p", { class: "verdict" }, verdict(plan)),
    el(
      "div",
      { class: "beside" },
      el("p", { class: "statement" }, words.filter(Boolean).join(" ")),
      plan.aligned ? costTable(plan) : null,
    ),
  );
}

/** A key figure with its name above and what to compare it with below. */
export function tile(label, figure, words, kind = figure.length > 8 ? "long" : "") {
  return el(
    "div",
    { class: "tile" },
    el("div", { class: "tile-label" }, label),
    el("div", { class: `tile-figure ${kind}` }, kind === "words" ? name(figure) : figure),
    el("div", { class: "tile-words" }, words),
  );
}

const change = (before, after) =>
  before ? `${signedPercent(after / before - 1, 0)} on today\u2019s ${short(before)}` : "";

/** The tiles under the paragraph. */
export function tiles(plan) {
  const km = (when) => plan.reps.reduce((sum, rep) => sum + (rep[when]?.travel_km ?? 0), 0);
  const list = [];
  if (plan.aligned) {
    list.push(
      tile("Cost a year", whole(plan.objective), change(plan.today?.objective, plan.objective)),
      tile("Proven floor", whole(plan.bound), `no plan costs less; gap ${gapPercent(plan.gap)}`),
      tile("Accounts moved", whole(plan.moved_accounts), `${percent(plan.moved_revenue_share)} of revenue`),
      tile(
        "Largest deviation",
        percent(worst(plan.max_deviation), 0),
        plan.today ? `today ${percent(worst(plan.today.max_deviation), 0)}` : "",
      ),
      tile("Travel, km a year", short(km("after")), change(km("before"), km("after"))),
    );
  }
  if (plan.quotas?.company_target > 0) {
    list.push(
      tile("Chance of the target", chance(plan.quotas.p_company), `target ${short(plan.quotas.company_target)}`),
      tile(
        "Reps at quota",
        percent(plan.quotas.expected_at_quota, 0),
        plan.quotas.level === null ? "expected share" : `expected; aimed at ${chance(plan.quotas.level)} each`,
      ),
    );
  }
  return el("div", { class: "tiles" }, list);
}

const COSTS = {
  travel: "Travel",
  disruption: "Disruption: revenue at risk where the rep changes",
  violation: "Windows missed",
  balance: "Distance from targets",
  preference: "Preferences kept",
};

/** What the objective is made of, today and in the plan. */
function costTable(plan) {
  const rows = Object.keys(COSTS).filter((key) => plan.costs[key] || plan.today?.costs[key]);
  const line = (label, before, after) =>
    el(
      "tr",
      null,
      el("th", { scope: "row" }, label),
      plan.today ? el("td", { class: "number" }, short(before)) : null,
      el("td", { class: "number" }, short(after)),
    );
  return el(
    "div",
    { class: "table-box narrow" },
    el(
      "table",
      null,
      el("caption", { class: "unseen" }, "Parts of the cost"),
      el(
        "thead",
        null,
        el(
          "tr",
          null,
          el("th", { scope: "col" }, "Cost a year"),
          plan.today ? el("th", { scope: "col", class: "number" }, "Today") : null,
          el("th", { scope: "col", class: "number" }, "Plan"),
        ),
      ),
      el(
        "tbody",
        null,
        rows.map((key) => line(COSTS[key], plan.today?.costs[key], plan.costs[key])),
      ),
      el("tfoot", null, line("Together", plan.today?.objective, plan.objective)),
    ),
  );
}
