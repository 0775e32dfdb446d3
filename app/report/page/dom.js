// SPDX-License-Identifier: GPL-3.0-or-later
// Elements. Text goes into text nodes only; there is no way from here to HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(node.style, value);
    else if (name === "vars") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An HTML element. Attributes beginning with "on" are listeners, `style` is an object. */
export function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Text of the tables: isolated, so that its direction marks stay its own, controls made visible. */
export function name(text) {
  return el("bdi", null, visible(text));
}

/** Control characters as their pictures (U+2400...), and direction overrides, which no name needs, as U+FFFD. */
export function visible(text) {
  return String(text ?? "").replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (c) => {
    const code = c.charCodeAt(0);
    if (code >= 0x2000) return "\ufffd";
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\u2421";
  });
}

/** A dot in a territory's colour. */
export function dot(color, hollow) {
  return el("span", { class: hollow ? "dot hollow" : "dot", style: { background: color, borderColor: color } });
}

/** A segmented control; choices are [value, label]. */
export function segments(label, choices, chosen, onchange) {
  const buttons = choices.map(([value, words]) =>
    el("button", { type: "button", "aria-pressed": String(value === chosen), onclick: () => choose(value) }, words),
  );
  function choose(value) {
    buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(choices[k][0] === value)));
    onchange(value);
  }
  return el("div", { class: "segments", role: "group", "aria-label": label }, buttons);
}

/** A section of the page with its heading and a sentence under it. */
export function section(id, title, lead, ...children) {
  return el(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    el("h2", { id: `${id}-title` }, title),
    lead ? el("p", { class: "lead" }, lead) : null,
    children,
  );
}
