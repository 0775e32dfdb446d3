// SPDX-License-Identifier: GPL-3.0-or-later
// A table that sorts, searches and turns pages. Only the rows of the page are in the document, so
// a hundred thousand rows are fine.
import { el } from "./dom.js";
import { whole } from "./format.js";

const PAGE = 25;
const collator = new Intl.Collator("en", { numeric: true });

/** Orders numbers and texts; absent values come last either way. */
export function compareValues(a, b, descending) {
  const aNone = a === null || a === undefined,
    bNone = b === null || b === undefined;
  if (aNone || bNone) return aNone - bNone;
  const order = typeof a === "string" ? collator.compare(a, b) : a - b;
  return descending ? -order : order;
}

function headCell(column, state, onsort) {
  const sorted = state.sort === column;
  const attributes = {
    scope: "col",
    class: column.numeric ? "number" : "",
    title: column.title,
    "aria-sort": sorted ? (state.descending ? "descending" : "ascending") : "none",
  };
  if (!column.value) return el("th", attributes, column.label);
  return el(
    "th",
    attributes,
    el(
      "button",
      { type: "button", onclick: () => onsort(column) },
      column.label,
      el("span", { class: "arrow", "aria-hidden": "true" }, sorted ? (state.descending ? "\u25be" : "\u25b4") : ""),
    ),
  );
}

function bodyRow(columns, row, onopen) {
  const cells = columns.map((column) => {
    const attributes = { class: [column.numeric ? "number" : "", column.class ?? ""].join(" ").trim() };
    return column.header
      ? el("th", { scope: "row", ...attributes }, column.cell(row))
      : el("td", attributes, column.cell(row));
  });
  if (!onopen) return el("tr", null, cells);
  const open = (event) => {
    if (event.type === "keydown" && event.key !== "Enter") return;
    if (event.target.closest("a, button")) return;
    onopen(row);
  };
  return el("tr", { class: "opens", tabindex: "0", onclick: open, onkeydown: open }, cells);
}

function pager(state, count, size, onturn) {
  const last = Math.max(0, Math.ceil(count / size) - 1);
  const turn = (page, label, words) =>
    el(
      "button",
      {
        type: "button",
        disabled: page < 0 || page > last || page === state.page,
        "aria-label": words,
        onclick: () => onturn(page),
      },
      label,
    );
  const from = count ? state.page * size + 1 : 0,
    to = Math.min(count, (state.page + 1) * size);
  return el(
    "div",
    { class: "pager" },
    el("span", { "aria-live": "polite" }, `${whole(from)}\u2013${whole(to)} of ${whole(count)}`),
    turn(0, "\u00ab", "First page"),
    turn(state.page - 1, "\u2039", "Previous page"),
    turn(state.page + 1, "\u203a", "Next page"),
    turn(last, "\u00bb", "Last page"),
  );
}

/** options: caption, columns [{label, cell(row), value(row), numeric, header, title}], rows, search(row) -> text,
 *  onopen(row), sort (a column's label), descending, size (rows a page; 0: all), filters [[label, test]], foot. */
