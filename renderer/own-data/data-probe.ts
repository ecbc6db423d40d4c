import type { ColumnBatch } from "../../engine/base/columns.ts";
import { err, ok, type Result } from "../../engine/base/result.ts";
import { cellReader } from "../../engine/export/cell-text.ts";
import type { ResultTable } from "../../engine/export/result-table.ts";
import type { EngineSession } from "../../engine/protocol/messages.ts";
import { quoteName, quoteText } from "../sql-text/quote-sql.ts";
import { eventSql } from "./event-sql.ts";
import { type FileFormat, hasOffsets } from "./file-format.ts";
import type { FileColumn, ImportMapping } from "./import-mapping.ts";
import { type ColumnProfile, type FileFacts, keyAt } from "./suggest-mapping.ts";
import { readingsFor, timeSql } from "./time-sql.ts";

/** Rows of the file that are shown, and of which forms of times are tried. */
const HEAD_ROWS = 1_000;
const EVENTS_SHOWN = 50;
/** Of how many columns of text the times and numbers are tried. */
const TEXTS_TRIED_MAX = 40;

/** The table of the probe's scenario that holds the file, and its column that counts the rows before each. */
const TABLE = "silver.file_rows";
const ROW_NUMBER = "rows before";

/** What stands between a value's fields: the first of these that no value contains. */
const SEPARATORS = ["|", ";", "~", "\t", "\u001f", "\u001e", "||", "~~", "\u001f\u001f", "\u001f\u001e\u001f"];

/** What a mapping comes to over all rows of the file. */
export type MappingCheck = {
  readonly rows: number;
  /** Rows that become records: their times can be read. */
  readonly events: number;
  /** From the first arrival to the last, in the data's own seconds; 0 when there is none. */
  readonly seconds: number;
  readonly firstAt: string | undefined;
  readonly lastAt: string | undefined;
  /** Records that arrive after one with a later event time. */
  readonly lateEvents: number;
  /** By value column: rows that have a value, but none of the type. */
  readonly uncastable: readonly number[];
  /** By value column: rows without a value. */
  readonly missing: readonly number[];
  /** Of the identity: how many different values there are; undefined without one. */
  readonly identities: number | undefined;
  readonly longestValueBytes: number;
  /** The first records as the source sends them. */
  readonly sample: ResultTable;
};

/** The smallest scenario with the file in it: a reference table, which DuckDB holds and nothing changes. */
function probeScenario(format: FileFormat): string {
  return `version: 1
name: A look into a file
duration: 1s
datasets:
  file_rows: { file: rows, format: ${format} }
pipeline:
  nodes:
    - { id: tick, kind: source, workload: tick }
    - { id: ticks, kind: topic }
    - { id: job, kind: micro-batch, trigger: 1s }
    - { id: bronze.ticks, kind: bronze }
    - { id: ${TABLE}, kind: reference, dataset: file_rows, sql: 'select rowid as "${ROW_NUMBER}", * from file_rows' }
    - { id: silver.tick, kind: silver, sql: 'select key as k, correlation_id from bronze.ticks', merge: { key: [k], orderBy: [] } }
  edges: [tick -> ticks, ticks -> job, job -> bronze.ticks, bronze.ticks -> silver.tick, ${TABLE} -> silver.tick]
workload:
  tick: { kind: generator, records: 1, rate: { kind: constant, perSecond: 1 } }
`;
}

/** Asks DuckDB about a file before it is part of any scenario, in an engine of its own: the run on the screen goes on untouched. */
export class DataProbe {
  readonly #session: EngineSession;

