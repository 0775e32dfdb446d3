// SPDX-License-Identifier: GPL-3.0-or-later
// What the incentive plan pays: its curve, what it costs, and what each rep can expect.
import { el, section } from "./dom.js";
import { percent, plural, short } from "./format.js";
import { payoutCurve, rangeBar } from "./bars.js";
import { openRep, setting } from "./data.js";
import { plainTable, table } from "./table.js";
import { repLink, repName, tile } from "./headline.js";

/** Share of the target incentive at an attainment, by the settings: models/pay.md has the formula. */
export function payoutOf(plan) {
  const [threshold, accelerator] = ["pay_threshold", "pay_accelerator"].map((key) => Number(setting(plan, key))),
    cap = setting(plan, "pay_cap") === "" ? Infinity : Number(setting(plan, "pay_cap"));
  return (a) =>
    Math.min(cap, a < 1 ? Math.max(0, (a - threshold) / (1 - threshold)) : 1 + accelerator * (a - 1));
}

/** "Nothing up to 50 % of quota, then evenly up to all of the target incentive at quota, ..." */
function curveWords(plan) {
  const [threshold, accelerator, cap] = ["pay_threshold", "pay_accelerator", "pay_cap"].map((key) => setting(plan, key));
  const foot =
    Number(threshold) > 0
      ? `Nothing is paid up to ${percent(Number(threshold), 0)} of quota; from there pay rises evenly`
      : "Pay rises evenly from the first sale";
  const lid = cap === "" ? "without a cap" : `to ${percent(Number(cap), 0)} of it at most`;
  return `${foot} to all of the target incentive at quota, and above quota by ${plural(Number(accelerator), "point")} for each point, ${lid}.`;
}

function payTiles(plan) {
  const { pay, pay_budget, pay_known, company } = plan.quotas,
    share = (x) => percent(x / pay_budget, 0);
  const list = [
    tile("Expected payout", share(pay.mean), "of what all earn at quota"),
    tile("80\u00a0% range", `${share(pay.p10)} to ${share(pay.p90)}`, "8 years of 10, all reps on the same paths", "words"),
  ];
  if (pay_known)
    list.unshift(
      tile("Budget", short(pay_budget), "target incentives of those with a quota"),
      tile("Expected pay", short(pay.mean), `80\u00a0% range ${short(pay.p10)} to ${short(pay.p90)}`),
    );
  if (pay_known && company.mean > 0)
    list.push(tile("Incentive share of revenue", percent(pay.mean / company.mean, 2), "expected incentive pay over the company\u2019s forecast"));
  return el("div", { class: "tiles" }, list);
}

function payTable(plan) {
  const known = plan.quotas.pay_known,
    q = (r) => plan.reps[r].quota,
    rows = plan.reps.map((_, r) => r).filter((r) => q(r).quota > 0 && (known ? q(r).target_pay !== null : plan.reps[r].competes));
  const top = Math.max(1.2, ...rows.map((r) => q(r).payout.p90)) * 1.04,
    words = (r) => `Payout ${percent(q(r).payout.p10, 0)} to ${percent(q(r).payout.p90, 0)}, middle ${percent(q(r).payout.p50, 0)}; the mark is at all of the incentive`;
  const money = (label, of) => ({ label, numeric: true, cell: (r) => short(of(r)), value: of });
  const columns = [
    { label: "Rep", header: true, cell: (r) => repLink(plan, r), value: (r) => repName(plan, r) },
    known && money("Target incentive", (r) => q(r).target_pay),
    { label: "Payout, 80\u00a0% range and target", cell: (r) => rangeBar(words(r), q(r).payout, 1, top, plan.color[r]), value: (r) => q(r).payout.p50 },
    { label: "Expected payout", numeric: true, cell: (r) => percent(q(r).payout.mean, 0), value: (r) => q(r).payout.mean },
    { label: "Poor year, 1 in 10", numeric: true, cell: (r) => percent(q(r).payout.p10, 0), value: (r) => q(r).payout.p10 },
    { label: "Good year, 1 in 10", numeric: true, cell: (r) => percent(q(r).payout.p90, 0), value: (r) => q(r).payout.p90 },
    known && money("Expected pay", (r) => q(r).payout.mean * q(r).target_pay),
  ].filter(Boolean);
  return table({
    caption: "Expected incentive pay",
    columns,
    rows,
    size: rows.length > 60 ? 50 : 0,
    sort: "Expected payout",
    descending: true,
    onopen: openRep(plan),
  });
}

/** Where the curve and the amounts come from. */
function hint(plan) {
  const unchanged = plan.settings.every((s) => !s.name.startsWith("pay_") || s.value === s.initial);
  return [
    unchanged ? "This curve is the default: set pay_threshold, pay_accelerator and pay_cap to your plan\u2019s, or sweep them to compare plans." : "A sweep of pay_threshold, pay_accelerator and pay_cap compares plans.",
    plan.quotas.pay_known ? "" : "Add target_pay to reps.csv to see amounts.",
  ].join(" ");
}

export function paySection(plan) {
  if (!(plan.quotas?.pay_budget > 0)) return null;
  const of = payoutOf(plan),
    rows = [0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.5];
  return section(
    "pay",
    "What the quotas pay",
    curveWords(plan),
    payTiles(plan),
    el(
      "div",
      { class: "halves pay-plan" },
      el("div", { class: "card" }, payoutCurve(of)),
      plainTable(
        "Payout by attainment",
        ["Attainment", "Payout, share of the target incentive"],
        rows.map((a) => ({ class: a === 1 ? "chosen" : "", cells: [percent(a, 0), percent(of(a), 0)] })),
        [1],
      ),
    ),
    payTable(plan),
    el("p", { class: "hint" }, hint(plan)),
  );
}

/** On a rep's page: what a poor, a middling and a good year pay. */
export function repPay(plan, r) {
  const q = plan.reps[r].quota;
  if (!(q?.quota > 0 && plan.quotas.pay_budget > 0)) return null;
  const of = payoutOf(plan),
    known = q.target_pay > 0;
  const rows = [
    ["A poor year: 1 in 10 is worse", q.forecast.p10],
    ["The middle of the forecast", q.forecast.p50],
    ["A good year: 1 in 10 is better", q.forecast.p90],
    ["Quota", q.quota],
    ["120\u00a0% of quota", 1.2 * q.quota],
  ].sort((a, b) => a[1] - b[1]);
  return section(
    "rep-pay",
    "What the year can pay",
    curveWords(plan),
    plainTable(
      "Incentive by how the year comes out",
      ["If the year comes out at", "Revenue", "Of quota", "Payout", known ? "Incentive" : null].filter(Boolean),
      rows.map(([words, revenue]) => ({
        class: words === "Quota" ? "chosen" : "",
        cells: [
          words,
          short(revenue),
          percent(revenue / q.quota, 0),
          percent(of(revenue / q.quota), 0),
          known ? short(q.target_pay * of(revenue / q.quota)) : null,
        ].filter((cell) => cell !== null),
      })),
      [1, 2, 3, 4],
    ),
  );
}
