// SPDX-License-Identifier: GPL-3.0-or-later
// Quotas, fairness and prices.
import { el, dot, section, segments } from "./dom.js";
import {
  capital,
  chance,
  decimal,
  gapPercent,
  percent,
  amount,
  short,
  signedPercent,
  signedShort,
  whole,
} from "./format.js";
import { chanceBar, quotaBar, whiskers } from "./bars.js";
import { deviation, openRep, setting } from "./data.js";
import { table } from "./table.js";
import { repLink, repName } from "./headline.js";
import { teamTable } from "./teams.js";

/* ---- quotas */

export function quotaSection(plan) {
  if (plan.quotas_refused)
    return section("quotas", "No quotas", `The territories are planned, but the target cannot be shared out: ${plan.quotas_refused}.`);
  if (!plan.quotas) return null;
  const rows = plan.reps.map((_, r) => r).filter((r) => plan.reps[r].quota.quota !== 0);
  const q = (r) => plan.reps[r].quota;
  const top = Math.max(1, ...rows.map((r) => Math.max(q(r).forecast.p90, q(r).quota))) * 1.04;
  const growth = (r) => (q(r).prior > 0 ? q(r).quota / q(r).prior - 1 : null);
  const columns = [
    { label: "Rep", header: true, cell: (r) => repLink(plan, r), value: (r) => repName(plan, r) },
    { label: "Quota", numeric: true, cell: (r) => el("strong", null, amount(q(r).quota, plan.quotas.quota_unit)), value: (r) => q(r).quota },
    {
      label: "On last year\u2019s revenue",
      numeric: true,
      cell: (r) => signedPercent(growth(r), 0),
      value: growth,
      title: "Quota over the last 12 months' revenue of the same accounts",
    },
    { label: "Last quota", numeric: true, cell: (r) => short(q(r).quota_prior), value: (r) => q(r).quota_prior },
    {
      label: "Forecast 80 % range and quota",
      cell: (r) => quotaBar(q(r), top, plan.color[r]),
      value: (r) => q(r).forecast.p50,
    },
    { label: "Forecast", numeric: true, cell: (r) => short(q(r).forecast.mean), value: (r) => q(r).forecast.mean },
    { label: "Chance of quota", cell: (r) => chanceBar(q(r).p_attain), value: (r) => q(r).p_attain },
    { label: "Ramp", numeric: true, cell: (r) => percent(q(r).ramp_factor, 0), value: (r) => q(r).ramp_factor },
    {
      label: "Adjusted",
      numeric: true,
      cell: (r) => (q(r).adjustment ? signedShort(q(r).adjustment) : "\u2013"),
      value: (r) => q(r).adjustment,
    },
  ];
  const before = rows.reduce((sum, r) => sum + q(r).prior, 0);
  const foot = el(
    "tr",
    null,
    el("th", { scope: "row" }, "All"),
    el("td", { class: "number" }, amount(plan.quotas.quota_total, plan.quotas.quota_unit)),
    el("td", { class: "number" }, signedPercent(before > 0 ? plan.quotas.quota_total / before - 1 : null, 0)),
    el("td", { colspan: 2 }),
    el("td", { class: "number" }, short(rows.reduce((sum, r) => sum + q(r).forecast.mean, 0))),
    el("td", { colspan: columns.length - 6 }),
  );
  const method = setting(plan, "quota_method").replaceAll("_", " ");
  return section(
    "quotas",
    "Quotas and the chance of reaching them",
    `Method: ${method || "as set"}. The chance of a quota is the share of the forecast\u2019s paths on which the territory earns it. Open a rep to see the quota derived line by line.`,
    table({
      caption: "Quotas",
      columns,
      rows,
      size: rows.length > 60 ? 50 : 0,
      sort: "Quota",
      descending: true,
      onopen: openRep(plan),
      search: rows.length > 20 ? (r) => `${plan.reps[r].rep_id} ${repName(plan, r)}` : undefined,
      foot,
    }),
    teamTable(plan),
  );
}

/* ---- fairness */

const INDEX_WORDS = {
  cv: "CV",
  gini: "Gini",
  theil: "Theil",
  atkinson: "Atkinson",
  jain: "Jain",
  "max/min": "Max / min",
};
const INDEX_HELP = {
  cv: "standard deviation over mean; 0 is equal",
  gini: "0 is equal, 1 is all in one hand",
  theil: "entropy lost; 0 is equal",
  atkinson: "share of the total that equality would make needless; 0 is equal",
  jain: "1 is equal",
  "max/min": "largest over smallest; 1 is equal",
};

function fairnessRows(figures) {
  const values = figures
    .flatMap((f) => [f.before, f.before_low, f.before_high, f.after, f.after_low, f.after_high])
    .filter((v) => v !== null);
  const low = Math.min(...values, figures[0].index === "jain" ? 1 : 0),
    high = Math.max(...values);
  return figures.map((f) =>
    el(
      "tr",
      null,
      el("th", { scope: "row" }, f.quantity === "P(attain)" ? "Chance of quota" : capital(f.quantity)),
      el("td", { class: "number muted" }, decimal(f.before, 3)),
      el("td", { class: "number" }, decimal(f.after, 3)),
      el("td", null, whiskers(f, low, high)),
    ),
  );
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
  return section(
    "fairness",
    "Fairness among competing reps",
    "Per share of capacity, with 95\u00a0% bootstrap intervals. Fewer reps make wider intervals: a change counts when the intervals part.",
    el(
      "div",
      { class: "toolbar" },
      segments(
        "Index",
        indices.map((index) => [index, INDEX_WORDS[index] ?? index]),
        indices[0],
        show,
      ),
      words,
    ),
    el(
      "p",
      { class: "key" },
      el("span", { class: "key-dot-before" }),
      "today",
      el("span", { class: "key-dot-after" }),
      "plan",
    ),
    el(
      "div",
      { class: "table-box" },
      el(
        "div",
        { class: "table-scroll" },
        el(
          "table",
          null,
          el("caption", { class: "unseen" }, "Fairness today and in the plan"),
          el(
            "thead",
            null,
            el(
              "tr",
              null,
              el("th", { scope: "col" }, "Of"),
              el("th", { scope: "col", class: "number" }, "Today"),
              el("th", { scope: "col", class: "number" }, "Plan"),
              el("th", { scope: "col" }, "With intervals"),
            ),
          ),
          body,
        ),
      ),
    ),
  );
}

/* ---- prices */

export function priceSection(plan) {
  if (!plan.prices?.length) return null;
  const words = (x) => (x < 0 ? `saves ${short(-x)}` : x > 0 ? `costs ${short(x)}` : "changes nothing");
  return section(
    "prices",
    "What the rules cost",
    `Each line is the plan solved again with one rule changed by one unit; \u2248 marks what the prices of the proof say alone, which suits small changes. The plan itself is within ${gapPercent(plan.gap)} of the best there is.`,
    el(
      "ul",
      { class: "prices" },
      plan.prices.map((price) =>
        el(
          "li",
          null,
          el("span", null, capital(price.what)),
          el("strong", null, price.confirmed === null ? ` \u2248 ${words(price.estimate)}` : ` ${words(price.confirmed)}`),
          price.confirmed === null || words(price.confirmed) === words(price.estimate)
            ? null
            : el("span", { class: "muted" }, ` \u00b7 by prices alone it ${words(price.estimate)}`),
        ),
      ),
    ),
  );
}
