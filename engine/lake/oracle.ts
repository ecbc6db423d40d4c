import type { ColumnBatch } from "../base/columns.ts";
import type { SilverNode } from "../scenario/scenario.ts";
import { decidingColumns } from "./merge-order.ts";
import type { CheckedLake } from "./open-lake.ts";
import { type ColumnChoice, columnsNamedIn, OracleBronze, SPARSE_SCHEMA } from "./oracle-bronze.ts";
import type { SilverPlan } from "./silver-sql.ts";
import { nameList, quoteName, quoteTable, quoteText, scopeSql } from "./sql-names.ts";
import { type Tables, TablesError } from "./tables.ts";

/** How many records of one group are looked at one by one. */
const MAX_CANDIDATES = 200;

/** More rows than there can be. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

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
function overOracle(sql: string, tableIds: Iterable<string>): string {
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
  readonly #bronze: readonly OracleBronze[];
  #isSparing = true;

  constructor(tables: Tables, checked: CheckedLake, ledger: ReadonlyMap<string, readonly ColumnBatch[]>) {
    this.#tables = tables;
    this.#checked = checked;
    this.#bronze = [...ledger].map(
      ([id, pieces]) => new OracleBronze(tables, { id, schema: ORACLE_SCHEMAS["bronze"] ?? "" }, pieces),
    );
    this.tableIds = [...ledger.keys(), ...checked.silver.keys(), ...checked.gold.keys()];
    this.#sparingly(() => this.#compute());
  }

  /** Makes a table of what a SELECT over the pipeline's tables gives when it reads the oracle's. */
  keep(table: string, sql: string): void {
    const asked = overOracle(sql, this.tableIds);
    this.#sparingly(
      () => this.#tables.exec(`create or replace table ${table} as ${asked}`),
      () => {
        for (const bronze of this.#bronze) bronze.load("all");
      },
    );
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

  /**
   * Does `work` with the columns and the statements that cost least. Whatever refuses that, such as SQL that reads a row as a whole,
   * gets every column and the plain statements from then on; what is then refused still is wrong by itself.
   */
  #sparingly<T>(work: () => T, fillUp: () => void = () => undefined): T {
    if (!this.#isSparing) return work();
    try {
      return work();
    } catch (thrown) {
      if (!(thrown instanceof TablesError)) throw thrown;
      this.#isSparing = false;
      fillUp();
      return work();
    }
  }

  #compute(): void {
    const tables = this.#tables;
    for (const schema of [SPARSE_SCHEMA, ...Object.values(ORACLE_SCHEMAS)]) {
      tables.exec(`drop schema if exists ${schema} cascade; create schema ${schema}`);
    }
    for (const bronze of this.#bronze) bronze.load(this.#isSparing ? this.#columnsRead(bronze) : "all");
    for (const plan of this.#checked.silver.values()) this.#makeSilver(plan);
    const sources = [...this.#bronze.map(({ id }) => id), ...this.#checked.silver.keys()];
    for (const [id, { sql }] of this.#checked.gold) {
      tables.exec(`create table ${oracleName(id)} as ${overOracle(sql, sources)}`);
    }
  }

  /** The columns of a bronze table that silver tables read: those that their SQL names, if that is enough for a sample. */
  #columnsRead(bronze: OracleBronze): ColumnChoice {
    const readers = [...this.#checked.silver.values()].filter(({ bronzeId }) => bronzeId === bronze.id);
    const named = new Set(readers.flatMap(({ sql }) => [...columnsNamedIn(sql)]));
    if (readers.some(({ node }) => isByArrival(node))) named.add("event_time");
    try {
      bronze.loadSample(named);
      for (const plan of readers) this.#makeSilver(plan);
      return named;
    } catch (thrown) {
      if (!(thrown instanceof TablesError)) throw thrown;
      return "all";
    }
  }

  #makeSilver(plan: SilverPlan): void {
    const select = silverSql(plan, this.#isSparing);
    this.#tables.exec(`create or replace table ${oracleName(plan.node.id)} as ${select}`);
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

function isByArrival({ merge }: SilverNode): boolean {
  return merge?.orderBy.length === 0;
}

/**
 * The good rows of everything produced, each key once in merge mode. Sparingly, the SELECT is worked out before its rows are
 * judged: DuckDB moves conditions below a SELECT, which does all work twice that they name, but not below a limit.
 */
function silverSql({ node, bronzeId, sql }: SilverPlan, isSparing: boolean): string {
  const rules = node.quality.map(({ require }) => `(\n${require}\n) is true`);
  const keys = node.sink.mode === "merge" ? (node.merge?.key ?? []) : [];
  const conditions = [...rules, ...keys.map((column) => `${quoteName(column)} is not null`)];
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  const select = `(\n${overOracle(sql, [bronzeId])}\n)`;
  const rows = isSparing && where !== "" ? `(select * from ${select} limit ${NO_LIMIT})` : select;
  const good = `select * from ${rows}${where}`;
  return keys.length === 0 ? good : latestOfEach(node, bronzeId, good);
}

/** Arrival is no truth: where a table keeps whatever came last, the oracle goes by event time. */
function latestOfEach(node: SilverNode, bronzeId: string, rows: string): string {
  const key = nameList(node.merge?.key ?? []);
  const order = node.merge?.orderBy ?? [];
  const latestFirst = (columns: readonly string[]) => columns.map((column) => `${column} desc nulls last`).join(", ");
  if (!isByArrival(node)) {
    const columns = decidingColumns(order).map((column) => quoteName(column));
    return `${rows} qualify row_number() over (partition by ${key} order by ${latestFirst(columns)}) = 1`;
  }
  const times = `select correlation_id as "__id", max(event_time) as "__time" from ${oracleName(bronzeId)} group by correlation_id`;
  return (
    `select * exclude ("__id", "__time") from (${rows}) join (${times}) on correlation_id = "__id" ` +
    `qualify row_number() over (partition by ${key} order by ${latestFirst(['"__time"', "correlation_id"])}) = 1`
  );
}
