import { assert } from "../base/assert.ts";
import { pow } from "../base/numeric.ts";

/** The most ranks a distribution may have. */
const MAX_ZIPF_RANKS = 2 ** 24;

/**
 * Zipf's law over ranks 0 .. count - 1: rank r has weight 1 / (r + 1)^exponent; exponent 0 makes all alike.
 * Exact: the inverse of the cumulative distribution, with a guide table that says where to begin, so a draw is O(1) on average.
 */
export class Zipf {
  readonly #cumulative: Float64Array;
  /** Entry j: the first rank whose cumulative share is above j / count. */
  readonly #guide: Int32Array;

  constructor(count: number, exponent: number) {
    assert(Number.isSafeInteger(count) && count > 0 && count <= MAX_ZIPF_RANKS, `${count} ranks are not possible`);
    assert(exponent >= 0, `Zipf's exponent is not negative: ${exponent}`);
    this.#cumulative = cumulativeShares(count, exponent);
    this.#guide = guideTable(this.#cumulative);
  }

  /** The rank at `unit`, a number in [0, 1): the first one whose cumulative share is above it. */
  rankAt(unit: number): number {
    const cumulative = this.#cumulative;
    let rank = this.#guide[Math.floor(unit * cumulative.length)] as number;
    while ((cumulative[rank] as number) <= unit) rank += 1;
    return rank;
  }
}

function cumulativeShares(count: number, exponent: number): Float64Array {
  const cumulative = new Float64Array(count);
  let total = 0;
  for (let rank = 0; rank < count; rank++) {
    total += exponent === 0 ? 1 : pow(rank + 1, -exponent);
    cumulative[rank] = total;
  }
  for (let rank = 0; rank < count; rank++) cumulative[rank] = (cumulative[rank] as number) / total;
  cumulative[count - 1] = 1;
  return cumulative;
}

function guideTable(cumulative: Float64Array): Int32Array {
  const count = cumulative.length;
  const guide = new Int32Array(count);
  let rank = 0;
  for (let entry = 0; entry < count; entry++) {
    while ((cumulative[rank] as number) <= entry / count) rank += 1;
    guide[entry] = rank;
  }
  return guide;
}
