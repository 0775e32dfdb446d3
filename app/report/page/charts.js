// SPDX-License-Identifier: GPL-3.0-or-later
// The charts that ECharts draws. Tooltips are rich text, never HTML, and every text that comes from
// the tables goes through visible().
import { INK } from "./data.js";
import { el, visible } from "./dom.js";
import { chance, monthAfter, monthWords, percent, short, tick } from "./format.js";

const MUTED = "#667282",
  RULE = "#e4e8ed",
  ACCENT = "#1f5c99";
const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const live = [];

/** A box with a chart in it; `options(width)` is asked again when it is drawn, `onpick(data)` told what is clicked. */
export function chart(words, height, options, onpick) {
  const box = el("div", { class: "chart", role: "img", "aria-label": words, style: { height: `${height}px` } });
  let drawing = null;
  const draw = () => {
    if (!box.isConnected || box.clientWidth === 0) return;
    if (!drawing) {
      drawing = globalThis.echarts.init(box, null, { renderer: "canvas" });
      if (onpick) drawing.on("click", (event) => onpick(event.data));
    }
    drawing.setOption(options(box.clientWidth), true);
    drawing.resize();
  };
  live.push({ box, draw, end: () => drawing?.dispose() });
  return { box, draw };
}

/** Draws the charts that have come into the document, and lets go of those that left it. */
export function drawCharts() {
  for (let k = live.length - 1; k >= 0; k--) {
    if (live[k].box.isConnected) live[k].draw();
    else live.splice(k, 1)[0].end();
  }
}

const base = () => ({
  animation: false,
  textStyle: { fontFamily: FONT, color: INK },
  tooltip: {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    borderColor: RULE,
    backgroundColor: "#fff",
    textStyle: { color: INK, fontSize: 12, fontFamily: FONT },
  },
});

const moneyAxis = (label) => ({
  type: "value",
  name: label,
  nameTextStyle: { color: MUTED, align: "left" },
  axisLabel: { color: MUTED, formatter: tick },
  splitLine: { lineStyle: { color: RULE } },
  axisLine: { show: false },
});

const timeAxis = (labels) => ({
  type: "category",
  data: labels,
  axisLabel: { color: MUTED, hideOverlap: true },
  axisTick: { show: false },
  axisLine: { lineStyle: { color: "#c3cad2" } },
});

const threes = (values) => {
  const sums = [];
  for (let k = values.length % 3; k + 2 < values.length; k += 3)
    sums.push(values[k] + values[k + 1] + values[k + 2]);
  return sums;
};

function periods(start, count, step) {
  return Array.from({ length: count }, (_, k) => {
    const month = monthAfter(start, k * step);
    return step === 1
      ? monthWords(month)
      : `${monthWords(month).slice(0, 3)}\u2013${monthWords(monthAfter(month, 2))}`;
  });
}

const band = (title, low, high, color, opacity, pad) => [
  {
    name: `${title} low`,
    type: "line",
    data: [...pad, ...low],
    stack: title,
    symbol: "none",
    lineStyle: { opacity: 0 },
    silent: true,
    tooltip: { show: false },
  },
  {
    name: title,
    type: "line",
    data: [...pad, ...high.map((h, k) => h - low[k])],
    stack: title,
    symbol: "none",
    lineStyle: { opacity: 0 },
    itemStyle: { color, opacity: Math.min(1, opacity * 2) },
    areaStyle: { color, opacity },
    silent: true,
    tooltip: { show: false },
  },
];

const line = (title, data, color, more) => ({
  name: title,
  type: "line",
  data,
  symbol: "circle",
  symbolSize: 4,
  lineStyle: { color, width: 1.8 },
  itemStyle: { color },
  ...more,
});

const HELD = "#a8741a",
  QUOTA = "#b4552d";
const HELD_LINE = "Held-out forecast",
  HELD_RANGE = "Its 80 % range";

/** The year held out: what would have been forecast, over the booked periods it is about. */
function heldSeries(rows, past) {
  if (!rows) return [];
  const pad = new Array(past.length - rows.length).fill(null),
    column = (k) => rows.map((row) => row[k]);
  return [
    ...band(HELD_RANGE, column(2), column(4), HELD, 0.16, pad),
    line(HELD_LINE, [...pad, ...column(3)], HELD, {
      symbol: "none",
      lineStyle: { color: HELD, width: 1.8, type: "dashed" },
    }),
  ];
}