  constructor(session: EngineSession) {
    this.#session = session;
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** Reads the file: its columns, its first rows, and what all rows say; or a sentence that says why it cannot be. */
  async open(file: string, format: FileFormat, bytes: Uint8Array): Promise<Result<FileFacts, string>> {
    // The engine takes over the bytes that it is sent.
    const preview = await this.#session.ask("previewDataset", { format, bytes: bytes.slice(), rowLimit: HEAD_ROWS });
    if (preview.kind === "unreadable") return err(`${file} cannot be read: ${preview.message}.`);
    if (preview.rowCount === 0) return err(`${file} has columns but no rows.`);
    const columns = preview.batch.columns.map(({ name }, index) => ({ name, type: preview.types[index] ?? "VARCHAR" }));
    const twins = findTwins(columns.map(({ name }) => name));
    if (twins !== undefined) {
      return err(`${file} has the columns ${twins.join(" and ")}, which SQL cannot tell apart: rename one of them.`);
    }
    const loaded = await this.#session.ask("load", {
      scenarioText: probeScenario(format),
      datasets: [{ name: "file_rows", bytes: bytes.slice() }],
      runsChecks: false,
    });
    if (loaded.kind === "refused") {
      return err(`${file} cannot be used: ${loaded.problems.map(({ message }) => message).join("; ")}.`);
    }
    return ok({
      file,
      format,
      rowCount: preview.rowCount,
      head: { batch: preview.batch, types: preview.types },
      columns: await this.#profile(columns),
      separator: await this.#separator(columns),
      hasOffsets: hasOffsets(format, bytes),
    });
  }

  /** What a mapping comes to, or DuckDB's sentence about it. */
  async check(mapping: ImportMapping): Promise<Result<MappingCheck, string>> {
    try {
      const [row = []] = await this.#rows(checkSql(mapping));
      const numberAt = (index: number): number => Number(row[index] ?? 0);
      const count = mapping.values.length;
      const sample = await this.#query(`${this.#events(mapping)} order by arrival, event_time limit ${EVENTS_SHOWN}`);
      return ok({
        rows: numberAt(0),
        events: numberAt(1),
        seconds: numberAt(2),
        firstAt: row[3],
        lastAt: row[4],
        longestValueBytes: numberAt(5),
        identities: mapping.identity === undefined ? undefined : numberAt(6),
        lateEvents: numberAt(7),
        uncastable: mapping.values.map((_, index) => numberAt(8 + index)),
        missing: mapping.values.map((_, index) => numberAt(8 + count + index)),
        sample,
      });
    } catch (error) {
      return err(error instanceof Error ? error.message : String(error));
    }
  }

  #events(mapping: ImportMapping): string {
    return eventSql(mapping, { table: TABLE, rowNumber: quoteName(ROW_NUMBER) });
  }

  async #profile(columns: readonly FileColumn[]): Promise<readonly ColumnProfile[]> {
    const counts = columns.flatMap(({ name }) => [
      `count(*) - count(${quoteName(name)})`,
      `approx_count_distinct(${quoteName(name)})`,
    ]);
    const [row = []] = await this.#rows(`select ${counts.join(", ")} from ${TABLE}`);
    const readings = await this.#readings(columns);
    return columns.map((column, index) => ({
      ...column,
      nulls: Number(row[2 * index] ?? 0),
      distinct: Number(row[2 * index + 1] ?? 0),
      readable: readings.get(column.name)?.readable ?? new Map(),
      numeric: readings.get(column.name)?.numeric ?? { whole: 0, any: 0 },
    }));
  }

  /** By column of text: how many of the first rows each reading reads, and how many are numbers. */
  async #readings(
    columns: readonly FileColumn[],
  ): Promise<ReadonlyMap<string, Pick<ColumnProfile, "readable" | "numeric">>> {
    const texts = columns.filter(({ type }) => type === "VARCHAR").slice(0, TEXTS_TRIED_MAX);
    if (texts.length === 0) return new Map();
    const tries = texts.map(({ name, type }) => [
      `count(try_cast(${quoteName(name)} as bigint))`,
      `count(try_cast(${quoteName(name)} as double))`,
      ...readingsFor(type).map(({ reading }) => `count(${timeSql({ column: name, reading })})`),
    ]);
    const head = `(select * from ${TABLE} limit ${HEAD_ROWS})`;
    const [row = []] = await this.#rows(`select ${tries.flat().join(", ")} from ${head}`);
    const perColumn = tries[0]?.length ?? 0;
    return new Map(
      texts.map(({ name }, index) => {
        const at = index * perColumn;
        const [whole = 0, any = 0, ...readable] = row.slice(at, at + perColumn).map(Number);
        const counts = new Map(readable.map((count, reading) => [keyAt(reading), count]));
        return [name, { readable: counts, numeric: { whole, any } }];
      }),
    );
  }

  async #separator(columns: readonly FileColumn[]): Promise<string> {
    const texts = columns.filter(({ type }) => type === "VARCHAR").map(({ name }) => quoteName(name));
    if (texts.length === 0) return "|";
    const found = SEPARATORS.map(
      (mark) =>
        `bool_or(${texts.map((name) => `coalesce(contains(${name}, ${quoteText(mark)}), false)`).join(" or ")})`,
    );
    const [row = []] = await this.#rows(`select ${found.join(", ")} from ${TABLE}`);
    const free = SEPARATORS.find((_, index) => row[index] === "false");
    // A mark longer than any text cannot be in one; a scenario allows eight characters.
    return free ?? "\u001f\u001e\u001d\u001c\u001f\u001e\u001d\u001c";
  }

  async #query(sql: string): Promise<ResultTable & { readonly batch: ColumnBatch }> {
    const outcome = await this.#session.ask("query", { sql, rowLimit: HEAD_ROWS });
    if (outcome.kind === "refused") throw new Error(outcome.complaint.message);
    if (outcome.kind === "cancelled") throw new Error("The question was cancelled.");
    return { batch: outcome.batch, types: outcome.types };
  }

  async #rows(sql: string): Promise<readonly (readonly (string | undefined)[])[]> {
    const { batch } = await this.#query(sql);
    const readers = batch.columns.map(({ column }) => cellReader(column));
    return Array.from({ length: batch.rowCount }, (_, row) => readers.map((read) => read(row)));
  }
}

