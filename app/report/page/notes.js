// SPDX-License-Identifier: GPL-3.0-or-later
// What a careful reader asks for: findings in the data, settings, inputs, words, licences.
import { el, name, section } from "./dom.js";
import { capital, plural, whole } from "./format.js";
import { readJson } from "./data.js";
import { table } from "./table.js";

const SEVERITIES = ["error", "warning", "repaired", "note"];
const LINES_SHOWN = 6;

/** Findings that say the same of one file and column, as one: {..., lines, values}. */
function grouped(items) {
  const groups = new Map();
  for (const f of items) {
    const key = JSON.stringify([f.severity, f.code, f.file, f.column, f.message, f.remedy]);
    if (!groups.has(key)) groups.set(key, { ...f, lines: [], values: new Set() });
    const group = groups.get(key);
    if (f.line > 0) group.lines.push(f.line);
    if (f.value !== "") group.values.add(f.value);
  }
  return [...groups.values()].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function where(group) {
  const shown = group.lines.slice(0, LINES_SHOWN).map(String).join(", ");
  const more = group.lines.length - LINES_SHOWN;
  return `${group.file}${shown ? `:${shown}` : ""}${more > 0 ? ` and ${whole(more)} more` : ""}`;
}

function values(group) {
  const shown = [...group.values]
    .slice(0, 3)
    .map((value) => name(value))
    .flatMap((value, k) => (k ? [", ", value] : [value]));
  return group.values.size > 3 ? [...shown, ", \u2026"] : shown;
}

/** The data-quality page of the report. */
export function findingSection(findings) {
  if (!findings) return null;
  const columns = [
    {
      label: "Kind",
      header: true,
      value: (f) => SEVERITIES.indexOf(f.severity),
      cell: (f) => el("span", { class: `kind ${f.severity}` }, capital(f.severity)),
    },
    {
      label: "What was found",
      value: (f) => f.message,
      cell: (f) => [name(f.message), f.remedy ? el("div", { class: "muted" }, name(f.remedy)) : null],
      class: "words",
    },
    {
      label: "Times",
      numeric: true,
      value: (f) => Math.max(1, f.lines.length),
      cell: (f) => whole(Math.max(1, f.lines.length)),
    },
    { label: "Where", value: where, cell: (f) => el("span", { class: "code" }, name(where(f))) },
    { label: "Column", value: (f) => f.column, cell: (f) => name(f.column) },
    { label: "Value", cell: values },
  ];
  const kinds = [
    ["warning", findings.warnings, "Warnings"],
    ["repaired", findings.repaired, "Repaired"],
    ["note", findings.notes, "Notes"],
    ["error", findings.errors, "Errors"],
  ];
  const filters = [
    ["All", () => true],
    ...kinds
      .filter((kind) => kind[1] > 0)
      .map(([severity, count, words]) => [`${words} (${whole(count)})`, (f) => f.severity === severity]),
  ];
  const total = findings.notes + findings.repaired + findings.warnings + findings.errors;
  const lead =
    total === 0
      ? "Nothing odd was found in the tables."
      : `${plural(findings.warnings, "warning")}, ${plural(findings.repaired, "repair")}, ${plural(findings.notes, "note")}. ` +
        (findings.items.length < total
          ? `${whole(findings.items.length)} are kept with all their words; the rest are more of the same kinds.`
          : "Nothing was dropped without a word.");
  return section(
    "data",
    "What was found in the data",
    lead,
    total === 0
      ? null
      : table({
          caption: "Findings",
          columns,
          rows: grouped(findings.items),
          filters,
          size: 15,
          search: (f) => `${where(f)} ${f.column} ${[...f.values].join(" ")} ${f.message} ${f.code}`,
        }),
  );
}

const same = (a, b) => a === b || (a !== "" && b !== "" && Number(a) === Number(b));

/** Settings, seed, version, inputs: how to make the same again. */
export function runSection(run) {
  const changed = run.settings.filter((s) => !same(s.value, s.initial));
  const columns = [
    { label: "Setting", header: true, value: (s) => s.name, cell: (s) => el("span", { class: "code" }, s.name) },
    {
      label: "Value",
      value: (s) => s.value,
      cell: (s) => [
        el("strong", null, name(s.value || "\u2013")),
        s.unit ? el("span", { class: "muted" }, ` ${s.unit}`) : null,
      ],
    },
    {
      label: "Default",
      value: (s) => s.initial,
      cell: (s) => el("span", { class: "muted" }, s.initial || "\u2013"),
    },
    { label: "Meaning", cell: (s) => s.help, class: "words" },
  ];
  const isChanged = (s) => changed.includes(s);
  return section(
    "run",
    "How this was made",
    `Bailiwick ${run.version}, seed ${run.seed}. The same tables, settings and seed give the same plan.`,
    run.command ? el("p", null, el("code", { class: "command" }, name(run.command))) : null,
    run.inputs.length === 0
      ? null
      : el(
          "div",
          { class: "table-box" },
          el(
            "div",
            { class: "table-scroll" },
            el(
              "table",
              { class: "small" },
              el("caption", { class: "unseen" }, "Input files"),
              el(
                "thead",
                null,
                el(
                  "tr",
                  null,
                  el("th", { scope: "col" }, "Input"),
                  el("th", { scope: "col", class: "number" }, "Bytes"),
                  el("th", { scope: "col" }, "SHA-256"),
                ),
              ),
              el(
                "tbody",
                null,
                run.inputs.map((f) =>
                  el(
                    "tr",
                    null,
                    el("th", { scope: "row" }, name(f.file)),
                    el("td", { class: "number" }, whole(f.bytes)),
                    el("td", { class: "code digest" }, f.sha256),
                  ),
                ),
              ),
            ),
          ),
        ),
    table({
      caption: "Settings",
      columns,
      rows: run.settings,
      size: 0,
      class: "small",
      filters: [
        [`Changed (${whole(changed.length)})`, isChanged],
        [`All settings (${whole(run.settings.length)})`, () => true],
      ],
      search: (s) => `${s.name} ${s.help}`,
    }),
  );
}

const WORDS = [
  [
    "Cost, or objective",
    "what the plan costs a year by the settings: travel, disruption where the rep changes, windows missed, less preferences kept",
  ],
  ["Bound", "a proven floor: no assignment of accounts to reps can cost less"],
  ["Gap", "cost over bound, less one: how much a better plan could save at the very most"],
  ["Window", "target give or take the tolerance, for one measure of one rep"],
  ["Target", "the rep\u2019s share of the market\u2019s capacity times the market\u2019s total"],
  [
    "Override cost",
    "what the plan costs more when the account goes to the next best rep instead: found by solving again, or, marked \u2248, by the prices of the proof",
  ],
  ["Chance", "share of the forecast\u2019s joint paths on which the territory earns at least its quota"],
  ["Disruption", "the share of an account\u2019s revenue that a change of rep puts at risk (disruption_rate)"],
  ["Potential", "what comparable customers of the better kind buy a year; white space is potential less revenue"],
  ["Ramp", "productivity of a new hire in the plan year, from none to full"],
];

/** Words and licences. */
export function footer() {
  return el(
    "footer",
    null,
    el(
      "details",
      null,
      el("summary", null, "Words"),
      el(
        "dl",
        null,
        WORDS.map(([term, words]) => [el("dt", null, term), el("dd", null, words)]),
      ),
    ),
    el(
      "details",
      null,
      el("summary", null, "Licences of what this page holds"),
      readJson("licences").map((one) =>
        el(
          "details",
          { class: "licence" },
          el("summary", null, `${one.name}, ${one.licence}`),
          el("pre", null, one.text),
        ),
      ),
      el(
        "p",
        { class: "muted" },
        "Map data: Natural Earth and the US Census Bureau, public domain. Bailiwick itself: GPL-3.0-or-later.",
      ),
    ),
    el("p", { class: "muted" }, "This page is one file. It asks nothing of any network."),
  );
}