/** What the fan shows of a group: periods of one month or three. */
function fanData(plan, curve, held, step) {
  const past = step === 1 ? curve.history : threes(curve.history),
    fan = step === 1 ? curve.months : curve.quarters,
    rows = held && (step === 1 ? held.months : held.quarters);
  const start = plan.history_start && monthAfter(plan.history_start, step === 3 ? curve.history.length % 3 : 0);
  const labels = [
    ...(past.length ? periods(start, past.length, step) : []),
    ...periods(plan.forecast.first_month, fan.length, step),
  ];
  return { past, fan, rows, labels, quotas: curve.level === "company" ? quotaPeriods(plan, step) : null };
}

function fanLegend(data, narrow) {
  return {
    top: 0,
    left: 0,
    icon: "roundRect",
    itemWidth: 14,
    itemHeight: 8,
    itemGap: narrow ? 8 : 12,
    textStyle: { color: MUTED },
    data: [
      "Booked",
      "Forecast, middle",
      "50 % range",
      "80 % range",
      "95 % range",
      ...(data.rows ? [HELD_LINE, HELD_RANGE] : []),
      ...(data.quotas ? ["Quotas"] : []),
    ],
  };
}

/** History and fan of a group, and the year held out; width 0: a small chart without a legend. */
export function fanOptions(plan, curve, held, step, width) {
  const data = fanData(plan, curve, held, step),
    { past, fan, quotas } = data,
    column = (k) => fan.map((row) => row[k]),
    pad = new Array(past.length).fill(null),
    narrow = width < 600;
  return {
    ...base(),
    grid: { left: 58, right: 16, top: width === 0 ? 12 : narrow ? 84 : 40, bottom: 28 },
    legend: width === 0 ? { show: false } : fanLegend(data, narrow),
    tooltip: { ...base().tooltip, formatter: (points) => fanWords(points[0].dataIndex, data) },
    xAxis: timeAxis(data.labels),
    yAxis: moneyAxis(""),
    series: [
      ...band("95 % range", column(1), column(5), ACCENT, 0.1, pad),
      ...band("80 % range", column(2), column(4), ACCENT, 0.17, pad),
      ...band("50 % range", column(6), column(7), ACCENT, 0.26, pad),
      ...heldSeries(data.rows, past),
      line("Booked", past, INK),
      line("Forecast, middle", [...pad, ...column(3)], ACCENT),
      ...(quotas
        ? [
            line("Quotas", [...pad, ...quotas], QUOTA, {
              step: "middle",
              symbol: "none",
              lineStyle: { color: QUOTA, width: 1.5, type: "dashed" },
            }),
          ]
        : []),
    ],
  };
}

function fanWords(k, { past, fan, rows, labels, quotas }) {
  if (k < past.length) {
    const held = rows?.[k - past.length + rows.length];
    const before = held
      ? `\nHeld-out forecast ${short(held[3])}\n80 % range ${short(held[2])} to ${short(held[4])}`
      : "";
    return `${labels[k]}\nBooked ${short(past[k])}${before}`;
  }
  const row = fan[k - past.length];
  const quota = quotas ? `\nQuotas ${short(quotas[k - past.length])}` : "";
  return (
    `${labels[k]}\nMiddle ${short(row[3])}\n50 % range ${short(row[6])} to ${short(row[7])}\n` +
    `80 % range ${short(row[2])} to ${short(row[4])}\n95 % range ${short(row[1])} to ${short(row[5])}${quota}`
  );
}

function quotaPeriods(plan, step) {
  if (!plan.quotas) return null;
  const sums = new Array(12).fill(0);
  plan.reps.forEach((rep) =>
    rep.quota?.month.forEach((amount, h) => {
      sums[h] += amount;
    }),
  );
  return step === 1 ? sums : threes(sums);
}

