// SPDX-License-Identifier: GPL-3.0-or-later
// The report: the front page, and a page per rep behind #rep=ID.
import { el, name } from "./dom.js";
import { drawCharts } from "./charts.js";
import { readPlan } from "./data.js";
import { headline, tiles } from "./headline.js";
import { goalSection } from "./goal.js";
import { mapSection, territorySection } from "./territories.js";
import { moveSection } from "./moves.js";
import { fairnessSection, priceSection, quotaSection } from "./results.js";
import { forecastSection } from "./forecast.js";
import { paySection } from "./pay.js";
import { performanceSection } from "./performance.js";
import { potentialSection } from "./potential.js";
import { frontierSection } from "./frontier.js";
import { findingSection, footer, runSection } from "./notes.js";
import { repPage } from "./rep.js";

const plan = readPlan();
plan.largest = plan.accounts.revenue.reduce((most, revenue) => Math.max(most, revenue), 1);
document.title = `${plan.company} \u2013 territory and quota plan`;

function frontPage() {
  const sections = [mapSection(plan)];
  if (plan.aligned) sections.push(territorySection(plan), moveSection(plan));
  sections.push(performanceSection(plan), goalSection(plan), quotaSection(plan), paySection(plan), forecastSection(plan), potentialSection(plan), fairnessSection(plan));
  if (plan.aligned) sections.push(priceSection(plan), frontierSection(plan));
  sections.push(findingSection(plan.findings), runSection(plan));
  return el("div", { class: "front-page" }, headline(plan), tiles(plan), sections);
}

const NAV = {
  map: "Map",
  territories: "Territories",
  moves: "Moves",
  performance: "Performance",
  goal: "Goal",
  quotas: "Quotas",
  pay: "Pay",
  forecast: "Forecast",
  potential: "Potential",
  fairness: "Fairness",
  prices: "Prices",
  frontier: "Trade-off",
  data: "Data",
  run: "Settings",
};

function navigation(front) {
  const links = Object.entries(NAV)
    .filter(([id]) => front.querySelector(`#${id}`))
    .map(([id, words]) => el("a", { href: `#${id}` }, words));
  return el(
    "nav",
    { class: "top", "aria-label": "Sections" },
    el("a", { class: "brand", href: "#summary" }, name(plan.company)),
    el("div", { class: "links" }, links),
  );
}

const front = frontPage(),
  page = el("main", { id: "page" });
document.body.append(
  el("a", { class: "skip", href: "#page" }, "Skip to the plan"),
  navigation(front),
  page,
  footer(),
);

/** Shows what the address asks for: a rep's page, or the front page at a section. */
function route() {
  const hash = location.hash.slice(1);
  const rep = hash.startsWith("rep=") ? plan.reps.findIndex((one) => one.rep_id === decode(hash.slice(4))) : -1;
  if (rep >= 0) {
    page.replaceChildren(repPage(plan, rep));
    scrollTo(0, 0);
    page.querySelector("h1").focus({ preventScroll: true });
  } else {
    if (!front.isConnected) page.replaceChildren(front);
    if (hash && hash !== "page") document.getElementById(hash)?.scrollIntoView();
  }
  drawCharts();
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

addEventListener("hashchange", route);
addEventListener("resize", drawCharts);
addEventListener("beforeprint", drawCharts);
route();
