// SPDX-License-Identifier: GPL-3.0-or-later
// The comparison of a sweep: the front, a table of every figure, and the scenarios that failed.
import { el, name, section } from "./dom.js";
import { chance, gapPercent, percent, plural, short, whole } from "./format.js";
import { FRONT_HEIGHT, chanceColor, chanceSpan, chart, drawCharts, frontOptions } from "./charts.js";
import { readJson } from "./data.js";
import { chanceBar } from "./bars.js";
import { table } from "./table.js";
import { footer, runSection } from "./notes.js";

const sweep = readJson("bailiwick-data");
/* Territories whose quotas are refused are no plan that others could be compared with. */
const isSolved = (s) => s.plan && !s.plan.quotas_refused;
const solved = sweep.scenarios.filter(isSolved),
  failed = sweep.scenarios.filter((s) => !isSolved(s));
sweep.scenarios.forEach((s, k) => (s.number = k + 1));
for (const { plan } of solved) {
  plan.worst_deviation = Math.max(0, ...Object.values(plan.max_deviation));
  if (!(plan.company_target > 0)) plan.p_company = plan.expected_at_quota = null; /* nothing to reach is no success */
}
document.title = `${sweep.company} \u2013 scenarios`;

/** The scenario that is best in one figure; scenarios that show the same share the praise. */
function pick(label, of, sign, write) {
  const known = solved.filter((s) => of(s.plan) !== null);
  if (known.length === 0) return null;
  const best = known.reduce((least, s) => (sign * of(s.plan) < sign * of(least.plan) ? s : least));
  const figure = write(of(best.plan), best.plan),
    alike = known.filter((s) => write(of(s.plan), s.plan) === figure).length;
  const all = alike === known.length && alike > 1;
  return el(
    "div",
    { class: "tile" },
    el("div", { class: "tile-label" }, label),
    el("div", { class: "tile-figure words" }, all ? "all alike" : name(best.name)),
    el("div", { class: "tile-words" }, alike > 1 && !all ? `${figure}; ${plural(alike - 1, "other")} alike` : figure),
  );
}

function headline() {
  const front = solved.filter((s) => s.on_front);
  const words = [
    `${plural(sweep.scenarios.length, "scenario")} of the same company.`,
    front.length === 0
      ? ""
      : `${whole(front.length)} ${front.length === 1 ? "is" : "are"} on the front: no other is better in moved revenue, balance and the chance of the company\u2019s target at once.`,
    new Set(solved.map((s) => short(s.plan.company_target))).size > 1
      ? "Their targets differ: a lower one is surer, which does not make it better."
      : "",
    failed.length ? `${whole(failed.length)} could not be planned; the reasons are below.` : "",
  ];
  return el(
    "section",
    { id: "summary", class: "headline" },
    el("p", { class: "eyebrow" }, "Scenarios compared"),
    el("h1", null, name(sweep.company)),
    el("p", { class: "statement" }, words.filter(Boolean).join(" ")),
  );
}

function picks() {
  return el(
    "div",
    { class: "tiles" },
    pick("Least revenue moved", (p) => p.moved_revenue_share, 1, (x) => percent(x)),
    pick("Best balanced", (p) => p.worst_deviation, 1, (x) => `${percent(x)} from the fair share at most`),
    pick("Surest target", (p) => p.p_company, -1, (x, p) => `chance ${chance(x)} of ${short(p.company_target)}`),
    pick("Lowest cost", (p) => p.objective, 1, (x) => short(x)),
  );
}

function changes(scenario) {
  return scenario.changes.length === 0
    ? el("span", { class: "muted" }, "as the base")
    : scenario.changes.map((change, k) => [
        k ? ", " : "",
        el("span", { class: "code" }, name(change.name)),
        " = ",
        name(change.value),
      ]);
}

function figureColumn(label, of, write, title) {
  return { label, title, numeric: true, value: (s) => of(s.plan), cell: (s) => write(of(s.plan)) };
}

