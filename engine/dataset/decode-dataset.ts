import { assertNever } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { err, ok, type Result } from "../base/result.ts";
import { decodeArrow } from "./arrow-decoder.ts";
import { decodeCsv } from "./csv-decoder.ts";
import { DATASET_LIMITS, type DatasetLimits } from "./dataset-limits.ts";
import { DecodeBudget } from "./decode-budget.ts";
import { DecodeFailure } from "./decode-failure.ts";
import { decodeNdjson } from "./ndjson-decoder.ts";
import { decodeParquet } from "./parquet-decoder.ts";

/** The formats of data files, by the names that a scenario uses. */
export type DatasetFormat = "parquet" | "arrow" | "csv" | "ndjson";

/**
 * Decodes a data file to columns. The error is one sentence for people that says what is wrong and where: nothing in the
 * bytes makes this throw, hang, or take more memory than the limits. The work is linear in the bytes and the rows.
 */
export async function decodeDataset(
  format: DatasetFormat,
  bytes: Uint8Array,
  limits: DatasetLimits = DATASET_LIMITS,
): Promise<Result<ColumnBatch, string>> {
  try {
    const budget = new DecodeBudget(limits);
    budget.openFile(bytes);
    return ok(decode(format, bytes, budget));
  } catch (thrown) {
    if (thrown instanceof DecodeFailure) return err(thrown.message);
    throw thrown;
  }
}

function decode(format: DatasetFormat, bytes: Uint8Array, budget: DecodeBudget): ColumnBatch {
  switch (format) {
    case "parquet":
      return decodeParquet(bytes, budget);
    case "arrow":
      return decodeArrow(bytes, budget);
    case "csv":
      return decodeCsv(bytes, budget);
    case "ndjson":
      return decodeNdjson(bytes, budget);
    default:
      return assertNever(format);
  }
}