/** Two names that differ by letter case alone. */
function findTwins(names: readonly string[]): readonly [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const name of names) {
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) return [twin, name];
    seen.set(name.toLowerCase(), name);
  }
  return undefined;
}

/** One SELECT that counts all that a mapping does to the rows; its columns are read by place. */
function checkSql(mapping: ImportMapping): string {
  const { values, identity } = mapping;
  const cast = ({ column, type }: ImportMapping["values"][number]): string =>
    `try_cast(cast(${quoteName(column)} as varchar) as ${type})`;
  const counts = [
    ...values.map((value) => `count(${quoteName(value.column)}) - count(${cast(value)})`),
    ...values.map(({ column }) => `count(*) - count(${quoteName(column)})`),
  ];
  const distinct = identity === undefined ? "0" : `count(distinct ${quoteName(identity)})`;
  const events = eventSql(mapping, { table: TABLE, rowNumber: quoteName(ROW_NUMBER) });
  return `with event as (
${events}
), whole as (
  select count(*) as rows_all, ${distinct} as identities${counts.map((sql, index) => `, ${sql} as n${index}`).join("")} from ${TABLE}
), paced as (
  select event_time, arrival, value,
    max(event_time) over (order by arrival, event_time rows between unbounded preceding and 1 preceding) as latest
  from event
), sent as (
  select count(*) as events, coalesce(epoch(max(arrival)) - epoch(min(arrival)), 0) as seconds,
    cast(min(arrival) as varchar) as first_at, cast(max(arrival) as varchar) as last_at,
    coalesce(max(strlen(value)), 0) as longest, count(*) filter (where event_time < latest) as late
  from paced
)
select rows_all, events, seconds, first_at, last_at, longest, identities, late${counts.map((_, index) => `, n${index}`).join("")}
from whole, sent`;
}
