import { contentHashText } from "./content-hash.ts";
import { nameList, quoteName, quoteTable } from "./sql-names.ts";
import { TABLES_DATABASE, type Tables } from "./tables.ts";

/** A column as DuckDB describes it. */
export type TableColumn = { readonly name: string; readonly type: string };

/** How a table lies in the database: its own columns, and the engine's beside them. */
export type TableLayout = {
  readonly tableId: string;
  readonly columns: readonly TableColumn[];
  /** Columns of the engine's own, such as the hashes that find a row's group. */
  readonly hidden: readonly TableColumn[];
  /** Append-only tables keep no record of removals. */
  readonly isAppendOnly: boolean;
};

/** Begins every name that the engine adds to a person's columns. */
export const HIDDEN_PREFIX = "__";

/** The version at which a row that is still there ends: larger than any version. */
export const OPEN_VERSION = 2_147_483_647;

/**
 * Where a table's row versions lie: each row once, with the version that added it (`__from`) and the one that removed it
 * (`__to`), as Delta's deletion vectors mark removed rows without copying the others. The table's own name is a view of the
 * rows that are there now.
 */
export function storeName(tableId: string): string {
  return quoteTable(`store.${tableId.replace(".", "__")}`);
}

/** A table of the engine's that belongs to another table: `staging."silver__flight__gated"`. */
export function stagingName(tableId: string, part: string): string {
  return quoteTable(`staging.${tableId.replace(".", "__")}__${part}`);
}

/** Makes an empty table and the view of it under its own name. */
export function createVersionedTable(tables: Tables, layout: TableLayout): void {
  const own: readonly TableColumn[] = [
    { name: "__from", type: "INTEGER" },
    ...(layout.isAppendOnly ? [] : [{ name: "__to", type: "INTEGER" }]),
  ];
  const definitions = [...layout.columns, ...layout.hidden, ...own].map(
    ({ name, type }) => `${quoteName(name)} ${type}`,
  );
  tables.exec(
    `create table ${storeName(layout.tableId)} (${definitions.join(", ")}); ` +
      `create or replace view ${quoteTable(layout.tableId)} as ${liveSelect(layout)}`,
  );
}

/** A view with these columns and no rows: what SQL is checked against before there are tables. */
export function createEmptyView(tables: Tables, tableId: string, columns: readonly TableColumn[]): void {
  const items = columns.map(({ name, type }) => `cast(null as ${type}) as ${quoteName(name)}`);
  tables.exec(`create or replace view ${quoteTable(tableId)} as select ${items.join(", ")} where false`);
}

/** The condition under which a row of the store is there now. */
export function isLive(layout: TableLayout): string {
  return layout.isAppendOnly ? "true" : `__to = ${OPEN_VERSION}`;
}

/** The rows that are there now. */
export function liveSelect(layout: TableLayout): string {
  return `select ${ownColumns(layout)} from ${storeName(layout.tableId)} where ${isLive(layout)}`;
}

/** The rows that were there at a version: added by then, and not yet removed. */
export function asOfSelect(layout: TableLayout, version: number): string {
  return `select ${ownColumns(layout)} from ${storeName(layout.tableId)} where ${wasLive(layout, version)}`;
}

/** The same for a reader, which has the tables' database beside its own. */
export function shownSelect(layout: TableLayout, version: number): string {
  return `select ${ownColumns(layout)} from ${TABLES_DATABASE}.${storeName(layout.tableId)} where ${wasLive(layout, version)}`;
}

function wasLive(layout: TableLayout, version: number): string {
  return `__from <= ${version}${layout.isAppendOnly ? "" : ` and __to > ${version}`}`;
}

/** The names of a table's own columns as a list for SQL. */
export function ownColumns({ columns }: Pick<TableLayout, "columns">, prefix = ""): string {
  return nameList(
    columns.map(({ name }) => name),
    prefix,
  );
}

/**
 * The hash of one row: DuckDB's own over all the table's columns, the same for the same values in every host of this version.
 * The leading constant keeps a row of zeros from hashing to zero.
 */
export function rowHash(columns: readonly TableColumn[]): string {
  return `hash(1, ${ownColumns({ columns })})`;
}

/** Appends the rows of `from` to an append-only table at `version`, and returns their hashes, and after them what else is asked of each. */
export function appendSql(layout: TableLayout, from: string, version: number, also: readonly string[] = []): string {
  const rows = `select ${ownColumns(layout)}, ${version} from ${from}`;
  const told = [`${rowHash(layout.columns)} as "__hash"`, ...also].join(", ");
  return `insert into ${storeName(layout.tableId)} ${rows} returning ${told}`;
}

/** The columns of a SELECT, without running it. */
export function describeSelect(tables: Tables, sql: string): readonly TableColumn[] {
  const [names = [], types = []] = tables.query(`describe ${sql}`).columns;
  return names.map((name, index) => ({ name: String(name), type: String(types[index]) }));
}

/** The digest of the rows at a version, computed by reading them all: what the chain of commits must have come to. */
export function scannedDigest(tables: Tables, layout: TableLayout, version: number): string {
  const { columns } = tables.query(
    `select coalesce(sum(${rowHash(layout.columns)}), 0)::varchar from ${storeName(layout.tableId)} where ${wasLive(layout, version)}`,
  );
  return contentHashText(BigInt(String(columns[0]?.[0] ?? 0)));
}
