// SPDX-License-Identifier: GPL-3.0-or-later
// Last year against its quotas: who reached what, who is ahead, whose accounts grew.
import { el, section } from "./dom.js";
import { chance, middleOf, percent, short, signedPercent, whole } from "./format.js";
import { attainmentBar } from "./bars.js";
import { openRep } from "./data.js";
import { table } from "./table.js";
import { repLink, repName, tile } from "./headline.js";

const last = (plan, r) => plan.reps[r].last_year;
const known = (x) => x !== null && x !== undefined;

/** The rep who is first by a figure. */
function ahead(plan, label, reps, of, write) {
  const best = reps.filter((r) => known(of(r))).reduce((a, b) => (a < 0 || of(b) > of(a) ? b : a), -1);
  return best < 0 ? null : tile(label, repName(plan, best), write(of(best)), "words");
}

function performanceTiles(plan, reps) {
  const all = plan.reps.map((_, r) => r).filter((r) => known(last(plan, r).attainment));
  const sum = (key) => all.reduce((total, r) => total + last(plan, r)[key], 0);
  const attained = reps.map((r) => last(plan, r).attainment);
  const inBand = attained.filter((a) => a >= 0.8 && a <= 1.2).length;
  return el(
    "div",
    { class: "tiles" },
    tile("Attainment", percent(sum("actual") / sum("quota"), 0), `${short(sum("actual"))} of ${short(sum("quota"))}`),
    tile("Reps at quota", `${whole(attained.filter((a) => a >= 1).length)} of ${whole(reps.length)}`, `${whole(inBand)} between 80\u00a0% and 120\u00a0%`),
    tile("Middle rep", percent(middleOf(attained), 0), "of quota"),
    ahead(plan, "Highest attainment", reps, (r) => last(plan, r).attainment, (x) => `${percent(x, 0)} of quota`),
    ahead(plan, "Most growth", reps, (r) => last(plan, r).growth, (x) => `${signedPercent(x, 0)} on the year before`),
  );
}

function leadWords(plan, rows, reps) {
  const basis =
    last(plan, rows[0]).actual_basis === "actuals.csv"
      ? "Sold is what actuals.csv says."
      : "Sold is the revenue of the accounts that a rep owns today, whoever sold it then: add actuals.csv where that is unfair.";
  return rows.length === reps.length
    ? basis
    : `${basis} Reps are counted and named ahead who compete for accounts; the sums and the table have those with house accounts too.`;
}

/** The 12 months before the plan year, rep by rep. */
export function performanceSection(plan) {
  const rows = plan.reps.map((_, r) => r).filter((r) => known(last(plan, r).attainment));
  const reps = rows.filter((r) => plan.reps[r].competes);
  if (reps.length === 0) return null;
  const top = Math.min(2, Math.max(1.2, ...rows.map((r) => last(plan, r).attainment)));
  const columns = [
    { label: "Rep", header: true, cell: (r) => repLink(plan, r), value: (r) => repName(plan, r) },
    { label: "Quota", numeric: true, cell: (r) => short(last(plan, r).quota), value: (r) => last(plan, r).quota },
    { label: "Sold", numeric: true, cell: (r) => short(last(plan, r).actual), value: (r) => last(plan, r).actual },
    {
      label: "Attainment",
      cell: (r) => attainmentBar(last(plan, r).attainment, top),
      value: (r) => last(plan, r).attainment,
    },
    {
      label: "Growth of today\u2019s accounts",
      numeric: true,
      cell: (r) => signedPercent(last(plan, r).growth, 0),
      value: (r) => last(plan, r).growth,
      title: "Revenue of the accounts owned today, the last 12 months over the 12 before",
    },
    {
      label: "Chance of the new quota",
      numeric: true,
      cell: (r) => chance(plan.reps[r].quota?.p_attain),
      value: (r) => plan.reps[r].quota?.p_attain,
    },
  ];
  return section(
    "performance",
    "Last year against quota",
    leadWords(plan, rows, reps),
    performanceTiles(plan, reps),
    table({
      caption: "Attainment of the last 12 months",
      columns,
      rows,
      size: rows.length > 60 ? 50 : 0,
      sort: "Attainment",
      descending: true,
      onopen: openRep(plan),
      search: rows.length > 20 ? (r) => `${plan.reps[r].rep_id} ${repName(plan, r)}` : undefined,
    }),
  );
}
