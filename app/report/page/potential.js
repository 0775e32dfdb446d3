// SPDX-License-Identifier: GPL-3.0-or-later
// What accounts could buy: white space by account, and revenue against potential by territory.
import { el, section, svg } from "./dom.js";
import { percent, short, whole } from "./format.js";
import { setting } from "./data.js";
import { table } from "./table.js";
import { repLink, repName } from "./headline.js";

/** Revenue inside potential, as a bar of a bar on the scale of the largest. */
function penetrationBar(revenue, potential, top, color) {
  const width = 170,
    x = (value) => (Math.min(value, top) / top) * width;
  const words = `Revenue ${short(revenue)} of a potential of ${short(potential)}`;
  return svg(
    "svg",
    { viewBox: `0 0 ${width} 16`, width, height: 16, role: "img", "aria-label": words, class: "picture" },
    svg("title", null, words),
    svg("rect", { x: 0, y: 3, width: Math.max(1, x(potential)), height: 10, rx: 2, fill: color, "fill-opacity": 0.25 }),
    svg("rect", { x: 0, y: 3, width: x(revenue), height: 10, rx: 2, fill: color }),
  );
}

/** Sums over the accounts of each rep in the plan; those that nobody has are left out. */
function sumsByRep(plan) {
  const sums = plan.reps.map(() => ({ revenue: 0, potential: 0, space: 0 }));
  plan.rep.forEach((r, i) => {
    if (r < 0) return;
    sums[r].revenue += plan.accounts.revenue[i];
    sums[r].potential += plan.accounts.potential[i];
    sums[r].space += plan.accounts.white_space[i];
  });
  return sums;
}

function territoryTable(plan) {
  const sums = sumsByRep(plan);
  const rows = plan.reps.map((_, r) => r).filter((r) => sums[r].potential > 0);
  const top = Math.max(1, ...rows.map((r) => sums[r].potential));
  const share = (r) => sums[r].revenue / sums[r].potential;
  return table({
    caption: "Revenue and potential of territories",
    columns: [
      { label: "Rep", header: true, cell: (r) => repLink(plan, r), value: (r) => repName(plan, r) },
      { label: "Revenue", numeric: true, cell: (r) => short(sums[r].revenue), value: (r) => sums[r].revenue },
      { label: "Potential", numeric: true, cell: (r) => short(sums[r].potential), value: (r) => sums[r].potential },
      {
        label: "Revenue in potential",
        cell: (r) => penetrationBar(sums[r].revenue, sums[r].potential, top, plan.color[r]),
        value: share,
      },
      { label: "Penetration", numeric: true, cell: (r) => percent(share(r), 0), value: share },
      { label: "White space", numeric: true, cell: (r) => short(sums[r].space), value: (r) => sums[r].space },
    ],
    rows,
    size: rows.length > 60 ? 50 : 0,
    sort: "White space",
    descending: true,
  });
}

function accountTable(plan) {
  const a = plan.accounts,
    share = (i) => (a.potential[i] > 0 ? a.revenue[i] / a.potential[i] : null);
  const range = (i) => (a.potential_p90[i] > 0 ? `${short(a.potential_p10[i])} \u2013 ${short(a.potential_p90[i])}` : "\u2013");
  return table({
    caption: "Accounts with the most white space",
    columns: [
      {
        label: "Account",
        header: true,
        cell: (i) => a.account_name[i] || a.account_id[i],
        value: (i) => a.account_name[i] || a.account_id[i],
      },
      { label: "Rep", cell: (i) => repLink(plan, plan.rep[i]), value: (i) => repName(plan, plan.rep[i]) },
      { label: "Segment", cell: (i) => a.segment[i], value: (i) => a.segment[i] },
      { label: "Revenue", numeric: true, cell: (i) => short(a.revenue[i]), value: (i) => a.revenue[i] },
      { label: "Potential", numeric: true, cell: (i) => short(a.potential[i]), value: (i) => a.potential[i] },
      {
        label: "80 % of comparable customers",
        numeric: true,
        cell: range,
        value: (i) => a.potential_p90[i],
        title: "What eight of ten customers like this one buy a year",
      },
      { label: "Penetration", numeric: true, cell: (i) => percent(share(i), 0), value: share },
      { label: "White space", numeric: true, cell: (i) => short(a.white_space[i]), value: (i) => a.white_space[i] },
      { label: "Why", class: "words", cell: (i) => a.potential_why[i].replaceAll(" x ", " \u00d7 ") },
    ],
    rows: a.account_id.map((_, i) => i).filter((i) => a.white_space[i] > 0),
    size: 10,
    sort: "White space",
    descending: true,
    search: (i) => `${a.account_id[i]} ${a.account_name[i]} ${a.segment[i]} ${repName(plan, plan.rep[i])}`,
  });
}

function scoreWords(plan) {
  const p = plan.potential;
  const given = plan.accounts.potential_basis.filter((basis) => basis === "given").length;
  const kept = given ? `${whole(given)} potentials are given in accounts.csv and kept. ` : "";
  if (!p.customers) return `${kept}No customer has revenue to compare with.`;
  const best = percent(1 - Number(setting(plan, "potential_quantile")), 0);
  return (
    `${kept}Potential is what the best ${best} of comparable customers buy, by a regression on ${whole(p.customers)} customers, or the account\u2019s own revenue if that is more. ` +
    `Tested on customers that the regression had not seen: the 80\u00a0% range held ${percent(p.coverage80, 0)} of them, ${percent(p.above, 0)} bought more than their potential, ` +
    `half were within ${percent(p.median_error, 0)} of the typical customer, and the figures were ${percent(Math.max(0, p.explained), 0)} nearer than one figure for all.`
  );
}

export function potentialSection(plan) {
  const a = plan.accounts;
  const total = (values) => values.reduce((sum, value) => sum + value, 0);
  if (!(total(a.potential) > 0)) return null;
  return section(
    "potential",
    "Potential and white space",
    `Accounts buy ${short(total(a.revenue))} of a potential of ${short(total(a.potential))}; ${short(total(a.white_space))} is white space. ${scoreWords(plan)}`,
    territoryTable(plan),
    el("h3", null, "Accounts with the most white space"),
    accountTable(plan),
  );
}