export function table(options) {
  const size = options.size === 0 ? Infinity : (options.size ?? PAGE);
  const state = {
    page: 0,
    words: "",
    filter: options.filters?.[0]?.[1],
    sort: options.columns.find((column) => column.label === options.sort),
    descending: Boolean(options.descending),
  };
  const head = el("thead"),
    body = el("tbody"),
    below = el("div");
  const foot = options.foot ? el("tfoot", null, options.foot) : null;

  const found = (rows) => rows.filter((row) => options.search(row).toLowerCase().includes(state.words));
  function chosenRows() {
    let rows = state.filter ? options.rows.filter(state.filter) : options.rows.slice();
    if (state.words) rows = found(rows);
    if (state.sort) rows.sort((a, b) => compareValues(state.sort.value(a), state.sort.value(b), state.descending));
    return rows;
  }
  function sortBy(column) {
    state.descending = state.sort === column ? !state.descending : Boolean(column.numeric);
    state.sort = column;
    state.page = 0;
    draw();
    head.querySelector('[aria-sort="ascending"] button, [aria-sort="descending"] button')?.focus();
  }
  function draw() {
    const rows = chosenRows();
    const begin = size === Infinity ? 0 : state.page * size;
    head.replaceChildren(
      el(
        "tr",
        null,
        options.columns.map((column) => headCell(column, state, sortBy)),
      ),
    );
    const shown = rows.slice(begin, begin + size).map((row) => bodyRow(options.columns, row, options.onopen));
    if (shown.length === 0)
      shown.push(el("tr", null, el("td", { colspan: options.columns.length, class: "empty" }, emptyWords())));
    body.replaceChildren(...shown);
    below.replaceChildren(
      ...(rows.length > size
        ? [
            pager(state, rows.length, size, (page) => {
              state.page = page;
              draw();
            }),
          ]
        : []),
    );
  }
  /** What is searched for may be among the rows that the filter leaves out. */
  function emptyWords() {
    const [label, test] = state.words
      ? ((options.filters ?? []).find((one) => one[1] !== state.filter && found(options.rows.filter(one[1])).length) ?? [])
      : [];
    if (!label) return "Nothing here.";
    const show = () => {
      state.filter = test;
      box.querySelectorAll(".chip").forEach((chip) => chip.setAttribute("aria-pressed", String(chip.textContent === label)));
      again(() => {});
    };
    return ["Nothing here, but in ", el("button", { type: "button", class: "chip", onclick: show }, label)];
  }
  function again(change) {
    change();
    state.page = 0;
    draw();
  }

  draw();
  const box = el(
    "div",
    { class: "table-box" },
    toolbar(
      options,
      (test) =>
        again(() => {
          state.filter = test;
        }),
      (words) =>
        again(() => {
          state.words = words.toLowerCase();
        }),
    ),
    el(
      "div",
      { class: "table-scroll", tabindex: "0", role: "region", "aria-label": options.caption },
      el("table", { class: options.class }, el("caption", { class: "unseen" }, options.caption), head, body, foot),
    ),
    below,
  );
  return box;
}

function toolbar(options, onfilter, onsearch) {
  if (!options.filters && !options.search) return null;
  const chips = (options.filters ?? []).map(([label, test], k) =>
    el(
      "button",
      {
        type: "button",
        class: "chip",
        "aria-pressed": String(k === 0),
        onclick: (event) => {
          event.currentTarget.parentNode
            .querySelectorAll(".chip")
            .forEach((chip) => chip.setAttribute("aria-pressed", "false"));
          event.currentTarget.setAttribute("aria-pressed", "true");
          onfilter(test);
        },
      },
      label,
    ),
  );
  const search =
    options.search &&
    el("input", {
      type: "search",
      placeholder: "Search",
      "aria-label": `Search: ${options.caption}`,
      oninput: (event) => onsearch(event.currentTarget.value),
    });
  return el("div", { class: "toolbar" }, el("div", { class: "chips" }, chips), search);
}

/** A table that stays as it is. Rows are {cells, class}; `numeric` lists the columns of figures; a caption is read out,
 *  not shown. */
export function plainTable(caption, labels, rows, numeric) {
  const kind = (k) => (numeric.includes(k) ? "number" : "");
  const row = ({ cells, class: of }) =>
    el(
      "tr",
      { class: of },
      cells.map((cell, k) => el(k ? "td" : "th", { class: kind(k), scope: k ? null : "row" }, cell)),
    );
  return el(
    "div",
    { class: "table-box" },
    el(
      "div",
      { class: "table-scroll", tabindex: "0", role: "region", "aria-label": caption },
      el(
        "table",
        { class: "plain" },
        el("caption", { class: "unseen" }, caption),
        el("thead", null, el("tr", null, labels.map((label, k) => el("th", { scope: "col", class: kind(k) }, label)))),
        el("tbody", null, rows.map(row)),
      ),
    ),
  );
}
