import { assertNever } from "../../engine/base/assert.ts";
import { quoteName, quoteText } from "./quote-sql.ts";

/** A column of a result, by its place: names may occur twice. */
export type ResultColumn = { readonly name: string; readonly type: string };

export type GridSort = { readonly column: number; readonly isDescending: boolean };

/** What a column's values are held to. `text` is what the person typed. */
export type FilterTest = "contains" | "equals" | "differs" | "at-least" | "at-most" | "is-null" | "is-not-null";
export type GridFilter = { readonly column: number; readonly test: FilterTest; readonly text: string };

/** How a result is looked at: sorted and filtered by DuckDB, over all its rows and not only those on the screen. */
export type GridLook = { readonly sort: GridSort | undefined; readonly filters: readonly GridFilter[] };

export const PLAIN_LOOK: GridLook = { sort: undefined, filters: [] };

/** Whether a result is looked at as it came. */
export function isPlain({ sort, filters }: GridLook): boolean {
  return sort === undefined && filters.length === 0;
}

/**
 * A person's SELECT with a look around it. Columns are renamed by place inside, so that two of one name can be told apart, and
 * get their own names back. The SELECT stands on lines of its own: a comment at its end hides nothing.
 */
export function wrapQuery(sql: string, columns: readonly ResultColumn[], look: GridLook): string {
  if (isPlain(look)) return sql;
  const { sort, filters } = look;
  const places = columns.map((_, index) => `c${index + 1}`);
  const names = columns.map(({ name }, index) => `${places[index]} as ${quoteName(name)}`);
  const where = filters.map((filter) => condition(filter, columns[filter.column]?.type ?? "VARCHAR"));
  const order =
    sort === undefined ? "" : `\norder by c${sort.column + 1} ${sort.isDescending ? "desc" : "asc"} nulls last`;
  return (
    `select ${names.join(", ")}\nfrom (\n${sql}\n) as result(${places.join(", ")})` +
    `${where.length === 0 ? "" : `\nwhere ${where.join(" and ")}`}${order}`
  );
}

function condition({ column, test, text }: GridFilter, type: string): string {
  const name = `c${column + 1}`;
  switch (test) {
    case "is-null":
      return `${name} is null`;
    case "is-not-null":
      return `${name} is not null`;
    case "contains":
      return `contains(lower(cast(${name} as varchar)), lower(${quoteText(text)}))`;
    case "equals":
      return `${name} = ${typed(text, type)}`;
    case "differs":
      return `${name} is distinct from ${typed(text, type)}`;
    case "at-least":
      return `${name} >= ${typed(text, type)}`;
    case "at-most":
      return `${name} <= ${typed(text, type)}`;
    default:
      return assertNever(test);
  }
}

/** A value that is none of the column's type makes DuckDB say so, which is better than no rows. */
function typed(text: string, type: string): string {
  return type === "VARCHAR" ? quoteText(text) : `cast(${quoteText(text.trim())} as ${type})`;
}

/** Whether a column's values can be compared: those of one simple type can. */
export function isComparable(type: string): boolean {
  return /^(?:[A-Z]+|DECIMAL\(\d+,\d+\)|TIMESTAMP_[A-Z]+|TIMESTAMP WITH TIME ZONE)$/u.test(type) && type !== "NULL";
}

const TEST_WORDS: Readonly<Record<FilterTest, string>> = {
  contains: "contains",
  equals: "is",
  differs: "is not",
  "at-least": "≥",
  "at-most": "≤",
  "is-null": "is NULL",
  "is-not-null": "is not NULL",
};

/** The tests that make sense for a column, with their words. */
export function testsFor(type: string): readonly { readonly value: FilterTest; readonly label: string }[] {
  const tests: readonly FilterTest[] = isComparable(type)
    ? ["contains", "equals", "differs", "at-least", "at-most", "is-null", "is-not-null"]
    : ["contains", "is-null", "is-not-null"];
  return tests.map((value) => ({ value, label: TEST_WORDS[value] }));
}

/** A filter in words: `origin is "ORD"`. */
export function filterWords({ test, text }: GridFilter, name: string): string {
  const value = test === "is-null" || test === "is-not-null" ? "" : ` “${text}”`;
  return `${name} ${TEST_WORDS[test]}${value}`;
}