function figures() {
  const measures = [...new Set(solved.flatMap((s) => Object.keys(s.plan.max_deviation)))];
  const columns = [
    {
      label: "Scenario",
      header: true,
      class: "scenario",
      value: (s) => s.name,
      cell: (s) => [
        el("span", { class: "scenario-number" }, `${s.number}`),
        " ",
        name(s.name),
        s.on_front ? el("span", { class: "badge", title: "No other scenario is better in all three" }, "front") : null,
      ],
    },
    { label: "Changes", value: (s) => s.changes.length, cell: changes, class: "changes" },
    figureColumn(
      "Moved revenue",
      (p) => p.moved_revenue_share,
      (x) => percent(x),
    ),
    ...measures.map((m) =>
      figureColumn(
        `Deviation, ${m}`,
        (p) => p.max_deviation[m] ?? null,
        (x) => percent(x),
      ),
    ),
    {
      label: "Chance of target",
      value: (s) => s.plan.p_company,
      cell: (s) => (s.plan.p_company === null ? "\u2013" : chanceBar(s.plan.p_company)),
    },
    figureColumn(
      "Reps at quota",
      (p) => p.expected_at_quota,
      (x) => percent(x, 0),
      "Expected share of reps at or above quota",
    ),
    figureColumn(
      "Expected payout",
      (p) => (p.pay_budget > 0 ? p.pay / p.pay_budget : null),
      (x) => percent(x, 0),
      "Expected incentive pay over what all reps earn at quota",
    ),
    solved.some((s) => s.plan.pay_known) && figureColumn("Incentive pay", (p) => (p.pay_known ? p.pay : null), short),
    figureColumn("Cost", (p) => p.objective, short),
    figureColumn("Gap", (p) => p.gap, gapPercent, "How much a better plan could save at the very most; 0: none is better"),
    figureColumn("Moved accounts", (p) => p.moved_accounts, whole),
    figureColumn("Target", (p) => p.company_target, short),
    figureColumn("Quotas", (p) => p.quota_total, short),
    figureColumn("Bound", (p) => p.bound, short),
    figureColumn("Travel cost", (p) => p.costs.travel, short),
    figureColumn("Disruption", (p) => p.costs.disruption, short),
  ].filter(Boolean);
  return section(
    "scenarios",
    "All figures",
    "Sort by a heading. Costs of scenarios with other prices or rules measure other things: compare the parts.",
    table({
      caption: "Scenarios",
      columns,
      rows: solved,
      size: 50,
      search: (s) => `${s.name} ${s.changes.map((c) => `${c.name} ${c.value}`).join(" ")}`,
      filters: [
        ["All", () => true],
        [`On the front (${whole(solved.filter((s) => s.on_front).length)})`, (s) => s.on_front],
      ],
    }),
  );
}

function failures() {
  if (failed.length === 0) return null;
  const columns = [
    { label: "Scenario", header: true, value: (s) => s.name, cell: (s) => name(s.name) },
    { label: "Changes", cell: changes, class: "changes" },
    { label: "Why it could not be planned", value: (s) => s.message, cell: (s) => name(s.message), class: "words" },
  ];
  return section(
    "failed",
    "Scenarios that failed",
    "A failure is a result: it says which rule cannot hold.",
    table({ caption: "Failed scenarios", columns, rows: failed }),
  );
}

/** What the colours and rings of the front mean. */
function frontKey() {
  const [low, high] = chanceSpan(solved),
    steps = [0, 0.25, 0.5, 0.75, 1];
  return el(
    "p",
    { class: "key" },
    el("span", { class: "key-front" }),
    "on the front",
    el("span", { class: "key-beaten" }),
    "beaten",
    Number.isFinite(low)
      ? [
          el("span", null, `Chance of the company\u2019s target: ${chance(low)}`),
          steps.map((t) =>
            el("span", { class: "swatch", style: { background: chanceColor(low + t * (high - low), low, high) } }),
          ),
          chance(high),
        ]
      : null,
  );
}

const front =
  solved.length === 0
    ? null
    : chart(
        "Scenarios by moved revenue, largest deviation and the probability of the company's target",
        FRONT_HEIGHT,
        (width) => frontOptions(solved, width),
      );
const nav = [
  ["front", "Front"],
  ["scenarios", "Figures"],
  ["failed", "Failed"],
  ["run", "Settings"],
];
const page = el(
  "main",
  { id: "page" },
  headline(),
  picks(),
  front &&
    section(
      "front",
      "The trade-off",
      "Left is less disruption, down is better balance, green is a surer target. Ringed scenarios are not beaten in all three. " +
        "Those at the same place stand side by side; the numbers are those of the table.",
      frontKey(),
      el("div", { class: "card" }, front.box),
    ),
  solved.length ? figures() : null,
  failures(),
  runSection(sweep),
);
document.body.append(
  el("a", { class: "skip", href: "#page" }, "Skip to the scenarios"),
  el(
    "nav",
    { class: "top", "aria-label": "Sections" },
    el("a", { class: "brand", href: "#summary" }, name(sweep.company)),
    el(
      "div",
      { class: "links" },
      nav.filter(([id]) => page.querySelector(`#${id}`)).map(([id, words]) => el("a", { href: `#${id}` }, words)),
    ),
  ),
  page,
  footer(),
);
drawCharts();
addEventListener("resize", drawCharts);