/** A rep's territory: what was booked with its accounts, the forecast's mean, the monthly quota. */
export function repOptions(plan, rep, color) {
  const past = threes(rep.history),
    future = rep.forecast ? threes(rep.forecast) : [];
  const start = plan.history_start && monthAfter(plan.history_start, rep.history.length % 3);
  const labels = [...(past.length ? periods(start, past.length, 3) : []), ...periods(plan.plan_start, 4, 3)];
  const pad = new Array(past.length).fill(null);
  const quotas = rep.quota ? threes(rep.quota.month) : [];
  return {
    ...base(),
    grid: { left: 62, right: 16, top: 34, bottom: 28 },
    legend: {
      top: 0,
      left: 0,
      itemWidth: 14,
      itemHeight: 8,
      textStyle: { color: MUTED },
      data: ["Booked", "Forecast, mean", "Quota"],
    },
    tooltip: { ...base().tooltip, valueFormatter: (v) => short(v) },
    xAxis: timeAxis(labels),
    yAxis: moneyAxis(""),
    series: [
      { name: "Booked", type: "bar", data: past, itemStyle: { color, opacity: 0.9 }, barMaxWidth: 26 },
      {
        name: "Forecast, mean",
        type: "bar",
        data: [...pad, ...future],
        itemStyle: { color, opacity: 0.4 },
        barMaxWidth: 26,
        barGap: "-100%",
      },
      {
        name: "Quota",
        type: "line",
        step: "middle",
        data: [...pad, ...quotas],
        symbol: "none",
        lineStyle: { color: INK, width: 1.6, type: "dashed" },
        itemStyle: { color: INK },
      },
    ],
  };
}

const CHANCES = [
  [199, 91, 60],
  [227, 197, 103],
  [47, 143, 107],
];

/** Red over yellow to green as p goes from low to high. */
export function chanceColor(p, low, high) {
  if (p === null) return MUTED;
  const at = high > low ? (2 * (p - low)) / (high - low) : 1,
    k = at < 1 ? 0 : 1;
  const mix = CHANCES[k].map((c, n) => Math.round(c + (CHANCES[k + 1][n] - c) * (at - k)));
  return `rgb(${mix.join(",")})`;
}

/** Lowest and highest P(company target) of the scenarios. */
export function chanceSpan(scenarios) {
  const known = scenarios.map((s) => s.plan.p_company).filter((p) => p !== null);
  return [Math.min(...known), Math.max(...known)];
}

const namedAxis = (name, gap, write) => ({
  type: "value",
  name,
  nameLocation: "middle",
  nameGap: gap,
  nameTextStyle: { color: MUTED },
  scale: true,
  axisLabel: { color: MUTED, formatter: write, hideOverlap: true },
  splitLine: { lineStyle: { color: RULE } },
  axisLine: { show: false },
  axisTick: { show: false },
});

const percentAxis = (name, gap) => namedAxis(name, gap, (v) => percent(v, 0));

/** Of the chart of scenarios, in pixels. */
export const FRONT_HEIGHT = 460;
const DOT = 20; /* across */

/** Scenarios that would cover each other, as groups; those on the front come first. */
function clusters(points, width) {
  const xs = points.map((s) => s.plan.moved_revenue_share),
    ys = points.map((s) => s.plan.worst_deviation);
  const right = width / (Math.max(...xs) || 1),
    up = FRONT_HEIGHT / (Math.max(...ys) - Math.min(...ys) || 1),
    groups = [];
  for (const s of points.slice().sort((a, b) => b.on_front - a.on_front)) {
    const near = ([first]) =>
      Math.abs(s.plan.moved_revenue_share - first.plan.moved_revenue_share) * right < 1.6 * DOT &&
      Math.abs(s.plan.worst_deviation - first.plan.worst_deviation) * up < 1.6 * DOT;
    const group = groups.find(near);
    if (group) group.push(s);
    else groups.push([s]);
  }
  return groups;
}

/** Where each dot of a group stands, in pixels from the group's place: in rows beside each other. */
function spread(count) {
  const columns = Math.ceil(Math.sqrt(2 * count)),
    rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, k) => {
    const row = Math.floor(k / columns),
      inRow = Math.min(columns, count - row * columns);
    return [((k % columns) - (inRow - 1) / 2) * (DOT + 2), (row - (rows - 1) / 2) * (DOT + 2)];
  });
}

/** Scenarios: moved revenue against the largest deviation, colour for P(company target). A dot bears the scenario's
 *  number; scenarios at the same place stand side by side. */
