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

/** Table functions that only compute. */
const HARMLESS = ["unnest", "range", "generate_series", "repeat", "repeat_row", "histogram_values"];

/** Asks the database which functions it has and how steady they are. */
export function readFunctionCatalogue(tables: Tables): FunctionCatalogue {
  const names = (where: string): string[] =>
    (tables.query(`select distinct function_name from duckdb_functions() where ${where}`).columns[0] ?? []).map(String);
  const ofTables = "function_type in ('table', 'table_macro', 'pragma')";
  const harmless = new Set(HARMLESS);
  return {
    volatile: new Set([...names("stability in ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')"), ...VOLATILE_WORDS]),
    outside: new Set(
      names(
        `${ofTables} and function_name not in (select function_name from duckdb_functions() where not ${ofTables})`,
      ).filter((name) => !harmless.has(name)),
    ),
    aggregates: new Set(names("function_type = 'aggregate'")),
  };
}
