// SPDX-License-Identifier: GPL-3.0-or-later
// The forecast: the company and its groups with history and fan, and the last year as it would have been
// forecast before it.
import { el, name, section, segments, visible } from "./dom.js";
import { capital, percent, plural, short, whole } from "./format.js";
import { chart, fanOptions } from "./charts.js";
import { setting } from "./data.js";

const sum = (values) => values.reduce((total, value) => total + value, 0);
const LEVELS = ["company", "segment", "region", "manager", "territory", "account"];
const LEVEL_WORDS = {
  company: "The company",
  segment: "Segments",
  region: "Regions",
  manager: "Managers",
  territory: "Today\u2019s territories",
  account: "Accounts",
};

/** The group's name; a manager who is a rep has a name besides the id. */
function curveName(plan, curve) {
  if (curve.level === "company") return "the company";
  const rep = curve.level === "manager" && plan.reps.find((one) => one.rep_id === curve.name);
  return visible((rep && rep.rep_name) || curve.name);
}

/** The same group in the year that was held out; null where there was none. */
const heldOut = (plan, curve) =>
  plan.hindcast?.curves.find((one) => one.level === curve.level && one.name === curve.name) ?? null;

/* ---- words */

function hindcastWords(plan, curve) {
  const held = heldOut(plan, curve);
  if (!held) return plan.hindcast ? "This group had no months of its own a year ago." : backtestWords(plan);
  const actual = sum(held.actual),
    before = curve.history.slice(-24, -12),
    inside = held.months.filter((row, h) => held.actual[h] >= row[2] && held.actual[h] <= row[4]).length;
  const off = (forecast) => percent(Math.abs(forecast - actual) / actual);
  const errors =
    actual > 0
      ? `, an error of ${off(held.year.mean)}` +
        (before.length === 12 ? ` (${off(sum(before))} if the year before were simply repeated)` : "")
      : "";
  return (
    `The last 12 months, forecast from the ${plural(plan.hindcast.months_known, "month")} before them: ${short(held.year.mean)}, with 80\u00a0% probability between ` +
    `${short(held.year.p10)} and ${short(held.year.p90)}. ${short(actual)} came in${errors}. ${inside} of 12 months were inside their 80\u00a0% ranges.`
  );
}

function backtestWords(plan) {
  const b = plan.forecast.backtest;
  if (!b.months) return "The history is too short to test the forecast against a year that was held out.";
  return (
    `Tested on the last ${b.months} months, forecast as if they were not known: the company\u2019s year was forecast at ${short(b.company_forecast)} and ` +
    `came in at ${short(b.company_actual)}, an error of ${percent(b.company_error)} (${percent(b.company_error_naive)} if last year were simply repeated). ` +
    `Accounts were off by ${percent(b.account_wape, 0)} of revenue on the whole (${percent(b.account_wape_naive, 0)}). ` +
    `The 80\u00a0% ranges held ${percent(b.coverage80, 0)} of accounts\u2019 years, the 95\u00a0% ranges ${percent(b.coverage95, 0)}.`
  );
}

/** Months of different length are said to be such. */
function lengthWords(plan) {
  const calendar = setting(plan, "calendar");
  if (plan.inputs.some((input) => input.file === "trading_days.csv"))
    return " Revenue is forecast by the day of trade; months have the days that trading_days.csv says.";
  return calendar && calendar !== "months"
    ? ` Months are fiscal periods of ${calendar} weeks, and revenue is forecast by the week.`
    : "";
}

/* ---- how far off, level by level */

function levelRow(line) {
  const number = (text) => el("td", { class: "number" }, text);
  return el(
    "tr",
    null,
    el("th", { scope: "row" }, LEVEL_WORDS[line.level]),
    number(whole(line.groups)),
    number(percent(line.year_error)),
    number(percent(line.year_error_naive)),
    number(percent(line.month_error)),
    number(percent(line.month_error_naive)),
    number(percent(line.coverage80, 0)),
    number(percent(line.coverage95, 0)),
  );
}

