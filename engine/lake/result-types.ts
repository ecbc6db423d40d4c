import { quoteName } from "./sql-names.ts";
import { problemAt } from "./sql-rules.ts";
import type { TableColumn } from "./table-layout.ts";
import type { SqlProblem } from "./tables.ts";

/** DuckDB's types whose values a result carries: numbers, booleans, text, dates and timestamps. */
const CARRIED =
  /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT)|HUGEINT|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)|BOOLEAN|VARCHAR|UUID|DATE|TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?|"NULL")$/;

/** DuckDB's types that typed arrays have or hold whole: narrow integers and FLOAT grow wider. */
const PLAIN_TYPES: ReadonlySet<string> = new Set([
  "TINYINT",
  "SMALLINT",
  "INTEGER",
  "BIGINT",
  "UTINYINT",
  "USMALLINT",
  "UINTEGER",
  "FLOAT",
  "DOUBLE",
  "BOOLEAN",
  "TIMESTAMP",
  "VARCHAR",
]);

/** The columns as a list for SQL, so that typed arrays can hold them: those of other types as DuckDB's text. */
export function columnsAsTypedArrays(columns: readonly TableColumn[]): string {
  return columns
    .map(({ name, type }) => {
      const column = quoteName(name);
      return PLAIN_TYPES.has(type) ? column : `cast(${column} as varchar) as ${column}`;
    })
    .join(", ");
}

/** Can the rows of a result, and with them answers and evidence, carry values of this type? */
export function isCarried(type: string): boolean {
  return CARRIED.test(type);
}

/** The columns of a SELECT that no result can carry, each as a problem at the beginning of its text. */
export function uncarriedColumns(sql: string, columns: readonly TableColumn[]): readonly SqlProblem[] {
  return columns
    .filter(({ type }) => !isCarried(type))
    .map(({ name, type }) => {
      const message = `column ${name} is ${type}; a result carries numbers, booleans, text, dates and timestamps: cast it, for example to varchar`;
      return problemAt(sql, 0, message);
    });
}
