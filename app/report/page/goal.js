// SPDX-License-Identifier: GPL-3.0-or-later
// The company's goal: which targets are within reach, and how far quotas may be stretched.
import { el, section } from "./dom.js";
import { chance, percent, short, signedPercent } from "./format.js";
import { chanceBar } from "./bars.js";
import { plainTable } from "./table.js";

const amountAndBadge = (amount, words) => [
  el("strong", null, amount),
  words ? el("span", { class: "badge" }, words) : null,
];

function targetTable(plan) {
  const { company_target, p_company, company, target_for_chance } = plan.quotas,
    before = plan.last_12_months;
  const rows = [
    ...target_for_chance.map((one) => ({ target: one.target, chance: one.chance, words: "" })),
    { target: company_target, chance: p_company, words: "this plan" },
  ].sort((a, b) => a.target - b.target);
  return plainTable(
    "Company targets by their chance",
    ["Company target", "Chance", "On the last 12 months", "On the forecast"],
    rows.map(({ target, chance: p, words }) => ({
      class: words ? "chosen" : "",
      cells: [
        amountAndBadge(short(target), words),
        chanceBar(p),
        before > 0 ? signedPercent(target / before - 1) : "\u2013",
        company.mean > 0 ? signedPercent(target / company.mean - 1) : "\u2013",
      ],
    })),
    [2, 3],
  );
}

function stretchTable(plan) {
  const { company_target, over_assignment_for_chance, quota_total, expected_at_quota } = plan.quotas;
  const rows = [
    ...over_assignment_for_chance.map((one) => ({
      sum: (1 + one.over_assignment) * company_target,
      share: one.chance,
      over: one.over_assignment,
      words: "",
    })),
    { sum: quota_total, share: expected_at_quota, over: quota_total / company_target - 1, words: "this plan" },
  ].sort((a, b) => a.sum - b.sum);
  return plainTable(
    "Sums of quotas by the share of reps who reach theirs",
    ["Quotas, sum", "Reps at quota, expected", "Over the target"],
    rows.map(({ sum, share, over, words }) => ({
      class: words ? "chosen" : "",
      cells: [
        amountAndBadge(short(sum), words),
        chanceBar(share),
        signedPercent(over),
      ],
    })),
    [2],
  );
}

/** "Even odds are at 34.8 M; the target of 39.9 M is 14.6 % above that." */
function goalWords(plan) {
  const { company_target, p_company, target_for_chance } = plan.quotas,
    even = target_for_chance.find((one) => one.chance === 0.5).target,
    off = company_target / even - 1;
  const where = Math.abs(off) < 0.0005 ? "just that" : `${percent(Math.abs(off))} ${off > 0 ? "above" : "below"} that`;
  return `A target of ${short(even)} is as likely reached as missed; this plan\u2019s, ${short(company_target)}, is ${where} and has a chance of ${chance(p_company)}.`;
}

export function goalSection(plan) {
  if (!(plan.quotas?.company_target > 0)) return null;
  return section(
    "goal",
    "Which goal is within reach",
    goalWords(plan),
    el(
      "div",
      { class: "halves" },
      el("div", null, el("h3", null, "The company\u2019s target"), targetTable(plan)),
      el("div", null, el("h3", null, "How far quotas are stretched"), stretchTable(plan)),
    ),
    el(
      "p",
      { class: "hint" },
      "From the same paths of the future as the forecast. Set company_target, target_growth or over_assignment to plan for another row.",
    ),
  );
}
