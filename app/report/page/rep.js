// SPDX-License-Identifier: GPL-3.0-or-later
// The page of one rep: how the quota came about, what the territory holds, what it gained and lost.
import { el, name, section } from "./dom.js";
import {
  amount,
  capital,
  chance,
  measured,
  monthAfter,
  monthWords,
  percent,
  plural,
  short,
  signedPercent,
  signedShort,
  whole,
} from "./format.js";
import { offWords, quotaBar, waterfall, windowBar } from "./bars.js";
import { chart, repOptions } from "./charts.js";
import { deviation, within } from "./data.js";
import { AccountMap, mapControls } from "./map.js";
import { table } from "./table.js";
import { accountColumns } from "./moves.js";
import { coachingPart } from "./coaching.js";
import { repPay } from "./pay.js";
import { repLink, repName, tile } from "./headline.js";

function head(plan, r) {
  const rep = plan.reps[r],
    near = plan.placed.length ? plan.placed : [r],
    at = near.indexOf(r);
  const go = (k, words) =>
    el(
      "a",
      {
        class: "step",
        href: `#rep=${encodeURIComponent(plan.reps[near[(k + near.length) % near.length]].rep_id)}`,
      },
      words,
    );
  const home = [rep.city, rep.state, rep.country].filter(Boolean).join(", ");
  const facts = [
    rep.role,
    home,
    rep.competes ? `${whole(rep.capacity)} hours of capacity` : "keeps house accounts",
    rep.is_new ? "new" : "",
  ]
    .filter(Boolean)
    .join(" \u00b7 ");
  return el(
    "header",
    { class: "rep-head" },
    el(
      "nav",
      { class: "crumbs", "aria-label": "Rep pages" },
      el("a", { href: "#territories" }, "\u2190 The whole plan"),
      el("span", null, go(at - 1, "Previous rep"), " \u00b7 ", go(at + 1, "Next rep")),
    ),
    el(
      "h1",
      { tabindex: "-1" },
      el("span", { class: "dot large", style: { background: plan.color[r] } }),
      name(repName(plan, r)),
      el("span", { class: "id" }, name(rep.rep_id)),
    ),
    el("p", { class: "lead" }, name(facts)),
  );
}

/** "No. 2 of 14 reps: " by last year's attainment, of those who compete. */
function rankWords(plan, r) {
  const attained = (k) => plan.reps[k].last_year.attainment,
    known = plan.placed.filter((k) => attained(k) !== null);
  if (!known.includes(r) || known.length < 2) return "";
  return `No. ${1 + known.filter((k) => attained(k) > attained(r)).length} of ${plural(known.length, "rep")}: `;
}

/** "No. 2 of 14 reps: 3.4 M of a quota of 4.5 M, by the accounts owned today; their growth 5 %" */
function lastYearWords(plan, r) {
  const { quota, actual, actual_basis, growth } = plan.reps[r].last_year,
    recorded = actual_basis === "actuals.csv",
    owned = "the accounts owned today";
  const basis = recorded ? "" : `, by ${owned}`,
    grown = growth === null ? "" : `; ${recorded ? `growth of ${owned}` : "their growth"} ${signedPercent(growth, 0)}`;
  return `${rankWords(plan, r)}${short(actual)} of a quota of ${short(quota)}${basis}${grown}`;
}

