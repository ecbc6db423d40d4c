import type { Tables } from "./tables.ts";

/** What a name may not do in a pipeline's SQL, and why. */
export type FunctionCatalogue = {
  /** Functions whose value is not decided by their arguments: random, now, nextval... */
  readonly volatile: ReadonlySet<string>;
  /** Functions that read files, settings or the catalogue instead of the pipeline's tables. */
  readonly outside: ReadonlySet<string>;
  /** Aggregate functions. */
  readonly aggregates: ReadonlySet<string>;
};

/** Values that DuckDB writes without parentheses, and macros over volatile functions. */
const VOLATILE_WORDS = [
  "current_date",
  "current_time",
  "current_timestamp",
  "localtime",
  "localtimestamp",
  "today",
  "get_current_time",
  "current_localtime",
  "current_localtimestamp",
  "current_setting",
  "getvariable",
  "getenv",
  "current_user",
  "current_role",
  "current_catalog",
  "session_user",
  "pg_postmaster_start_time",
  "pg_conf_load_time",
  "reservoir_quantile",
];

/** Functions that change something, or read what is no table, wherever they stand. */
export const ACTING_FUNCTIONS: ReadonlySet<string> = new Set([
  "nextval",
  "currval",
  "setseed",
  "write_log",
  "getenv",
  "getvariable",
  "current_setting",
]);

/** Table functions that only compute. */
const HARMLESS = ["unnest", "range", "generate_series", "repeat", "repeat_row", "histogram_values"];

const UNSTEADY = new Set(["VOLATILE", "CONSISTENT_WITHIN_QUERY"]);
const TABLE_KINDS = new Set(["table", "table_macro", "pragma"]);

/** Asks the database which functions it has and how steady they are. */
export function readFunctionCatalogue(tables: Tables): FunctionCatalogue {
  const [names = [], kinds = [], stabilities = []] = tables.query(
    "select distinct function_name, function_type, stability from duckdb_functions()",
  ).columns;
  const volatile = new Set(VOLATILE_WORDS);
  const outside = new Set<string>();
  const values = new Set<string>();
  const aggregates = new Set<string>();
  for (const [index, value] of names.entries()) {
    const name = String(value);
    const kind = String(kinds[index]);
    if (UNSTEADY.has(String(stabilities[index]))) volatile.add(name);
    if (kind === "aggregate") aggregates.add(name);
    if (TABLE_KINDS.has(kind)) outside.add(name);
    else values.add(name);
  }
  for (const name of [...HARMLESS, ...values]) outside.delete(name);
  return { volatile, outside, aggregates };
}
