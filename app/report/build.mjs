// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the page templates from page/page.html: node build.mjs OUT_DIR. Each is one HTML file with everything inlined
// but {{data}}, which the program puts in at run time. Modules are joined into one script; their
// imports only name each other, so those lines are dropped; a name defined twice is an error here.
// The policy of a page allows exactly its own scripts and style, by their hashes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

const here = dirname(fileURLToPath(import.meta.url));
const read = (...parts) => readFileSync(join(here, ...parts), "utf8");
const library = (...parts) => read("node_modules", ...parts);

const LIBRARIES = {
  echarts: ["echarts", "dist", "echarts.common.min.js"],
  topojson: ["topojson-client", "dist", "topojson-client.min.js"],
  array: ["d3-array", "dist", "d3-array.min.js"],
  geo: ["d3-geo", "dist", "d3-geo.min.js"],
};

const COMMON = ["dom", "format", "data", "table", "bars", "charts"];
const PAGES = {
  plan: {
    title: "Territory and quota plan",
    libraries: ["echarts", "topojson", "array", "geo"],
    modules: [
      ...COMMON,
      ...["outlines", "map", "headline", "territories", "moves", "performance", "goal", "pay", "teams", "results", "forecast", "potential", "notes", "frontier", "coaching", "rep"],
      "main",
    ],
  },
  sweep: { title: "Scenarios", libraries: ["echarts"], modules: [...COMMON, "notes", "sweep"] },
  frontier: {
    title: "Trade-off",
    libraries: ["echarts"],
    modules: [...COMMON, "headline", "notes", "frontier", "frontier_page"],
  },
};

/** The modules as one, in an order in which each follows what it imports. */
function joined(names) {
  const text = names
    .map((name) => {
      const source = read("page", `${name}.js`);
      return source.replace(/^import [^;]*;$/gm, "").replace(/^export (?=const|function|class)/gm, "");
    })
    .join("\n");
  if (/^\s*(import|export)\b/m.test(text))
    throw new Error("an import or export that build.mjs does not understand");
  new Script(text);
  return text;
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Text that must not hold what would end its element. */
function inside(tag, text, attributes = "") {
  if (new RegExp(`</${tag}|<!--`, "i").test(text)) throw new Error(`text that ends its <${tag}>`);
  return `<${tag}${attributes}>${text}</${tag}>`;
}

const jsonBlock = (text) => JSON.stringify(JSON.parse(text)).replaceAll("<", "\\u003c");

function licences(names) {
  const packages = new Set(names.map((name) => LIBRARIES[name][0]));
  if (names.includes("geo")) ["us-atlas", "world-atlas"].forEach((name) => packages.add(name));
  packages.add("zrender");
  return [...packages].map((name) => {
    const about = JSON.parse(library(name, "package.json"));
    return { name: `${name} ${about.version}`, licence: about.license, text: library(name, "LICENSE").trim() };
  });
}

function atlases() {
  const block = (id, file) =>
    `<script type="application/json" id="${id}">${jsonBlock(library(...file))}</script>`;
  return [
    block("atlas-world", ["world-atlas", "countries-50m.json"]),
    block("atlas-states", ["us-atlas", "states-10m.json"]),
  ].join("\n");
}

function page({ title, libraries, modules }) {
  const scripts = libraries.map((one) =>
    library(...LIBRARIES[one])
      .replace(/\/\/# sourceMappingURL=.*$/m, "")
      .replaceAll("<!--", "\\x3c!--"),
  );
  scripts.push(joined(modules));
  const style = read("page", "style.css");
  const parts = {
    title,
    policy: `default-src 'none'; script-src ${scripts.map(hash).join(" ")}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`,
    style: inside("style", style),
    licences: jsonBlock(JSON.stringify(licences(libraries))),
    atlases: libraries.includes("geo") ? atlases() : "",
    scripts: scripts
      .map((text, k) => inside("script", text, k === scripts.length - 1 ? ' type="module"' : ""))
      .join("\n"),
  };
  return read("page", "page.html").replace(/\{\{(\w+)\}\}/g, (all, key) => parts[key] ?? all);
}

const out = process.argv[2];
mkdirSync(out, { recursive: true });
for (const [name, parts] of Object.entries(PAGES)) writeFileSync(join(out, `${name}.html`), page(parts));
