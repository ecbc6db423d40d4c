import type { ColumnBatch } from "../base/columns.ts";
import type { SilverNode } from "../scenario/scenario.ts";
import { decidingColumns } from "./merge-order.ts";
import type { CheckedLake } from "./open-lake.ts";
import type { SilverPlan } from "./silver-sql.ts";
import { nameList, quoteName, quoteTable, quoteText, scopeSql } from "./sql-names.ts";
import type { Tables } from "./tables.ts";

/** How many records of one group are looked at one by one. */
const MAX_CANDIDATES = 200;

const ORACLE_SCHEMAS: Readonly<Record<string, string>> = {
  bronze: "oracle_bronze",
  silver: "oracle_silver",
  gold: "oracle_gold",
};

/** A table of the oracle, as SQL names it: `"oracle_gold"."vouchers"`. */
export function oracleName(tableId: string): string {
  return quoteTable(tableId, ORACLE_SCHEMAS[tableId.split(".")[0] ?? ""]);
}

/** SQL over the pipeline's tables, reading the oracle's instead; reference tables are the same for both. */
export function overOracle(sql: string, tableIds: Iterable<string>): string {
  const schemas = [...tableIds].map((id) => [id, ORACLE_SCHEMAS[id.split(".")[0] ?? ""] ?? ""] as const);
  return scopeSql(sql, new Map(schemas));
}

/**
 * What the tables should hold: the pipeline's own SQL, run once over everything that was produced, with no batches, no
 * versions, no replays and none of the code that maintains the tables.
 */
export class Oracle {
  /** The tables that the oracle has, by id; dead letters are not among them. */
  readonly tableIds: readonly string[];
  readonly #tables: Tables;
  readonly #checked: CheckedLake;

  constructor(tables: Tables, checked: CheckedLake, ledger: ReadonlyMap<string, ColumnBatch>) {
    for (const schema of Object.values(ORACLE_SCHEMAS)) {
      tables.exec(`drop schema if exists ${schema} cascade; create schema ${schema}`);
    }
    for (const [id, batch] of ledger) tables.ingest(`${ORACLE_SCHEMAS["bronze"]}.${id.split(".")[1] ?? ""}`, batch);
    const computed = [...ledger.keys(), ...checked.silver.keys()];
    for (const plan of checked.silver.values())
      tables.exec(`create table ${oracleName(plan.node.id)} as ${silverSql(plan)}`);
    for (const [id, { sql }] of checked.gold) {
      tables.exec(`create table ${oracleName(id)} as ${overOracle(sql, computed)}`);
    }
    this.tableIds = [...computed, ...checked.gold.keys()];
    this.#tables = tables;
    this.#checked = checked;
  }

  /**
   * The records that a gold table's group is made of, less those of `sound` (SQL that yields `correlation_id`): their ids, at
   * most `limit`. Each is run through the table's own SQL alone, so that what its conditions leave out is left out here. Empty for a
   * table whose SQL does not show what a group is.
   */
  recordsOfGroup(goldId: string, key: readonly string[], sound: string, limit: number): readonly number[] {
    const plan = this.#checked.gold.get(goldId);
    if (plan?.shape.kind !== "grouped") return [];
    const { alias, groupExpressions } = plan.shape;
    const isGroup = groupExpressions.map(
      (expression, index) => `cast(${expression} as varchar) = ${quoteText(key[index] ?? "")}`,
    );
    const rows = `from ${oracleName(plan.silverId)} as ${alias}`;
    const candidates = this.#tables.query(
      `select ${alias}.correlation_id from ${oracleName(plan.silverId)} as ${alias} ` +
        `where ${isGroup.join(" and ")} and ${alias}.correlation_id not in (${sound}) order by 1 limit ${MAX_CANDIDATES}`,
    );
    const found: number[] = [];
    for (const id of (candidates.columns[0] ?? []).map(Number)) {
      if (found.length === limit) break;
      const row = `${rows} where ${alias}.correlation_id = ${id}`;
      if (this.#countsAlone(plan.sql, plan.silverId, row)) found.push(id);
    }
    return found;
  }

  /** Does this one silver row make a row of gold? */
  #countsAlone(goldSql: string, silverId: string, row: string): boolean {
    const schema = "oracle_alone";
    const name = quoteTable(silverId, schema);
    this.#tables.exec(`create schema if not exists ${schema}; create or replace view ${name} as ${row}`);
    const alone = scopeSql(goldSql, new Map([[silverId, schema]]));
    return this.#tables.query(`select count(*) from (\n${alone}\n)`).columns[0]?.[0] !== 0n;
  }
}

/** The good rows of everything produced, each key once in merge mode. */
function silverSql({ node, bronzeId, sql }: SilverPlan): string {
  const rules = node.quality.map(({ require }) => `(\n${require}\n) is true`);
  const keys = node.sink.mode === "merge" ? (node.merge?.key ?? []) : [];
  const conditions = [...rules, ...keys.map((column) => `${quoteName(column)} is not null`)];
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  const good = `select * from (\n${overOracle(sql, [bronzeId])}\n)${where}`;
  return keys.length === 0 ? good : latestOfEach(node, bronzeId, good);
}

/** Arrival is no truth: where a table keeps whatever came last, the oracle goes by event time. */
function latestOfEach({ merge }: SilverNode, bronzeId: string, rows: string): string {
  const key = nameList(merge?.key ?? []);
  const order = merge?.orderBy ?? [];
  const latestFirst = (columns: readonly string[]) => columns.map((column) => `${column} desc nulls last`).join(", ");
  if (order.length > 0) {
    const columns = decidingColumns(order).map((column) => quoteName(column));
    return `${rows} qualify row_number() over (partition by ${key} order by ${latestFirst(columns)}) = 1`;
  }
  const times = `select correlation_id as "__id", max(event_time) as "__time" from ${oracleName(bronzeId)} group by correlation_id`;
  return (
    `select * exclude ("__id", "__time") from (${rows}) join (${times}) on correlation_id = "__id" ` +
    `qualify row_number() over (partition by ${key} order by ${latestFirst(['"__time"', "correlation_id"])}) = 1`
  );
}
