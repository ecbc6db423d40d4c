import { problemAt } from "../lake/sql-rules.ts";
import type { SqlProblem, TablesError } from "../lake/tables.ts";
import type { SqlComplaint } from "../protocol/inspection.ts";

/** By extension of DuckDB: what to do without it. */
const WITHOUT_EXTENSION: Readonly<Record<string, string>> = {
  json: "A value is text here: take it apart with string_split, regexp_extract or substring.",
  icu: "Timestamps have no zone here, they count in UTC: use date_trunc and + interval on TIMESTAMP.",
  parquet: "A query reads the pipeline's tables; bring a file in as a dataset of the scenario.",
  httpfs: "Nothing is read from the network; bring a file in as a dataset of the scenario.",
};

const HINTS_BY_KIND: Readonly<Record<string, string>> = {
  "Out of Memory":
    "Select fewer columns, filter earlier, or aggregate before sorting and joining. The run is not affected.",
  Conversion: "Use try_cast in place of cast: it gives NULL for a value that does not fit.",
  "Out of Range": "Cast to a wider type first: bigint, hugeint or double.",
  "Invalid Input": "Look at the values first: select distinct the column, or use the try_ form of the function.",
};

/** A problem of SQL for the person who wrote it. `kind` is DuckDB's, where it was DuckDB that found it. */
export function complaintOf({ message, line, column, candidates }: SqlProblem, kind?: string): SqlComplaint {
  const hint = hintFor(message, candidates, kind);
  return { message: sentence(message), line, column, candidates, ...(hint === undefined ? {} : { hint }) };
}

/** The same of an error that came while it ran; positions count from `from` in the text that DuckDB was given. */
export function complaintOfError(error: TablesError, sql: string, from: number): SqlComplaint {
  const index = error.position === undefined ? 0 : error.position - from;
  const isInside = index >= 0 && index <= sql.length;
  return complaintOf(problemAt(sql, isInside ? index : 0, error.message, error.candidates), error.kind);
}

/** A query was stopped because it took too long. */
export function tooLong(limitMs: number): SqlComplaint {
  return {
    message: `The query was stopped: it ran for ${limitMs / 1_000} seconds.`,
    hint: "Filter earlier, join on equal keys, or look at fewer rows. The run is not affected.",
    line: 1,
    column: 1,
    candidates: [],
  };
}

function hintFor(message: string, candidates: readonly string[], kind: string | undefined): string | undefined {
  const extension = /DuckDB's (\w+) extension/u.exec(message)?.[1];
  if (extension !== undefined) {
    return WITHOUT_EXTENSION[extension] ?? "Use a function that the editor completes: all of those work offline.";
  }
  if (candidates.length > 0) return `Did you mean ${candidates.slice(0, 3).join(" or ")}?`;
  return HINTS_BY_KIND[kind ?? ""];
}

/** DuckDB's advice to change a setting is nothing that a query can follow. */
function sentence(message: string): string {
  const said = message.replace(/\s*Use "SET [^"]*"[^.]*\./u, "");
  const begun = said.charAt(0).toUpperCase() + said.slice(1);
  return /[.!?]$/u.test(begun) ? begun : `${begun}.`;
}
