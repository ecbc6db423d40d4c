// @ts-check
/**
 * One rule broken on purpose, and what its guard must say. A guard whose configuration is broken looks like a clean pass;
 * planting tells the two apart.
 *
 * @typedef {object} Violation
 * @property {string} rule    what is broken, as the test's title
 * @property {string} file    where it is planted
 * @property {string} [text]  the whole file
 * @property {(text: string) => string} [change] or a change to a file that is there
 * @property {RegExp} says    what one finding, as "file message", must match
 */

/** The same line many times. @param {number} count @param {string} line */
export function lines(count, line) {
  return `${line}\n`.repeat(count);
}
