// SPDX-License-Identifier: GPL-3.0-or-later
// The plan as the sections need it: the JSON of the page and what follows from it.

/** The colour of text, for what is drawn on a canvas. */
export const INK = "#1d2733";

const COLORS = [
  "#3f6fa8",
  "#e08a2e",
  "#4c9a52",
  "#c94f54",
  "#8f6bb3",
  "#2ba3a0",
  "#c9a227",
  "#d5739d",
  "#7f5f4b",
  "#5aa9e0",
  "#86b84a",
  "#a2405f",
  "#5a5aa8",
  "#b58a5a",
  "#2f7d6d",
  "#d86a3a",
  "#7aa6a1",
  "#b05fc0",
  "#7d7d3a",
  "#4a6b7c",
];

/** A colour for the k-th territory, the same everywhere on the page. */
export function territoryColor(k) {
  if (k < 0) return "#9aa3ad";
  if (k < COLORS.length) return COLORS[k];
  const lightness = [42, 55, 66][k % 3];
  return `hsl(${Math.round((k * 137.508) % 360)} 48% ${lightness}%)`;
}

/** The JSON in a data block of the page. */
export function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

function countriesOf(accounts) {
  const boxes = new Map();
  accounts.latitude.forEach((latitude, i) => {
    if (latitude === null) return;
    const key = accounts.country[i];
    if (!boxes.has(key)) boxes.set(key, []);
    boxes.get(key).push(i);
  });
  return [...boxes]
    .map(([country, members]) => ({ country, members }))
    .sort((a, b) => b.members.length - a.members.length);
}

function accountsByRep(plan) {
  const lists = plan.reps.map(() => ({ kept: [], gained: [], lost: [] }));
  plan.accounts.account_id.forEach((_, i) => {
    const before = plan.accounts.owner[i],
      after = plan.rep[i];
    if (after >= 0) lists[after][before === after ? "kept" : "gained"].push(i);
    if (before >= 0 && before !== after) lists[before].lost.push(i);
  });
  return lists;
}

/** Everything of the page, read once. */
export function readPlan() {
  const plan = readJson("bailiwick-data");
  const accounts = plan.accounts;
  plan.count = accounts.account_id.length;
  plan.rep = accounts.rep ?? accounts.owner;
  plan.aligned = Boolean(accounts.rep);
  plan.measures ??= [];
  plan.moved = accounts.owner.map((owner, i) => owner >= 0 && owner !== plan.rep[i]);
  plan.color = plan.reps.map((_, r) => territoryColor(r));
  plan.lists = accountsByRep(plan);
  plan.countries = countriesOf(accounts);
  plan.placed = plan.reps.map((_, r) => r).filter((r) => plan.reps[r].competes);
  plan.house = plan.reps.map((_, r) => r).filter((r) => !plan.reps[r].competes);
  return plan;
}

/** Share by which a rep is off its target on measure m: after (true) or before (false). */
export function deviation(rep, m, after) {
  const window = rep.windows[m];
  const value = after ? window.value : window.before;
  return value === null || window.target === 0 ? null : value / window.target - 1;
}

/** Is the value inside the window, rounding aside? */
export const within = (window, value) =>
  value >= window.low - 1e-6 * Math.abs(window.target) && value <= window.high + 1e-6 * Math.abs(window.target);

/** Setting by name. */
export const setting = (plan, key) => plan.settings.find((s) => s.name === key)?.value ?? "";

/** Goes to the page of a rep by index. */
export const openRep = (plan) => (r) => {
  location.hash = `rep=${encodeURIComponent(plan.reps[r].rep_id)}`;
};
