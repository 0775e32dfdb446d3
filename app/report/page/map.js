// SPDX-License-Identifier: GPL-3.0-or-later
// The map: outlines and accounts on one canvas, projected around what is looked at.
import { INK } from "./data.js";
import { el, name, segments, visible } from "./dom.js";
import { plural, short } from "./format.js";
import { drawOutlines, projectionFor } from "./outlines.js";

const CELL = 16,
  MANY = 20000;

const shortName = (text) => (text.length > 26 ? `${visible(text).slice(0, 25)}\u2026` : visible(text));

/** options: points(i) chosen accounts, colour by rep, hooks. Returns the canvas and its controls. */
export class AccountMap {
  constructor(plan, options) {
    this.plan = plan;
    this.options = options;
    this.after = true;
    this.movedOnly = false;
    this.focus = options.focus ?? -1;
    this.place = null;
    this.zoom = { k: 1, x: 0, y: 0 };
    this.canvas = el("canvas", { class: "map", tabindex: "0", role: "img", "aria-label": options.words });
    this.tip = el("div", { class: "map-tip", role: "status", hidden: true });
    this.box = el(
      "div",
      { class: "map-box", style: { height: `${options.height}px` } },
      this.canvas,
      this.tip,
      this.buttons(),
    );
    this.listen();
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  buttons() {
    const button = (label, words, act) =>
      el("button", { type: "button", "aria-label": words, title: words, onclick: act }, label);
    return el(
      "div",
      { class: "map-buttons" },
      button("+", "Zoom in", () => this.zoomAt(1.6)),
      button("\u2212", "Zoom out", () => this.zoomAt(1 / 1.6)),
      button("\u2302", "Whole view", () => this.show(this.place)),
    );
  }

  /** Shows the accounts of `place` (a list of account indices; null: all on the map). */
  show(place) {
    this.place = place;
    this.zoom = { k: 1, x: 0, y: 0 };
    this.draw();
  }

  set(change) {
    Object.assign(this, change);
    this.draw();
  }

  chosen(i) {
    const { plan, focus } = this;
    if (this.movedOnly && !plan.moved[i]) return false;
    return focus < 0 || plan.rep[i] === focus || plan.accounts.owner[i] === focus;
  }

  framed() {
    const { longitude, latitude } = this.plan.accounts;
    const members = this.place ?? this.plan.countries.flatMap((c) => c.members);
    const points = members.filter((i) => latitude[i] !== null).map((i) => [longitude[i], latitude[i]]);
    return points.length
      ? points
      : [
          [-100, 25],
          [40, 60],
        ];
  }

  draw() {
    const width = this.box.clientWidth,
      height = this.box.clientHeight,
      ratio = globalThis.devicePixelRatio || 1;
    if (!width || !height) return;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    this.projection = projectionFor(this.framed(), width, height);
    const [tx, ty] = this.projection.translate();
    this.projection
      .scale(this.projection.scale() * this.zoom.k)
      .translate([
        width / 2 + (tx - width / 2) * this.zoom.k + this.zoom.x,
        height / 2 + (ty - height / 2) * this.zoom.k + this.zoom.y,
      ]);
    drawOutlines(context, this.projection, width, height);
    this.project(width, height);
    if (this.focus >= 0) this.drawLines(context);
    this.drawAccounts(context);
    this.drawHomes(context, width, height);
  }

  /** Positions of the accounts in view, and cells of the screen for finding them again. */
  project(width, height) {
    const { longitude, latitude } = this.plan.accounts;
    this.spots = [];
    this.cells = new Map();
    for (let i = 0; i < this.plan.count; i++) {
      if (latitude[i] === null || !this.chosen(i)) continue;
      const at = this.projection([longitude[i], latitude[i]]);
      if (!at || at[0] < -8 || at[1] < -8 || at[0] > width + 8 || at[1] > height + 8) continue;
      const key = `${Math.floor(at[0] / CELL)},${Math.floor(at[1] / CELL)}`;
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(this.spots.length);
      this.spots.push([i, at[0], at[1]]);
    }
  }

  repOf(i) {
    return this.after ? this.plan.rep[i] : this.plan.accounts.owner[i];
  }

  radius(i) {
    const share = this.plan.accounts.revenue[i] / this.plan.largest;
    return (this.spots.length > 3000 ? 2 : 3) + 5 * Math.sqrt(share);
  }

  drawAccounts(context) {
    const { plan } = this;
    if (this.spots.length > MANY) return this.drawCrowd(context);
    const order = this.spots.slice().sort((a, b) => plan.moved[a[0]] - plan.moved[b[0]]);
    for (const [i, x, y] of order) {
      const rep = this.repOf(i),
        faded = this.focus >= 0 && rep !== this.focus;
      context.globalAlpha = faded ? 0.35 : 0.88;
      context.beginPath();
      context.arc(x, y, this.radius(i), 0, 7);
      context.fillStyle = rep < 0 ? "#9aa3ad" : plan.color[rep];
      context.fill();
      context.globalAlpha = faded ? 0.5 : 1;
      context.lineWidth = plan.moved[i] ? 1.7 : 0.8;
      context.strokeStyle = plan.moved[i] ? INK : "#ffffff";
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** So many accounts that each is a speck: territory by territory, without rings. */
  drawCrowd(context) {
    const order = this.spots.slice().sort((a, b) => this.repOf(a[0]) - this.repOf(b[0]));
    let last = null;
    for (const [i, x, y] of order) {
      const rep = this.repOf(i);
      if (rep !== last) context.fillStyle = rep < 0 ? "#9aa3ad" : this.plan.color[rep];
      last = rep;
      context.globalAlpha = this.focus >= 0 && rep !== this.focus ? 0.35 : 0.8;
      context.fillRect(x - 1.3, y - 1.3, 2.6, 2.6);
    }
    context.globalAlpha = 1;
  }

  /** Lines from the home of the rep in focus to its accounts. */
  drawLines(context) {
    const home = this.homeOf(this.focus);
    if (!home) return;
    context.strokeStyle = this.plan.color[this.focus];
    context.lineWidth = 0.8;
    context.globalAlpha = 0.35;
    context.beginPath();
    for (const [i, x, y] of this.spots) {
      if (this.repOf(i) !== this.focus) continue;
      context.moveTo(home[0], home[1]);
      context.lineTo(x, y);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  homeOf(r) {
    const rep = this.plan.reps[r];
    return rep.latitude === null ? null : this.projection([rep.longitude, rep.latitude]);
  }

  drawHomes(context, width, height) {
    this.labelled = [];
    context.font = '600 11px system-ui, "Segoe UI", Arial, sans-serif';
    context.lineJoin = "round";
    this.plan.placed.forEach((r) => {
      const at = this.homeOf(r);
      if (!at || (this.focus >= 0 && r !== this.focus) || at[0] < 0 || at[1] < 0 || at[0] > width || at[1] > height)
        return;
      const [x, y] = at;
      context.beginPath();
      context.rect(x - 5.5, y - 5.5, 11, 11);
      context.fillStyle = this.plan.color[r];
      context.strokeStyle = "#ffffff";
      context.lineWidth = 2;
      context.fill();
      context.stroke();
      context.strokeStyle = INK;
      context.lineWidth = 1;
      context.strokeRect(x - 6.5, y - 6.5, 13, 13);
      this.label(context, shortName(this.options.labels[r]), x + 10, y + 4, width);
    });
  }

  label(context, text, x, y, width) {
    const long = context.measureText(text).width;
    const left = x + long > width - 4 ? x - long - 20 : x;
    if (this.labelled.some((box) => Math.abs(box.y - y) < 13 && left < box.right + 4 && box.left < left + long + 4))
      return;
    this.labelled.push({ y, left, right: left + long });
    context.strokeStyle = "rgba(255,255,255,0.9)";
    context.lineWidth = 3;
    context.strokeText(text, left, y);
    context.fillStyle = INK;
    context.fillText(text, left, y);
  }

  /** The account under the pointer, -1 if there is none. */
  find(x, y) {
    let best = -1,
      nearest = 100;
    const cx = Math.floor(x / CELL),
      cy = Math.floor(y / CELL);
    for (let a = cx - 1; a <= cx + 1; a++) {
      for (let b = cy - 1; b <= cy + 1; b++) {
        for (const k of this.cells?.get(`${a},${b}`) ?? []) {
          const [i, px, py] = this.spots[k],
            away = (px - x) ** 2 + (py - y) ** 2;
          if (away < nearest) {
            nearest = away;
            best = i;
          }
        }
      }
    }
    return best;
  }

  zoomAt(factor, x = this.box.clientWidth / 2, y = this.box.clientHeight / 2) {
    const k = Math.min(60, Math.max(0.5, this.zoom.k * factor)),
      f = k / this.zoom.k;
    const cx = x - this.box.clientWidth / 2,
      cy = y - this.box.clientHeight / 2;
    this.zoom = { k, x: cx - (cx - this.zoom.x) * f, y: cy - (cy - this.zoom.y) * f };
    this.later();
  }

  later() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.draw();
    });
  }

  listen() {
    let drag = null;
    const at = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      drag = { at: at(event), zoom: this.zoom, far: false };
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const [x, y] = at(event);
      if (!drag) return this.hover(this.find(x, y), x, y);
      const dx = x - drag.at[0],
        dy = y - drag.at[1];
      drag.far ||= Math.hypot(dx, dy) > 4;
      if (drag.far) {
        this.zoom = { ...drag.zoom, x: drag.zoom.x + dx, y: drag.zoom.y + dy };
        this.later();
      }
    });
    this.canvas.addEventListener("pointerup", (event) => {
      const account = drag && !drag.far ? this.find(...at(event)) : -1;
      drag = null;
      if (account >= 0 && this.repOf(account) >= 0) this.options.onopen?.(this.repOf(account));
    });
    this.canvas.addEventListener("pointerleave", () => this.hover(-1));
    this.canvas.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey && this.canvas !== document.activeElement) return;
        event.preventDefault();
        this.zoomAt(event.deltaY < 0 ? 1.25 : 0.8, ...at(event));
      },
      { passive: false },
    );
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (event.key === "+" || event.key === "=") this.zoomAt(1.4);
    else if (event.key === "-") this.zoomAt(1 / 1.4);
    else if (step) {
      this.zoom = { ...this.zoom, x: this.zoom.x + step[0], y: this.zoom.y + step[1] };
      this.later();
    } else return;
    event.preventDefault();
  }

  hover(account, x, y) {
    this.tip.hidden = account < 0;
    this.canvas.style.cursor = account < 0 ? "grab" : "pointer";
    if (account < 0) return;
    const { plan } = this,
      { accounts } = plan;
    const repName = (r) => (r < 0 ? "nobody" : name(plan.reps[r].rep_name || plan.reps[r].rep_id));
    this.tip.replaceChildren(
      el("strong", null, name(accounts.account_name[account] || accounts.account_id[account])),
      el(
        "div",
        null,
        name(
          [accounts.city[account], accounts.state[account], accounts.country[account]].filter(Boolean).join(", "),
        ),
      ),
      el("div", null, `Revenue ${short(accounts.revenue[account])}`),
      plan.moved[account]
        ? el("div", null, repName(accounts.owner[account]), " \u2192 ", repName(plan.rep[account]))
        : el("div", null, repName(plan.rep[account])),
    );
    const right = x > this.box.clientWidth - 240;
    Object.assign(this.tip.style, {
      left: `${right ? x - 230 : x + 14}px`,
      top: `${Math.max(4, Math.min(y + 10, this.box.clientHeight - 96))}px`,
    });
  }
}

