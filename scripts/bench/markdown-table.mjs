// @ts-check

/** @import { Spread } from "./statistics.mjs" */

/** A table, its numbers aligned right; empty when it has no rows. @param {readonly string[]} head the first column is text @param {readonly (readonly string[])[]} rows */
export function table(head, rows) {
  if (rows.length === 0) return "";
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

/** A number with thousands apart. @param {number} value @param {number} digits behind the point */
export function number(value, digits) {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The median, and behind it the least and the most where there was more than one. @param {Spread | undefined} spread @param {number} digits @param {number} [unit] what is shown as 1 */
export function spread(spread, digits, unit = 1) {
  if (spread === undefined) return "";
  const { median, min, max, count } = spread;
  const shown = (/** @type {number} */ value) => number(value / unit, digits);
  return count === 1 ? shown(median) : `${shown(median)} (${shown(min)}–${shown(max)})`;
}

/** A share in per cent. @param {Spread | undefined} share */
export function percent(share) {
  return share === undefined ? "" : `${spread(share, 0, 0.01)} %`;
}