function figures(plan, r) {
  const rep = plan.reps[r],
    q = rep.quota;
  const list = [],
    { attainment } = rep.last_year;
  if (attainment !== null) list.push(tile("Last year", percent(attainment, 0), lastYearWords(plan, r)));
  if (q && q.quota) {
    const top = Math.max(q.forecast.p90, q.quota, 1) * 1.05;
    list.push(
      tile(
        "Quota",
        amount(q.quota, plan.quotas.quota_unit),
        q.prior > 0 ? `${signedPercent(q.quota / q.prior - 1, 0)} on these accounts\u2019 last 12 months` : "",
      ),
      tile(
        "Chance of quota",
        chance(q.p_attain),
        q.ramp_factor < 1 ? `with a ramp of ${percent(q.ramp_factor, 0)}` : "fully productive all year",
      ),
      tile("Forecast", short(q.forecast.mean), [
        quotaBar(q, top, plan.color[r]),
        `80\u00a0% range ${short(q.forecast.p10)} to ${short(q.forecast.p90)}`,
      ]),
    );
  }
  if (rep.after)
    list.push(
      tile("Accounts", whole(rep.after.accounts), rep.before ? `today ${whole(rep.before.accounts)}` : ""),
      tile(
        "Travel, km a year",
        short(rep.after.travel_km),
        rep.before ? `today ${short(rep.before.travel_km)}` : "",
      ),
    );
  return list.length ? el("div", { class: "tiles" }, list) : null;
}

/** "potential is −10.04 % off its target" of every window missed. */
const missedWords = (plan, rep) =>
  rep.windows
    .map((w, m) => (w.target === 0 || within(w, w.value) ? "" : `${plan.measures[m].name} is ${offWords(w)} off its target`))
    .filter(Boolean)
    .join(" and ");

function summary(plan, r) {
  const rep = plan.reps[r],
    { kept, gained, lost } = plan.lists[r],
    q = rep.quota;
  const inside = rep.windows?.every((w) => w.target === 0 || within(w, w.value));
  const words = [
    `${capital(plural(rep.after?.accounts ?? kept.length + gained.length, "account"))}: ${whole(kept.length)} kept, ${whole(gained.length)} gained, ${whole(lost.length)} given up.`,
  ];
  if (rep.competes && rep.windows)
    words.push(
      inside
        ? "The territory is within all its windows."
        : `${capital(missedWords(plan, rep))}, outside the window: keeping it inside would cost more than the miss.`,
    );
  if (q && q.quota)
    words.push(`The quota is ${amount(q.quota, plan.quotas.quota_unit)}; the chance to reach it is ${chance(q.p_attain)}.`);
  return el("p", { class: "statement" }, words.join(" "));
}

