// SPDX-License-Identifier: GPL-3.0-or-later
// Quotas by manager: what a team carries, and how it stands.
import { el, name } from "./dom.js";
import { percent, short, signedPercent, whole } from "./format.js";
import { chanceBar } from "./bars.js";
import { plainTable } from "./table.js";
import { repLink, repName } from "./headline.js";

/** Reps with a quota by the manager they report to; a manager's own accounts count to the manager's team. */
function teamsOf(plan) {
  const managers = new Set(plan.reps.map((rep) => rep.manager_id).filter(Boolean)),
    teams = new Map();
  plan.reps.forEach((rep, r) => {
    const manager = managers.has(rep.rep_id) ? rep.rep_id : rep.manager_id;
    if (!rep.quota?.quota) return;
    if (!teams.has(manager)) teams.set(manager, []);
    teams.get(manager).push(r);
  });
  return [...teams].map(([manager, reps]) => ({ manager, reps }));
}

function managerCell(plan, manager) {
  const r = plan.reps.findIndex((rep) => rep.rep_id === manager);
  if (manager === "") return el("span", { class: "muted" }, "no manager");
  return r < 0 ? name(manager) : plan.reps[r].quota?.quota ? repLink(plan, r) : name(repName(plan, r));
}

function teamRow(plan, { manager, reps }) {
  const sum = (of, list = reps) => list.reduce((total, r) => total + of(plan.reps[r]), 0),
    selling = reps.filter((r) => plan.reps[r].competes),
    known = reps.filter((r) => plan.reps[r].last_year.attainment !== null);
  const quota = sum((rep) => rep.quota.quota),
    forecast = sum((rep) => rep.quota.forecast.mean),
    before = sum((rep) => rep.last_year.quota, known);
  return {
    cells: [
      managerCell(plan, manager),
      whole(selling.length),
      el("strong", null, short(quota)),
      short(forecast),
      forecast > 0 ? signedPercent(quota / forecast - 1) : "\u2013",
      selling.length ? chanceBar(sum((rep) => rep.quota.p_attain, selling) / selling.length) : "\u2013",
      before > 0 ? percent(sum((rep) => rep.last_year.actual, known) / before, 0) : "\u2013",
    ],
  };
}

/** The teams under their managers; nothing where the tables name no managers. */
export function teamTable(plan) {
  const teams = teamsOf(plan);
  if (!teams.some(({ manager }) => manager !== "")) return null;
  const quota = ({ reps }) => reps.reduce((total, r) => total + plan.reps[r].quota.quota, 0);
  teams.sort((a, b) => quota(b) - quota(a));
  return [
    el("h3", null, "By manager"),
    plainTable(
      "Quotas by manager",
      ["Manager", "Reps", "Quota", "Forecast", "Quota over forecast", "Reps at quota, expected", "Attainment last year"],
      teams.map((team) => teamRow(plan, team)),
      [1, 2, 3, 4, 6],
    ),
  ];
}