function levelTable(plan) {
  if (!plan.hindcast?.lines.length) return null;
  const heads = [
    "Errors of",
    "Groups",
    "Error of the year",
    "If last year came again",
    "Error of months",
    "If each month came again",
    "Years in 80\u00a0% range",
    "In 95\u00a0% range",
  ];
  const lines = plan.hindcast.lines
    .slice()
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  return [
    el("h3", null, "How far off the last year would have been"),
    el(
      "div",
      { class: "table-box" },
      el(
        "div",
        { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Backtest by level" },
        el(
          "table",
          { class: "small backtest" },
          el("caption", { class: "unseen" }, "Errors and coverage of the held-out year"),
          el(
            "thead",
            null,
            el("tr", null, heads.map((label, k) => el("th", { scope: "col", class: k ? "number" : "" }, label))),
          ),
          el("tbody", null, lines.map(levelRow)),
        ),
      ),
    ),
    el(
      "p",
      { class: "hint" },
      "Sums of absolute errors over revenue, and the share of groups whose year lay inside its range. One year that is over is one draw: " +
        "`bailiwick forecast --backtest` looks at several.",
    ),
  ];
}

/* ---- charts */

/** A choice of group, by level. */
function chooser(plan, onchange) {
  const { curves } = plan.forecast;
  if (curves.length < 2) return null;
  const select = el(
    "select",
    { "aria-label": "Group of accounts", onchange: () => onchange(curves[Number(select.value)]) },
    LEVELS.filter((level) => curves.some((curve) => curve.level === level)).map((level) => {
      const options = curves
        .map((curve, c) => [curve, c])
        .filter(([curve]) => curve.level === level)
        .map(([curve, c]) => el("option", { value: c }, capital(curveName(plan, curve))));
      return level === "company" ? options : el("optgroup", { label: LEVEL_WORDS[level] }, options);
    }),
  );
  return select;
}

/** Segments side by side. */
function segmentCharts(plan, stepOf) {
  const curves = plan.forecast.curves.filter((curve) => curve.level === "segment");
  if (curves.length < 2) return { draw: () => {}, part: null };
  const charts = curves.map((curve) =>
    chart(`Revenue of segment ${curveName(plan, curve)}: booked, forecast, and the year held out`, 190, () =>
      fanOptions(plan, curve, heldOut(plan, curve), stepOf(), 0),
    ),
  );
  const cards = curves.map((curve, k) =>
    el(
      "div",
      { class: "card" },
      el("h3", null, name(curve.name), el("span", { class: "id" }, short(curve.year.mean))),
      charts[k].box,
      el("p", { class: "hint" }, `80\u00a0% range ${short(curve.year.p10)} to ${short(curve.year.p90)}`),
    ),
  );
  return { draw: () => charts.forEach((one) => one.draw()), part: el("div", { class: "thirds" }, cards) };
}

export function forecastSection(plan) {
  if (!plan.forecast?.curves.length) return null;
  let step = 3,
    curve = plan.forecast.curves[0];
  const words = el("p", { class: "hint" }, hindcastWords(plan, curve)),
    year = plan.forecast.year;
  const fan = chart("Revenue by period: booked, forecast with its ranges, and the year held out", 360, (width) =>
    fanOptions(plan, curve, heldOut(plan, curve), step, width),
  );
  const small = segmentCharts(plan, () => step);
  const draw = () => {
    words.textContent = hindcastWords(plan, curve);
    fan.draw();
    small.draw();
  };
  const choices = [
    [3, "Quarters"],
    [1, "Months"],
  ];
  return section(
    "forecast",
    "Forecast of the company",
    `The plan year is forecast at ${short(year.mean)}, with 80\u00a0% probability between ${short(year.p10)} and ${short(year.p90)}, ` +
      `from the accounts\u2019 histories alone, before any change of hands.${lengthWords(plan)}`,
    el(
      "div",
      { class: "toolbar" },
      segments("Periods", choices, step, (value) => {
        step = value;
        draw();
      }),
      chooser(plan, (chosen) => {
        curve = chosen;
        draw();
      }),
    ),
    el("div", { class: "card" }, fan.box),
    words,
    small.part,
    levelTable(plan),
  );
}
