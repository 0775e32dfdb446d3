// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a trade-off alone, as `align --frontier` writes it.
import { el, name } from "./dom.js";
import { plural, short } from "./format.js";
import { drawCharts } from "./charts.js";
import { readJson } from "./data.js";
import { budgetWords, frontierSection, plannedPoints } from "./frontier.js";
import { findingSection, footer, runSection } from "./notes.js";

const run = readJson("bailiwick-data");
document.title = `${run.company} \u2013 trade-off`;

function statement() {
  const of = budgetWords(run),
    points = plannedPoints(run),
    first = points[0],
    last = points[points.length - 1];
  if (!first) return "No budget has a plan.";
  const none = run.frontier.filter((point) => point.outcome === "infeasible").length;
  const words = [
    `A plan that ${of.uses(last.used)} costs ${short(last.objective)} a year; one that ${of.uses(first.used)}, ${short(first.objective)}.`,
    `${plural(points.length, "budget")} ${points.length === 1 ? "was" : "were"} solved, each with a bound that no plan can go below.`,
    none ? `${plural(none, "budget")} cannot be held by any plan.` : "",
  ];
  return words.filter(Boolean).join(" ");
}

const NAV = [
  ["frontier", "Trade-off"],
  ["data", "Data"],
  ["run", "Settings"],
];
document.body.append(
  el("a", { class: "skip", href: "#page" }, "Skip to the trade-off"),
  el(
    "nav",
    { class: "top", "aria-label": "Sections" },
    el("a", { class: "brand", href: "#summary" }, name(run.company)),
    el(
      "div",
      { class: "links" },
      NAV.map(([id, words]) => el("a", { href: `#${id}` }, words)),
    ),
  ),
  el(
    "main",
    { id: "page" },
    el(
      "section",
      { id: "summary", class: "headline" },
      el("p", { class: "eyebrow" }, "Trade-off"),
      el("h1", null, name(run.company)),
      el("p", { class: "statement" }, statement()),
    ),
    frontierSection(run),
    findingSection(run.findings),
    runSection(run),
  ),
  footer(),
);
drawCharts();
addEventListener("resize", drawCharts);
addEventListener("beforeprint", drawCharts);
