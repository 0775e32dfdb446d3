// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers in words. Absent numbers are an en dash.

const NONE = "\u2013";
const MINUS = "\u2212";
const absent = (x) => x === null || x === undefined || !Number.isFinite(x);

function fixed(x, digits) {
  const text = Math.abs(x).toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (x < 0 && /[1-9]/.test(text) ? MINUS : "") + text;
}

/** 1,234,567 */
export const whole = (x) => (absent(x) ? NONE : fixed(x, 0));

/** 3.4 with as many digits as asked for. */
export const decimal = (x, digits = 2) => (absent(x) ? NONE : fixed(x, digits));

/** 1.23 M, 456 k: three figures. */
export function short(x) {
  if (absent(x)) return NONE;
  const size = Math.abs(x);
  const [scale, unit] =
    size >= 999.5e6
      ? [1e9, "\u00a0bn"]
      : size >= 999.5e3
        ? [1e6, "\u00a0M"]
        : size >= 999.5
          ? [1e3, "\u00a0k"]
          : [1, ""];
  const shown = x / scale;
  const digits = unit === "" && Number.isInteger(x) ? 0 : Math.abs(shown) >= 99.95 ? 0 : Math.abs(shown) >= 9.995 ? 1 : 2;
  return fixed(shown, digits) + unit;
}

/** An amount in full, with cents where quotas have them. */
export const amount = (x, unit) => (unit < 1 ? decimal(x, 2) : whole(x));

/** 12.3 % */
export function percent(x, digits = 1) {
  return absent(x) ? NONE : `${fixed(x * 100, digits)}\u00a0%`;
}

/** The gap in two figures, however small. */
export function gapPercent(x) {
  if (absent(x)) return NONE;
  if (x <= 1e-9) return "0\u00a0%";
  const shown = x * 100,
    digits = Math.max(0, Math.min(9, 1 - Math.floor(Math.log10(shown))));
  return `${fixed(shown, digits)}\u00a0%`;
}

/** A round number on an axis: 12 M, 2.5 k. */
export const tick = (x) => short(x).replace(/\.0+(?=\D|$)|(\.\d*?)0+(?=\D|$)/, "$1");

/** A plus before what is above zero, unless no digit shows it. */
const signed = (x, text) => (x > 0 && /[1-9]/.test(text) ? "+" : "") + text;

/** +12.3 % */
export const signedPercent = (x, digits = 1) => signed(x, percent(x, digits));

/** +1.2 k */
export const signedShort = (x) => signed(x, short(x));

/** The middle of a list of numbers; null of none. */
export function middleOf(values) {
  const sorted = values.slice().sort((a, b) => a - b),
    k = (sorted.length - 1) / 2;
  return sorted.length ? (sorted[Math.floor(k)] + sorted[Math.ceil(k)]) / 2 : null;
}

/** A probability: whole per cents, but never a certainty that was only counted. */
export function chance(p) {
  if (absent(p)) return NONE;
  if (p > 0.995 && p < 1) return "> 99\u00a0%";
  if (p < 0.005 && p > 0) return "< 1\u00a0%";
  return percent(p, 0);
}

/** A value of a measure in its unit. */
export const measured = (x, unit) => (unit === "money" ? short(x) : whole(x));

/** "2020-07" moved on by months. */
export function monthAfter(month, count) {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "Jul 2020" */
export const monthWords = (month) => `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}`;

/** "1 account", "2 accounts" */
export const plural = (count, word, words = `${word}s`) => `${whole(count)} ${count === 1 ? word : words}`;

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
