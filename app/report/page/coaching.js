// SPDX-License-Identifier: GPL-3.0-or-later
// What a manager and a rep talk about: how the territory compares with the others, where to grow, what to watch.
import { el, name, section } from "./dom.js";
import { middleOf, percent, short, signedPercent, signedShort } from "./format.js";
import { plainTable } from "./table.js";

const FEW = 5;

/** What is compared between one rep's accounts and all accounts of reps. */
function standing(plan, members) {
  const a = plan.accounts,
    sum = (values) => members.reduce((total, i) => total + (values?.[i] ?? 0), 0);
  const revenue = sum(a.revenue),
    potential = sum(a.potential),
    largest = members.reduce((most, i) => Math.max(most, a.revenue[i]), 0);
  return {
    penetration: potential > 0 ? revenue / potential : null,
    buying: members.length ? members.filter((i) => a.revenue[i] > 0).length / members.length : null,
    outlook: revenue > 0 && a.forecast ? sum(a.forecast) / revenue - 1 : null,
    largest: revenue > 0 ? largest / revenue : null,
  };
}

/** The accounts of a rep in the plan. */
const membersOf = (plan, r) => [...plan.lists[r].kept, ...plan.lists[r].gained];

const COMPARED = [
  ["penetration", "Penetration: revenue over potential", (x) => percent(x, 0)],
  ["buying", "Accounts that bought in the last 12 months", (x) => percent(x, 0)],
  ["outlook", "Forecast on the last 12 months", (x) => signedPercent(x, 0)],
  ["largest", "Revenue that hangs on the largest account", (x) => percent(x, 0)],
];

function comparison(plan, members) {
  const own = standing(plan, members),
    others = plan.placed.map((r) => standing(plan, membersOf(plan, r)));
  const middle = (key) => middleOf(others.map((one) => one[key]).filter((x) => x !== null));
  return plainTable(
    "The territory beside the others",
    ["The territory beside the others", "This rep", "Middle rep"],
    COMPARED.map(([key, words, write]) => ({ cells: [words, el("strong", null, write(own[key])), write(middle(key))] })),
    [1, 2],
  );
}

function shortList(plan, title, labels, accounts, figures) {
  const a = plan.accounts;
  return el(
    "div",
    null,
    el("h3", null, title),
    accounts.length === 0
      ? el("p", { class: "muted" }, "None.")
      : plainTable(
          title,
          ["Account", ...labels],
          accounts.map((i) => ({ cells: [name(a.account_name[i] || a.account_id[i]), ...figures(i)] })),
          labels.map((_, k) => k + 1),
        ),
  );
}

/** The first few by a figure that is above zero. */
function foremost(members, of) {
  return members
    .filter((i) => of(i) > 0)
    .sort((i, j) => of(j) - of(i))
    .slice(0, FEW);
}

/** Part of a rep's page. */
export function coachingPart(plan, r) {
  const a = plan.accounts,
    members = membersOf(plan, r);
  if (members.length === 0) return null;
  const buys = (i) => a.revenue[i] > 0,
    falls = (i) => (a.forecast ? a.revenue[i] - a.forecast[i] : 0);
  return section(
    "rep-coaching",
    "Where to grow, and what to watch",
    "For the talk between manager and rep: customers with room, accounts that do not buy yet, and customers expected to buy less.",
    comparison(plan, members),
    el(
      "div",
      { class: "coaching" },
      shortList(
        plan,
        "Customers with the most room",
        ["Revenue", "White space"],
        foremost(members.filter(buys), (i) => a.white_space[i]),
        (i) => [short(a.revenue[i]), short(a.white_space[i])],
      ),
      shortList(
        plan,
        "To be won",
        ["Potential"],
        foremost(members.filter((i) => !buys(i)), (i) => a.potential[i]),
        (i) => [short(a.potential[i])],
      ),
      shortList(
        plan,
        "Expected to buy less",
        ["Revenue", "Forecast"],
        foremost(members.filter(buys), falls),
        (i) => [short(a.revenue[i]), [short(a.forecast[i]), el("span", { class: "id" }, signedShort(-falls(i)))]],
      ),
    ),
  );
}
