import { err, ok, type Result } from "../base/result.ts";
import { TablesError } from "./tables.ts";

/** DuckDB's names for errors that come from the values a statement met, not from the statement. */
const KINDS_OF_DATA = new Set([
  "Conversion",
  "Out of Range",
  "Invalid Input",
  "Mismatch Type",
  "Decimal",
  "Divide by Zero",
]);

/** What the rows that a statement met made it fail with; undefined for an error of any other kind. */
export function failureOfData(error: unknown): string | undefined {
  return error instanceof TablesError && KINDS_OF_DATA.has(error.kind) ? error.message : undefined;
}

/** Runs a statement that holds a person's SQL: what its rows make it fail with is an outcome; everything else is thrown on. */
export function runOnData(run: () => void): Result<undefined, string> {
  try {
    run();
    return ok(undefined);
  } catch (error) {
    const reason = failureOfData(error);
    if (reason !== undefined) return err(reason);
    throw error;
  }
}
