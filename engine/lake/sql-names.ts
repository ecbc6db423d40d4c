import { assert } from "../base/assert.ts";
import { isMark, isName, type SqlToken, tokenizeSql } from "./sql-tokens.ts";

/** A table that SQL names as layer.name, and the tokens that do. */
export type TableName = {
  /** As in the scenario: `silver.flight`. */
  readonly tableId: string;
  readonly schema: SqlToken;
  readonly name: SqlToken;
  /** Position of `schema` among the tokens. */
  readonly index: number;
  /** True for `silver.flight.origin`: a column of the table, not the table. */
  readonly isColumn: boolean;
};

/** Every place where SQL names one of `tableIds` with its layer, in the order of the text. */
export function findTableNames(tokens: readonly SqlToken[], tableIds: ReadonlySet<string>): TableName[] {
  const found: TableName[] = [];
  for (let index = 0; index + 2 < tokens.length; index++) {
    const schema = tokens[index];
    const name = tokens[index + 2];
    if (!isName(schema) || !isName(name) || !isMark(tokens[index + 1], ".") || isMark(tokens[index - 1], ".")) continue;
    const tableId = `${schema.name}.${name.name}`;
    if (!tableIds.has(tableId)) continue;
    found.push({ tableId, schema, name, index, isColumn: isMark(tokens[index + 3], ".") });
  }
  return found;
}

/**
 * The same SQL over other rows: each table named in `schemas` is read from that schema instead of its layer. Only the layer's
 * name is exchanged, so aliases, CTEs and columns such as `silver.flight.origin` mean what they meant.
 */
export function scopeSql(sql: string, schemas: ReadonlyMap<string, string>): string {
  const tokens = tokenizeSql(sql);
  assert(tokens.ok, "only SQL that was checked is scoped");
  const ids = new Set(schemas.keys());
  let scoped = "";
  let end = 0;
  for (const { tableId, schema } of findTableNames(tokens.value, ids)) {
    scoped += `${sql.slice(end, schema.start)}${quoteName(schemas.get(tableId) ?? "")}`;
    end = schema.end;
  }
  return scoped + sql.slice(end);
}

/** A name as SQL takes it whatever it contains. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Names as a list for SQL. */
export function nameList(names: readonly string[], prefix = ""): string {
  return names.map((name) => prefix + quoteName(name)).join(", ");
}

/** A text as a SQL string. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `silver.flight` as SQL takes it, in its own layer or in another schema. */
export function quoteTable(tableId: string, schema?: string): string {
  const [layer = "", name = ""] = tableId.split(".");
  return `${quoteName(schema ?? layer)}.${quoteName(name)}`;
}
