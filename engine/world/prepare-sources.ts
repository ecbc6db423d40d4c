import { assertNever } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { err, ok, type Result } from "../base/result.ts";
import { quoteName } from "../lake/sql-names.ts";
import { withoutSemicolon } from "../lake/sql-rules.ts";
import { type SqlProblem, type Tables, TablesError } from "../lake/tables.ts";
import type { DatasetWorkload, GeneratorWorkload, Workload } from "../scenario/scenario.ts";
import { DatasetReplay } from "../source/dataset-replay.ts";
import { Generator } from "../source/generator.ts";
import type { RecordSource } from "../source/record-source.ts";
import type { RecordStore } from "../source/record-store.ts";
import { prepareReplay } from "../source/replay-columns.ts";
import { checkFreeSql, type FreeSqlScope } from "./check-free-sql.ts";

/** A source that is ready to run, and how many records it has planned. */
export type PreparedSource = { readonly source: RecordSource; readonly recordsPlanned: number };

/** What a source is made from. */
export type SourcePlace = {
  readonly node: string;
  readonly store: RecordStore;
  readonly seed: number;
  /** What a workload's SQL may use: the datasets, and DuckDB's steady functions. */
  readonly scope: FreeSqlScope;
};

/** What keeps a workload from running: the field at fault, and the place inside its text. */
export type SourceProblem = { readonly field: "sql" | "mapping"; readonly problem: SqlProblem };

/** Makes a workload ready before tick 0: a replay runs its SQL over the datasets once, a generator needs nothing. */
export function prepareSource(
  workload: Workload,
  tables: Tables,
  place: SourcePlace,
): Result<PreparedSource, readonly SourceProblem[]> {
  switch (workload.kind) {
    case "generator":
      return ok(prepareGenerator(workload, place));
    case "dataset":
      return prepareDataset(workload, tables, place);
    default:
      return assertNever(workload);
  }
}

function prepareGenerator(workload: GeneratorWorkload, { node, store, seed }: SourcePlace): PreparedSource {
  const source = new Generator(workload, { store, seed, node });
  return { source, recordsPlanned: workload.records };
}

function prepareDataset(
  workload: DatasetWorkload,
  tables: Tables,
  place: SourcePlace,
): Result<PreparedSource, readonly SourceProblem[]> {
  const field = workload.sql === undefined ? "mapping" : "sql";
  const refuse = (problem: SqlProblem) => err([{ field, problem } as const]);
  const wrong = workload.sql === undefined ? undefined : checkFreeSql(tables, workload.sql, place.scope);
  if (wrong !== undefined) return refuse(wrong);
  let batch: ColumnBatch;
  try {
    const columns = new Set(tables.query(`select * from (${selectOf(workload)}\n) limit 0`).names);
    batch = tables.read(replaySql(workload, columns));
  } catch (thrown) {
    if (!(thrown instanceof TablesError)) throw thrown;
    return refuse(atStart(thrown.message));
  }
  const columns = prepareReplay(batch);
  if (!columns.ok) return err(columns.error.map((message) => ({ field, problem: atStart(message) })));
  const source = new DatasetReplay(columns.value, workload.replay.speedup, place.store);
  return ok({ source, recordsPlanned: columns.value.rowCount });
}

function atStart(message: string): SqlProblem {
  return { message, line: 1, column: 1, candidates: [] };
}

function selectOf(workload: DatasetWorkload): string {
  const { sql, dataset, mapping } = workload;
  if (sql !== undefined) return withoutSemicolon(sql);
  const values = (mapping?.value ?? []).map((column) => `coalesce(cast(${quoteName(column)} as varchar), '')`);
  const separator = `'${(mapping?.separator ?? "|").replaceAll("'", "''")}'`;
  const key = mapping?.key === undefined ? "cast(null as varchar)" : `cast(${quoteName(mapping.key)} as varchar)`;
  const eventTime = quoteName(mapping?.eventTime ?? "");
  const arrival = mapping?.arrival === undefined ? eventTime : quoteName(mapping.arrival);
  return (
    `select cast(${eventTime} as timestamp) as event_time, cast(${arrival} as timestamp) as arrival, ` +
    `${key} as key, concat_ws(${separator}, ${values.join(", ")}) as value from ${quoteName(dataset ?? "")}`
  );
}

/** The rows to replay, in an order that no query plan can change. */
function replaySql(workload: DatasetWorkload, columns: ReadonlySet<string>): string {
  const arrival = columns.has("arrival") ? "arrival" : "event_time as arrival";
  const key = columns.has("key") ? "key" : "cast(null as varchar) as key";
  const limit = workload.limit === undefined ? "" : ` limit ${workload.limit}`;
  return (
    `select event_time, ${arrival}, ${key}, value from (${selectOf(workload)}\n) ` +
    `order by arrival, event_time, key, value${limit}`
  );
}