function quarters(plan, q) {
  const sums = [0, 3, 6, 9].map((h) => q.month.slice(h, h + 3).reduce((a, b) => a + b, 0));
  const cell = (text, k) =>
    el(
      k === undefined ? "th" : "td",
      k === undefined ? { scope: "col", class: "number" } : { class: "number" },
      text,
    );
  const months = q.month.map((_, h) => monthWords(monthAfter(plan.plan_start, h)).slice(0, 3));
  return el(
    "div",
    { class: "table-box" },
    el(
      "div",
      { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Quota by month" },
      el(
        "table",
        { class: "small" },
        el("caption", { class: "unseen" }, "Quota by month and quarter"),
        el(
          "thead",
          null,
          el(
            "tr",
            null,
            months.map((m) => cell(m)),
            sums.map((_, k) => cell(`Q${k + 1}`)),
            cell("Year"),
          ),
        ),
        el(
          "tbody",
          null,
          el(
            "tr",
            null,
            q.month.map((v, k) => cell(short(v), k)),
            sums.map((v, k) => cell(el("strong", null, short(v)), k)),
            cell(el("strong", null, amount(q.quota, plan.quotas.quota_unit)), 0),
          ),
        ),
      ),
    ),
  );
}

function lineTable(q, unit) {
  let sum = 0;
  return el(
    "div",
    { class: "table-box" },
    el(
      "table",
      { class: "lines" },
      el("caption", { class: "unseen" }, "Derivation of the quota"),
      el(
        "thead",
        null,
        el(
          "tr",
          null,
          el("th", { scope: "col" }, "Line"),
          el("th", { scope: "col", class: "number" }, "Amount"),
          el("th", { scope: "col", class: "number" }, "So far"),
        ),
      ),
      el(
        "tbody",
        null,
        q.lines.map((line) => {
          sum += line.amount;
          return el(
            "tr",
            null,
            el("th", { scope: "row" }, line.what),
            el("td", { class: "number" }, amount(line.amount, unit)),
            el("td", { class: "number muted" }, amount(sum, unit)),
          );
        }),
      ),
      el(
        "tfoot",
        null,
        el(
          "tr",
          null,
          el("th", { scope: "row" }, "Quota"),
          el("td", { class: "number" }, amount(q.quota, unit)),
          el("td", null),
        ),
      ),
    ),
  );
}

function quotaPart(plan, r) {
  const q = plan.reps[r].quota;
  if (!q || (!q.quota && q.line_count === 0)) return null;
  const last = q.quota_prior ? ` Last year\u2019s quota was ${short(q.quota_prior)}.` : "";
  const adjusted = q.adjustment
    ? el(
        "p",
        { class: "hint" },
        `Adjusted by ${signedShort(q.adjustment)}: `,
        name(q.adjustment_reason || "no reason given"),
      )
    : null;
  return section(
    "rep-quota",
    "How the quota came about",
    `The lines add up to the quota.${last}`,
    el(
      "div",
      { class: "halves derivation" },
      el("div", { class: "card" }, waterfall(q.lines, q.quota, "Quota")),
      lineTable(q, plan.quotas.quota_unit),
    ),
    adjusted,
    quarters(plan, q),
  );
}

const UNITS = { hours: ", hours", money: ", a year" };

function windowPart(plan, r) {
  const rep = plan.reps[r];
  if (!rep.competes || !rep.windows?.length) return null;
  const off = (m, after) => signedPercent(deviation(rep, m, after), 0);
  const number = (x, measure) => el("td", { class: "number" }, measured(x, measure.unit));
  return section(
    "rep-windows",
    "Territory against its windows",
    "A window is the rep\u2019s fair share, by capacity, give or take the tolerance.",
    el(
      "div",
      { class: "table-box" },
      el(
        "div",
        { class: "table-scroll" },
        el(
          "table",
          null,
          el("caption", { class: "unseen" }, "Windows of the territory"),
          el(
            "thead",
            null,
            el(
              "tr",
              null,
              ["Measure", "Today", "Plan", "Low", "Target", "High", "", "Off target, today \u2192 plan"].map(
                (label, k) => el("th", { scope: "col", class: k > 0 && k !== 6 ? "number" : "" }, label),
              ),
            ),
          ),
          el(
            "tbody",
            null,
            plan.measures.map((measure, m) => {
              const w = rep.windows[m];
              return el(
                "tr",
                null,
                el("th", { scope: "row" }, `${capital(measure.name)}${UNITS[measure.unit] ?? ""}`),
                number(w.before, measure),
                number(w.value, measure),
                number(w.low, measure),
                number(w.target, measure),
                number(w.high, measure),
                el(
                  "td",
                  null,
                  windowBar(
                    w,
                    measure,
                    1.5 * Math.max(0.15, w.high / w.target - 1, Math.abs(deviation(rep, m, true))),
                  ),
                ),
                el("td", { class: "number" }, `${off(m, false)} \u2192 ${offWords(w)}`),
              );
            }),
          ),
        ),
      ),
    ),
  );
}

function mapPart(plan, r) {
  const { kept, gained, lost } = plan.lists[r];
  const members = [...kept, ...gained, ...lost].filter((i) => plan.accounts.latitude[i] !== null);
  if (members.length === 0) return null;
  const map = new AccountMap(plan, {
    height: 380,
    focus: r,
    labels: plan.reps.map((_, k) => repName(plan, k)),
    words: `Map of the accounts of ${repName(plan, r)}`,
  });
  map.place = members;
  const { controls, choice } = mapControls(plan, map, false, [...gained, ...lost].length);
  choice.remove();
  return section(
    "rep-map",
    "On the map",
    "Pale dots belong to others: given up, or not yet gained.",
    controls,
    map.box,
  );
}

function changeColumn(plan, r) {
  const before = (i) => plan.accounts.owner[i],
    after = (i) => plan.rep[i];
  const words = (i) => (before(i) === after(i) ? "kept" : after(i) === r ? "from " : "to ");
  return {
    label: "Change",
    value: (i) => words(i) + repName(plan, after(i) === r ? before(i) : after(i)),
    cell: (i) =>
      before(i) === after(i)
        ? el("span", { class: "muted" }, "kept")
        : [el("span", { class: "muted" }, words(i)), repLink(plan, after(i) === r ? before(i) : after(i))],
  };
}

function accountPart(plan, r) {
  const c = accountColumns(plan),
    { kept, gained, lost } = plan.lists[r];
  const columns = [c.account, c.place, c.revenue, c.forecast, c.workload];
  if (plan.aligned) columns.push(changeColumn(plan, r), c.reason, c.next, c.cost);
  const has = (list) => {
    const set = new Set(list);
    return (i) => set.has(i);
  };
  return section(
    "rep-accounts",
    "Accounts",
    null,
    table({
      caption: `Accounts of ${repName(plan, r)}`,
      columns,
      rows: [...gained, ...lost, ...kept],
      filters: [
        [`Territory (${whole(kept.length + gained.length)})`, has([...kept, ...gained])],
        [`Gained (${whole(gained.length)})`, has(gained)],
        [`Given up (${whole(lost.length)})`, has(lost)],
        [`Kept (${whole(kept.length)})`, has(kept)],
      ],
      search: (i) => `${plan.accounts.account_id[i]} ${plan.accounts.account_name[i]} ${plan.accounts.city[i]}`,
      sort: "Revenue",
      descending: true,
    }),
  );
}

/** The territory's accounts with their forecasts in words, the largest first. */
function forecastPart(plan, r) {
  const { accounts } = plan;
  if (!accounts.forecast_why) return null;
  const { kept, gained } = plan.lists[r],
    c = accountColumns(plan);
  const range = {
    label: "80 % range",
    numeric: true,
    value: (i) => accounts.forecast_p90[i] - accounts.forecast_p10[i],
    cell: (i) => `${short(accounts.forecast_p10[i])} to ${short(accounts.forecast_p90[i])}`,
  };
  const why = {
    label: "Why",
    value: (i) => accounts.forecast_why[i],
    cell: (i) => el("div", { class: "why" }, capital(accounts.forecast_why[i])),
    class: "words",
  };
  return section(
    "rep-forecast",
    "Why these accounts are forecast as they are",
    "Before any change of hands and before ramps.",
    table({
      caption: `Forecasts of the accounts of ${repName(plan, r)}`,
      columns: [c.account, c.revenue, c.forecast, range, why],
      rows: [...kept, ...gained],
      size: 10,
      search: (i) => `${accounts.account_id[i]} ${accounts.account_name[i]} ${accounts.forecast_why[i]}`,
      sort: "Forecast",
      descending: true,
    }),
  );
}

function chartPart(plan, r) {
  const rep = plan.reps[r];
  if (!rep.history?.length) return null;
  const drawing = chart(`Revenue and quota of ${repName(plan, r)} by quarter`, 388, () =>
    repOptions(plan, rep, plan.color[r]),
  );
  return section(
    "rep-history",
    "Revenue of these accounts",
    "By quarter, whoever owned them then; and the plan year.",
    el("div", { class: "card" }, drawing.box),
  );
}

/** The whole page of rep r. */
export function repPage(plan, r) {
  return el(
    "div",
    { class: "rep-page" },
    head(plan, r),
    summary(plan, r),
    figures(plan, r),
    quotaPart(plan, r),
    repPay(plan, r),
    windowPart(plan, r),
    coachingPart(plan, r),
    el("div", { class: "halves" }, mapPart(plan, r), chartPart(plan, r)),
    accountPart(plan, r),
    forecastPart(plan, r),
  );
}
