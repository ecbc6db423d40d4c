import { assert } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";

const TWO_TO_32 = 4_294_967_296n;
/** So many 32-bit halves add up exactly in a double. */
const HALVES_AT_ONCE = 2 ** 20;

/** A sum of row hashes as 16 hexadecimal digits: order does not matter, and taking a row away undoes adding it. */
export function contentHashText(sum: bigint): string {
  return BigInt.asUintN(64, sum).toString(16).padStart(16, "0");
}

/** The sum of a result's column of 64-bit hashes, modulo 2^64, over all rows; NULL counts as zero. */
export function sumOfHashes({ columns, rowCount }: ColumnBatch, index: number): bigint {
  const column = columns[index]?.column;
  assert(column?.kind === "int64" && column.values instanceof BigInt64Array, `column ${index} holds 64-bit hashes`);
  const { values, valid } = column;
  // Two halves of each, since adding bigints one by one costs ten times as much.
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * rowCount);
  let total = 0n;
  for (let start = 0; start < rowCount; start += HALVES_AT_ONCE) {
    let low = 0;
    let high = 0;
    for (let row = start; row < Math.min(rowCount, start + HALVES_AT_ONCE); row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      low += halves[2 * row] as number;
      high += halves[2 * row + 1] as number;
    }
    total += BigInt(low) + BigInt(high) * TWO_TO_32;
  }
  return BigInt.asUintN(64, total);
}

/** How many values of a result's column are not NULL. */
export function countValues({ columns, rowCount }: ColumnBatch, index: number): number {
  const column = columns[index]?.column;
  assert(column !== undefined && column.kind !== "dictionary", `column ${index} comes from a result`);
  if (column.valid === undefined) return rowCount;
  let count = 0;
  for (let row = 0; row < rowCount; row++) count += column.valid[row] === 0 ? 0 : 1;
  return count;
}
