// SPDX-License-Identifier: GPL-3.0-or-later
// Small drawings in SVG: a value against its window, a range with its quota, an interval, a waterfall.
import { el, svg } from "./dom.js";
import { capital, chance, decimal, measured, percent, short, signedPercent, signedShort } from "./format.js";
import { within } from "./data.js";

const scale = (low, high, width) => (x) =>
  high > low ? ((Math.min(Math.max(x, low), high) - low) / (high - low)) * width : 0;

function picture(width, height, words, ...children) {
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words, class: "picture" },
    svg("title", null, words),
    children,
  );
}

/** Value after (dot) and before (ring) against the window (band) and target (line); `top` is the largest
 *  deviation that fits. */
export function windowBar(window, measure, top = 1) {
  const width = 120,
    height = 22,
    x = scale(-top, top, width);
  const at = (value) => x(window.target ? value / window.target - 1 : 0);
  const good = within(window, window.value);
  const words =
    `${capital(measure.name)} ${measured(window.value, measure.unit)} in the plan, ` +
    `${measured(window.before, measure.unit)} today; window ${measured(window.low, measure.unit)} to ` +
    `${measured(window.high, measure.unit)}, target ${measured(window.target, measure.unit)}`;
  return picture(
    width,
    height,
    words,
    svg("line", { x1: 0, x2: width, y1: 11, y2: 11, class: "rule" }),
    svg("rect", {
      x: at(window.low),
      width: Math.max(2, at(window.high) - at(window.low)),
      y: 4,
      height: 14,
      rx: 2,
      class: "window",
    }),
    svg("line", { x1: at(window.target), x2: at(window.target), y1: 3, y2: 19, class: "target" }),
    window.before === null
      ? null
      : svg("circle", { cx: Math.min(width - 4, Math.max(4, at(window.before))), cy: 11, r: 3.5, class: "before" }),
    svg("circle", {
      cx: Math.min(width - 4.5, Math.max(4.5, at(window.value))),
      cy: 11,
      r: 4.5,
      class: good ? "after good" : "after bad",
    }),
  );
}

/** How far a value is from its target: whole per cents, but as many digits as tell it from the window it misses. */
export function offWords(window) {
  const off = window.value / window.target - 1,
    edge = (off < 0 ? window.low : window.high) / window.target - 1;
  let digits = 0;
  if (!within(window, window.value))
    while (digits < 3 && signedPercent(off, digits) === signedPercent(edge, digits)) digits++;
  return signedPercent(off, digits);
}

/** The cell of a territory table: figures, bar, deviation. */
export function windowCell(window, measure, top) {
  if (!window || window.target === 0) return el("span", { class: "muted" }, "\u2013");
  return el(
    "div",
    { class: "window-cell" },
    windowBar(window, measure, top),
    el("span", { class: "figure" }, measured(window.value, measure.unit)),
    el("span", { class: within(window, window.value) ? "off" : "off bad" }, offWords(window)),
  );
}

/** A range p10-p90 (band) with its median (line) and a mark on a common scale up to `top`. */
export function rangeBar(words, range, mark, top, color) {
  const width = 170,
    height = 22,
    x = scale(0, top, width);
  return picture(
    width,
    height,
    words,
    svg("line", { x1: 0, x2: width, y1: 11, y2: 11, class: "rule" }),
    svg("rect", {
      x: x(range.p10),
      width: Math.max(1, x(range.p90) - x(range.p10)),
      y: 6,
      height: 10,
      rx: 2,
      fill: color,
      "fill-opacity": 0.35,
    }),
    svg("line", { x1: x(range.p50), x2: x(range.p50), y1: 5, y2: 17, stroke: color, "stroke-width": 2 }),
    svg("path", { d: `M${x(mark)} 12 l-4 9 h8 z`, class: "quota-mark" }),
  );
}

/** The forecast of a territory and its quota. */
export function quotaBar(quota, top, color) {
  const f = quota.forecast;
  const words = `Forecast ${short(f.p10)} to ${short(f.p90)}, middle ${short(f.p50)}; quota ${short(quota.quota)}`;
  return rangeBar(words, f, quota.quota, top, color);
}

/** Round amounts from 0 up to `top`, few enough to be read. */
function payoutLevels(top) {
  const step = [0.5, 1, 2, 5, 10, 20].find((one) => top / one <= 6);
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, k) => k * step);
}

/** A curve from attainment to payout, with a line at quota. */
export function payoutCurve(of) {
  const [width, height, left, foot] = [520, 220, 52, 34];
  const steps = Array.from({ length: 181 }, (_, k) => k / 100),
    top = Math.max(1.2, ...steps.map(of));
  const x = (a) => left + scale(0, 1.8, width - left - 16)(a),
    y = (p) => height - foot - scale(0, top, height - foot - 12)(p);
  const label = (at, up, words, anchor) => svg("text", { x: at, y: up, "text-anchor": anchor, class: "tick" }, words);
  return picture(
    width,
    height,
    `Payout by attainment: ${[0.8, 1, 1.2].map((a) => `${percent(of(a), 0)} at ${percent(a, 0)}`).join(", ")}`,
    payoutLevels(top).map((p) => [
      svg("line", { x1: left, x2: width - 16, y1: y(p), y2: y(p), class: "rule" }),
      label(left - 8, y(p) + 4, percent(p, 0), "end"),
    ]),
    [0, 0.5, 1, 1.5].map((a) => label(x(a), height - foot + 18, percent(a, 0), "middle")),
    svg("line", { x1: x(1), x2: x(1), y1: 8, y2: height - foot, class: "target dashed" }),
    label(x(1) + 6, 18, "quota", "start"),
    svg("polyline", { points: steps.map((a) => `${x(a).toFixed(1)},${y(of(a)).toFixed(1)}`).join(" "), class: "curve" }),
  );
}

