// @ts-check

/**
 * What several repetitions of one measurement say together.
 * @typedef {{ median: number, min: number, max: number, count: number }} Spread
 */

/** The median with its spread. @param {readonly number[]} values at least one @returns {Spread} */
export function spreadOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1), count: sorted.length };
}

/** One spread a name, over objects that share their names. @param {readonly Readonly<Record<string, number>>[]} runs @returns {Record<string, Spread>} */
export function spreadsOf(runs) {
  const names = new Set(runs.flatMap((run) => Object.keys(run)));
  return Object.fromEntries(
    [...names].map((name) => [name, spreadOf(runs.flatMap((run) => (run[name] === undefined ? [] : [run[name]])))]),
  );
}

/** The repetitions of two measurements divided pair by pair, each pair taken in the same round. @param {readonly number[]} above @param {readonly number[]} below @returns {Spread | undefined} */
export function ratioOf(above, below) {
  const pairs = above.slice(0, below.length).map((value, index) => value / (below[index] ?? Number.NaN));
  return pairs.length === 0 ? undefined : spreadOf(pairs);
}
