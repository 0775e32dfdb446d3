// SPDX-License-Identifier: GPL-3.0-or-later
// The map with its legend, and the territories against their windows.
import { el, dot, name, section } from "./dom.js";
import { capital, plural, short, whole } from "./format.js";
import { windowCell } from "./bars.js";
import { deviation, openRep } from "./data.js";
import { AccountMap, mapControls } from "./map.js";
import { table } from "./table.js";
import { repLink, repName } from "./headline.js";

function legend(plan, map) {
  return el(
    "div",
    { class: "legend", role: "group", "aria-label": "Territories" },
    plan.placed.map((r) =>
      el(
        "button",
        {
          type: "button",
          "aria-pressed": "false",
          onclick: (event) => {
            const on = event.currentTarget.getAttribute("aria-pressed") !== "true";
            event.currentTarget.parentNode
              .querySelectorAll("button")
              .forEach((b) => b.setAttribute("aria-pressed", "false"));
            event.currentTarget.setAttribute("aria-pressed", String(on));
            map.set({ focus: on ? r : -1 });
          },
        },
        dot(plan.color[r]),
        name(repName(plan, r)),
      ),
    ),
  );
}

/** Where the map opens: the country of most accounts when the company spans the world. */
function firstPlace(plan) {
  const longitudes = plan.accounts.longitude.filter((x) => x !== null);
  let low = Infinity,
    high = -Infinity;
  for (const x of longitudes) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  return high - low > 120 && plan.countries.length > 1 ? 0 : -1;
}

export function mapSection(plan) {
  if (plan.countries.length === 0) return section("map", "Map", "No account has coordinates, so there is no map.");
  const map = new AccountMap(plan, {
    height: 560,
    labels: plan.reps.map((_, r) => repName(plan, r)),
    onopen: openRep(plan),
    words: "Map of accounts coloured by territory. The tables below hold the same facts.",
  });
  const { controls, choice, places } = mapControls(plan, map, false);
  const first = firstPlace(plan);
  if (first >= 0) {
    choice.value = String(first);
    map.place = places[first].members;
  }
  const lead =
    "Every dot is an account in its rep\u2019s colour, larger with revenue; a dark ring marks an account that changes hands. Squares are reps\u2019 homes.";
  return section(
    "map",
    "Territories on the map",
    lead,
    controls,
    map.box,
    legend(plan, map),
    el(
      "p",
      { class: "hint" },
      "Drag to move, buttons or + and \u2212 to zoom, click an account for its rep\u2019s page, click a name to follow one territory.",
    ),
  );
}

function windowColumns(plan) {
  return plan.measures.map((measure, m) => {
    const off = plan.placed.flatMap((r) => [
      deviation(plan.reps[r], m, true),
      plan.reps[r].windows[m].high / plan.reps[r].windows[m].target - 1,
    ]);
    const top = Math.min(1, Math.max(0.15, ...off.filter(Number.isFinite).map(Math.abs)) * 1.6);
    return {
      label: `${capital(measure.name)}, ${measure.unit === "money" ? "a year" : measure.unit}`,
      value: (r) => deviation(plan.reps[r], m, true),
      cell: (r) => windowCell(plan.reps[r].windows[m], measure, top),
      class: "window-column",
    };
  });
}

const pair = (before, after, write = whole) =>
  before === undefined ? write(after) : [el("span", { class: "muted" }, `${write(before)} \u2192 `), write(after)];

export function territorySection(plan) {
  const rep = (r) => plan.reps[r];
  const columns = [
    { label: "Rep", header: true, cell: (r) => repLink(plan, r), value: (r) => repName(plan, r) },
    {
      label: "Accounts",
      numeric: true,
      cell: (r) => pair(rep(r).before?.accounts, rep(r).after.accounts),
      value: (r) => rep(r).after.accounts,
    },
    { label: "Gained", numeric: true, cell: (r) => whole(rep(r).after.gained), value: (r) => rep(r).after.gained },
    { label: "Lost", numeric: true, cell: (r) => whole(rep(r).after.lost), value: (r) => rep(r).after.lost },
    {
      label: "Revenue",
      numeric: true,
      cell: (r) => pair(rep(r).before?.revenue, rep(r).after.revenue, short),
      value: (r) => rep(r).after.revenue,
    },
    ...windowColumns(plan),
    {
      label: "Travel, km",
      numeric: true,
      cell: (r) => pair(rep(r).before?.travel_km, rep(r).after.travel_km, short),
      value: (r) => rep(r).after.travel_km,
    },
  ];
  const house = plan.house.filter((r) => rep(r).after.accounts > 0);
  const legendLine = el(
    "p",
    { class: "key" },
    el("span", { class: "key-window" }),
    "window",
    el("span", { class: "key-target" }),
    "target",
    el("span", { class: "key-before" }),
    "today",
    el("span", { class: "key-after" }),
    "plan",
    el("span", { class: "key-bad" }),
    "plan, outside its window",
  );
  return section(
    "territories",
    "Territories against their windows",
    "Each rep\u2019s fair share follows from capacity. A window is the share give or take the tolerance. What lies farther out than the scale stands at its end.",
    legendLine,
    table({
      caption: "Territories",
      columns,
      rows: plan.placed,
      size: plan.placed.length > 60 ? 50 : 0,
      onopen: openRep(plan),
      search: plan.placed.length > 15 ? (r) => `${rep(r).rep_id} ${rep(r).rep_name} ${rep(r).region}` : undefined,
    }),
    house.length === 0
      ? null
      : el(
          "p",
          { class: "hint" },
          "Not balanced, because they keep house accounts: ",
          house.map((r, k) => [
            k ? ", " : "",
            repLink(plan, r),
            ` (${plural(rep(r).after.accounts, "account")}, ${short(rep(r).after.revenue)})`,
          ]),
        ),
  );
}
