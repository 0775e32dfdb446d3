// SPDX-License-Identifier: GPL-3.0-or-later
// Every account: who had it, who gets it, why, and what another choice would cost.
import { el, name, section } from "./dom.js";
import { capital, short, signedShort, whole } from "./format.js";
import { table } from "./table.js";
import { repLink, repName } from "./headline.js";

export function accountColumns(plan) {
  const { accounts } = plan;
  return {
    account: {
      label: "Account",
      header: true,
      value: (i) => accounts.account_name[i] || accounts.account_id[i],
      cell: (i) => [
        name(accounts.account_name[i] || accounts.account_id[i]),
        el("span", { class: "id" }, name(accounts.account_id[i])),
      ],
    },
    place: {
      label: "Place",
      value: (i) => `${accounts.country[i]} ${accounts.state[i]} ${accounts.city[i]}`,
      cell: (i) => name([accounts.city[i], accounts.state[i], accounts.country[i]].filter(Boolean).join(", ")),
    },
    revenue: {
      label: "Revenue",
      numeric: true,
      value: (i) => accounts.revenue[i],
      cell: (i) => short(accounts.revenue[i]),
    },
    forecast: {
      label: "Forecast",
      numeric: true,
      value: (i) => accounts.forecast?.[i] ?? null,
      cell: (i) => short(accounts.forecast?.[i]),
    },
    workload: {
      label: "Hours",
      numeric: true,
      value: (i) => accounts.workload[i],
      cell: (i) => whole(accounts.workload[i]),
    },
    from: {
      label: "From",
      value: (i) => repName(plan, accounts.owner[i]),
      cell: (i) => repLink(plan, accounts.owner[i]),
    },
    to: { label: "To", value: (i) => repName(plan, plan.rep[i]), cell: (i) => repLink(plan, plan.rep[i]) },
    reason: {
      label: "Reason",
      value: (i) => accounts.reason[i],
      cell: (i) => [
        capital(accounts.reason[i]),
        accounts.lock_reason[i] ? el("span", { class: "id" }, name(accounts.lock_reason[i])) : null,
      ],
    },
    next: {
      label: "Next best",
      value: (i) => repName(plan, accounts.next_best[i]),
      cell: (i) =>
        accounts.next_best[i] < 0
          ? el("span", { class: "muted" }, "no other may have it")
          : repLink(plan, accounts.next_best[i]),
    },
    cost: {
      label: "Override cost",
      numeric: true,
      title: "What the plan would cost more if the account went to the next best rep",
      value: (i) => accounts.override_confirmed[i] ?? accounts.override_cost[i],
      cell: (i) =>
        accounts.override_confirmed[i] === null
          ? el(
              "span",
              { class: "muted", title: "By the plan\u2019s prices, not solved again" },
              accounts.override_cost[i] === null ? "" : "\u2248 ",
              signedShort(accounts.override_cost[i]),
            )
          : el("span", { title: "Found by solving the plan again" }, signedShort(accounts.override_confirmed[i])),
    },
  };
}

const accountText = (plan) => (i) =>
  [
    plan.accounts.account_id[i],
    plan.accounts.account_name[i],
    plan.accounts.city[i],
    plan.accounts.state[i],
    plan.accounts.country[i],
    repName(plan, plan.accounts.owner[i]),
    repName(plan, plan.rep[i]),
    plan.accounts.reason[i],
  ].join(" ");

export function moveSection(plan) {
  const c = accountColumns(plan),
    all = plan.accounts.account_id.map((_, i) => i);
  const changed = all.filter((i) => plan.rep[i] !== plan.accounts.owner[i]);
  const reasons = [...new Set(changed.map((i) => plan.accounts.reason[i]))].sort();
  const count = (reason) => changed.filter((i) => plan.accounts.reason[i] === reason).length;
  const isChanged = (i) => plan.rep[i] !== plan.accounts.owner[i];
  const filters = [
    [`All changes (${whole(changed.length)})`, isChanged],
    ...reasons.map((reason) => [
      `${capital(reason)} (${whole(count(reason))})`,
      (i) => isChanged(i) && plan.accounts.reason[i] === reason,
    ]),
    [`Every account (${whole(plan.count)})`, () => true],
  ];
  return section(
    "moves",
    "Accounts that change hands, and why",
    "Next best is the rep who would have been chosen otherwise; the override cost is what that would add to the plan\u2019s cost. The largest moves were solved again; \u2248 marks what the plan\u2019s prices say alone, which can be far off for a single account.",
    table({
      caption: "Moved accounts",
      columns: [c.account, c.place, c.from, c.to, c.reason, c.revenue, c.next, c.cost],
      rows: all,
      filters,
      search: accountText(plan),
      sort: "Revenue",
      descending: true,
    }),
  );
}
