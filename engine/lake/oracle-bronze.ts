import { assert } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { BRONZE_COLUMNS } from "./bronze-table.ts";
import { quoteName, quoteTable, quoteText } from "./sql-names.ts";
import { isName, tokenizeSql } from "./sql-tokens.ts";
import type { Tables } from "./tables.ts";

/** Columns by name, in small letters; or all there are. */
export type ColumnChoice = ReadonlySet<string> | "all";

/** Where the rows of a table lie that was not given all of its columns. */
export const SPARSE_SCHEMA = "oracle_sparse";

const COLUMN_TYPES = new Map(BRONZE_COLUMNS.map(({ name, type }) => [name, type]));

/** The columns of bronze whose names stand in the SQL. Others can be read too, as part of a star or of a whole row. */
export function columnsNamedIn(sql: string): ReadonlySet<string> {
  const tokens = tokenizeSql(sql);
  const names = tokens.ok ? tokens.value.filter(isName).map(({ name }) => name) : [];
  return new Set(names.filter((name) => COLUMN_TYPES.has(name)));
}

/**
 * The oracle's copy of one bronze table: everything that was produced, given in pieces, of which one at a time is made. Most of the bytes are in columns that no SQL reads, so
 * it can be had with some columns only. The others keep their name, place and type, so that SQL means what it means over the
 * whole table, but reading one for any row is an error: a statement that succeeds has not missed it.
 */
export class OracleBronze {
  readonly id: string;
  readonly #tables: Tables;
  readonly #pieces: readonly ColumnBatch[];
  readonly #schema: string;
  readonly #name: string;
  readonly #sparseName: string;
  #isView = false;

  /** `pieces` are one at least, all with the same columns. */
  constructor(tables: Tables, place: { readonly id: string; readonly schema: string }, pieces: readonly ColumnBatch[]) {
    assert(pieces.length > 0, `${place.id} has a piece`);
    this.#tables = tables;
    this.id = place.id;
    this.#pieces = pieces;
    this.#schema = place.schema;
    this.#name = quoteTable(this.id, this.#schema);
    this.#sparseName = quoteTable(this.id, SPARSE_SCHEMA);
  }

  /** Makes the table with these columns, in the place of what it was; the schemas must be there. */
  load(choice: ColumnChoice): void {
    const isWhole = this.#columnNames.every((name) => isGiven(name, choice));
    const given = this.#pieces.map(({ rowCount, columns }) => ({
      rowCount,
      columns: columns.filter(({ name }) => isGiven(name, choice)),
    }));
    this.#clear();
    this.#tables.ingest(`${isWhole ? this.#schema : SPARSE_SCHEMA}.${this.id.split(".")[1]}`, ...given);
    if (!isWhole) this.#makeView(choice);
  }

  /** The same with one row of NULLs, over which a statement that reads more than these columns mostly shows already. */
  loadSample(choice: ColumnChoice): void {
    const given = this.#columnNames.filter((name) => isGiven(name, choice));
    const nulls = given.map((name) => `null::${COLUMN_TYPES.get(name) ?? "VARCHAR"} as ${quoteName(name)}`);
    this.#clear();
    this.#tables.exec(`create table ${this.#sparseName} as select ${nulls.join(", ")}`);
    this.#makeView(choice);
  }

  get #columnNames(): readonly string[] {
    return (this.#pieces[0]?.columns ?? []).map(({ name }) => name);
  }

  #makeView(choice: ColumnChoice): void {
    const items = this.#columnNames.map((name) => (isGiven(name, choice) ? quoteName(name) : unreadable(name)));
    this.#tables.exec(`create view ${this.#name} as select ${items.join(", ")} from ${this.#sparseName}`);
    this.#isView = true;
  }

  #clear(): void {
    if (this.#isView) this.#tables.exec(`drop view if exists ${this.#name}; drop table if exists ${this.#sparseName}`);
    this.#isView = false;
  }
}

/** The correlation id always is, so that there are rows at all. */
function isGiven(column: string, choice: ColumnChoice): boolean {
  return choice === "all" || choice.has(column) || column === "correlation_id" || !COLUMN_TYPES.has(column);
}

/** DuckDB drops this unevaluated where nothing reads the column, and never works it out beforehand. */
function unreadable(column: string): string {
  const message = quoteText(`the oracle was not given the column ${column}`);
  return `error(${message})::${COLUMN_TYPES.get(column)} as ${quoteName(column)}`;
}