export function frontOptions(scenarios, width) {
  const narrow = width < 600,
    [low, high] = chanceSpan(scenarios),
    most = Math.max(0, ...scenarios.map((s) => s.plan.moved_revenue_share));
  const place = (s) => [s.plan.moved_revenue_share, s.plan.worst_deviation];
  const dot = (s, at, offset) => ({
    name: visible(s.name),
    value: at,
    scenario: s,
    symbolOffset: offset,
    symbolSize: DOT,
    z: s.on_front ? 3 : 2,
    label: { formatter: `${s.number}`, color: INK, fontWeight: s.on_front ? 700 : 400 },
    itemStyle: {
      color: chanceColor(s.plan.p_company, low, high),
      borderColor: s.on_front ? INK : "#ffffff",
      borderWidth: s.on_front ? 1.8 : 1,
      opacity: s.on_front ? 1 : 0.75,
    },
  });
  /* A scenario that stands alone has its name beside it. */
  const named = ([s]) => ({
    value: place(s),
    label: {
      position: s.plan.moved_revenue_share > 0.55 * most ? "left" : "right",
      formatter: cutWords(visible(s.name), narrow ? 18 : 40),
      color: s.on_front ? INK : MUTED,
    },
  });
  const groups = clusters(scenarios, width);
  return {
    ...base(),
    grid: { left: narrow ? 58 : 70, right: 24, top: 24, bottom: 52 },
    tooltip: { ...base().tooltip, trigger: "item", formatter: (point) => frontWords(point.data.scenario) },
    xAxis: { ...percentAxis("Revenue that changes its rep", 32), min: 0 },
    yAxis: percentAxis("Largest deviation from target", 50),
    series: [
      {
        name: "Names",
        type: "scatter",
        data: groups.filter((group) => group.length === 1).map(named),
        symbolSize: DOT,
        silent: true,
        itemStyle: { color: "transparent" },
        label: { show: true, distance: 6, fontSize: 12 },
      },
      {
        name: "Scenarios",
        type: "scatter",
        clip: false,
        data: groups.flatMap((group) => {
          const places = spread(group.length);
          return group.map((s, k) => dot(s, place(group[0]), places[k]));
        }),
        label: { show: true, position: "inside", fontSize: 10.5 },
      },
    ],
  };
}

const cutWords = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}\u2026` : text);

function frontWords(scenario) {
  const plan = scenario.plan;
  return (
    `${scenario.number}. ${visible(scenario.name)}\nMoved revenue ${percent(plan.moved_revenue_share)}\nLargest deviation ${percent(plan.worst_deviation)}\n` +
    `Chance of the target ${chance(plan.p_company)}\nCost ${short(plan.objective)}`
  );
}

/** A trade-off: cost against budget. The best plan of any budget costs what lies in the boxes: a smaller budget's plan
 *  holds under a larger one, and a larger budget's bound under a smaller one. `axis` is {label, write} of budgets. */
export function tradeOffOptions(points, chosen, axis, words, width) {
  const narrow = width < 600;
  const dot = (point, index) => ({
    value: [point.budget, point.objective],
    index,
    symbolSize: point === chosen ? 16 : 10,
    itemStyle: { color: point.dominated ? "#ffffff" : ACCENT, borderColor: ACCENT, borderWidth: 1.6 },
  });
  const box = (point, k) => [
    { coord: [point.budget, points[k + 1].bound] },
    { coord: [points[k + 1].budget, point.objective] },
  ];
  return {
    ...base(),
    grid: { left: narrow ? 62 : 78, right: 28, top: 14, bottom: 52 },
    tooltip: { ...base().tooltip, trigger: "item", formatter: (event) => words(points[event.data.index]) },
    xAxis: namedAxis(axis.label, 32, axis.write),
    yAxis: namedAxis("Cost of the plan, money a year", narrow ? 44 : 58, tick),
    series: [
      {
        name: "Plans",
        type: "scatter",
        data: points.map(dot),
        z: 3,
        cursor: "pointer",
        markArea: { silent: true, itemStyle: { color: ACCENT, opacity: 0.13 }, data: points.slice(0, -1).map(box) },
      },
      {
        name: "Bounds",
        type: "scatter",
        data: points.map((point, index) => ({ value: [point.budget, point.bound], index })),
        symbol: "rect",
        symbolSize: [18, 2.5],
        itemStyle: { color: INK },
        z: 4,
      },
    ],
  };
}