/** Today / plan, moved only, and the countries, as controls of a map. */
export function mapControls(plan, map, focusable, moves = plan.moved.filter(Boolean).length) {
  const places = plan.countries.filter((c) => c.members.length > 0).slice(0, 12);
  const choice = el(
    "select",
    {
      "aria-label": "Part of the world",
      onchange: (event) =>
        map.show(event.currentTarget.value === "" ? null : places[Number(event.currentTarget.value)].members),
    },
    el("option", { value: "" }, "Everywhere"),
    places.map((c, k) => el("option", { value: String(k) }, `${c.country || "no country"} (${c.members.length})`)),
  );
  const reps = el(
    "select",
    { "aria-label": "Territory", onchange: (event) => map.set({ focus: Number(event.currentTarget.value) }) },
    el("option", { value: "-1" }, "All territories"),
    plan.placed.map((r) => el("option", { value: String(r) }, plan.reps[r].rep_name || plan.reps[r].rep_id)),
  );
  const moved = el(
    "label",
    { class: "check" },
    el("input", { type: "checkbox", onchange: (event) => map.set({ movedOnly: event.currentTarget.checked }) }),
    ` moved only (${plural(moves, "account")})`,
  );
  const controls = el(
    "div",
    { class: "toolbar map-toolbar" },
    plan.aligned
      ? segments(
          "Today or plan",
          [
            [false, "Today"],
            [true, "Plan"],
          ],
          true,
          (after) => map.set({ after }),
        )
      : null,
    moved,
    focusable ? reps : null,
    places.length > 1 ? choice : null,
  );
  return { controls, choice, places };
}