/** A probability as a bar. */
export function chanceBar(p) {
  const width = 56;
  return el(
    "span",
    { class: "chance" },
    picture(
      width,
      10,
      chance(p),
      svg("rect", { x: 0, y: 2, width, height: 6, rx: 3, class: "track" }),
      svg("rect", { x: 0, y: 2, width: Math.max(0, p ?? 0) * width, height: 6, rx: 3, class: "level" }),
    ),
    el("span", null, chance(p)),
  );
}

/** Attainment as a bar with a line at the quota. */
export function attainmentBar(share, top) {
  const width = 150,
    x = scale(0, top, width);
  return el(
    "span",
    { class: "chance" },
    picture(
      width,
      16,
      `${percent(share, 0)} of quota`,
      svg("rect", { x: 0, y: 5, width, height: 6, rx: 3, class: "track" }),
      svg("rect", { x: 0, y: 5, width: x(share), height: 6, rx: 3, class: share >= 1 ? "level reached" : "level" }),
      svg("line", { x1: x(1), x2: x(1), y1: 1, y2: 15, class: "target" }),
    ),
    el("span", null, percent(share, 0)),
  );
}

/** Two intervals, before (grey) and after (accent), on a common scale. */
export function whiskers(figure, low, high) {
  const width = 300,
    height = 34,
    x = scale(low, high, width - 12);
  const words =
    `Today ${decimal(figure.before, 3)} (${decimal(figure.before_low, 3)} to ${decimal(figure.before_high, 3)}), ` +
    `plan ${decimal(figure.after, 3)} (${decimal(figure.after_low, 3)} to ${decimal(figure.after_high, 3)})`;
  const whisker = (y, value, from, to, kind) =>
    value === null
      ? null
      : svg(
          "g",
          { class: `whisker ${kind}` },
          from === null ? null : svg("line", { x1: 6 + x(from), x2: 6 + x(to), y1: y, y2: y }),
          from === null ? null : svg("line", { x1: 6 + x(from), x2: 6 + x(from), y1: y - 3, y2: y + 3 }),
          from === null ? null : svg("line", { x1: 6 + x(to), x2: 6 + x(to), y1: y - 3, y2: y + 3 }),
          svg("circle", { cx: 6 + x(value), cy: y, r: 4.5 }),
        );
  return picture(
    width,
    height,
    words,
    svg("line", { x1: 6, x2: width - 6, y1: 17, y2: 17, class: "rule" }),
    whisker(10, figure.before, figure.before_low, figure.before_high, "before"),
    whisker(24, figure.after, figure.after_low, figure.after_high, "after"),
  );
}

const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}\u2026` : text);

/* Two lines, broken at a blank where there is one. */
function twoLines(text, length) {
  if (text.length <= length) return [text];
  const blank = text.lastIndexOf(" ", length);
  const end = blank > length / 2 ? blank : length;
  return [text.slice(0, end), cut(text.slice(end).trim(), length)];
}

function stepLabel(what, y, one) {
  const lines = one ? [cut(what, 52)] : twoLines(what, 42);
  const spans = lines.map((line, k) => svg("tspan", { x: 0, y: y + (lines.length > 1 ? 13 + 14 * k : 20) }, line));
  return svg("text", null, svg("title", null, what), spans);
}

/** The label stands left of the bar, or above it where there is no room for that. */
function waterfallStep(step, k, x, labelWidth, rowHeight) {
  const above = labelWidth === 0,
    y = k * rowHeight + (above ? 20 : 0),
    bar = rowHeight - (above ? 26 : 12),
    left = Math.min(x(step.from), x(step.to));
  const width = Math.max(1.5, Math.abs(x(step.to) - x(step.from)));
  const kind = step.total ? "total" : step.amount < 0 ? "down" : "up";
  return svg(
    "g",
    { class: `step ${kind}` },
    stepLabel(step.what, above ? y - 19 : y, above),
    svg("rect", { x: labelWidth + left, y: y + 6, width, height: bar, rx: 2 }),
    step.total
      ? null
      : svg("line", {
          x1: labelWidth + x(step.to),
          x2: labelWidth + x(step.to),
          y1: y + bar + 7,
          y2: y + bar + 17,
        }),
    svg(
      "text",
      { x: labelWidth + left + width + 6, y: y + bar / 2 + 10, class: "amount" },
      step.total ? short(step.amount) : signedShort(step.amount),
    ),
  );
}

function waterfallPicture(lines, total, totalWords, width, labelWidth, rowHeight) {
  let sum = 0;
  const steps = lines.map((line) => ({ ...line, from: sum, to: (sum += line.amount) }));
  steps.push({ what: totalWords, amount: total, from: 0, to: total, total: true });
  const ends = steps.flatMap((step) => [step.from, step.to]);
  const x = scale(Math.min(0, ...ends), Math.max(1, ...ends), width - labelWidth - 80);
  const words = `${lines.map((line) => `${line.what} ${signedShort(line.amount)}`).join("; ")}; ${totalWords} ${short(total)}`;
  const drawing = picture(
    width,
    steps.length * rowHeight,
    words,
    steps.map((step, k) => waterfallStep(step, k, x, labelWidth, rowHeight)),
  );
  drawing.classList.add("waterfall", labelWidth ? "wide" : "tall");
  return drawing;
}

/** Lines that add up to a total, from top to bottom: for screens, and for phones. */
export function waterfall(lines, total, totalWords) {
  return [
    waterfallPicture(lines, total, totalWords, 660, 290, 34),
    waterfallPicture(lines, total, totalWords, 340, 0, 46),
  ];
}
