import { assert } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { formatCount } from "../base/format-number.ts";
import type { SqlValue, Tables } from "../lake/tables.ts";
import type { CheckOutcome, EvidenceRow } from "../protocol/report.ts";
import type { RecordStore } from "../source/record-store.ts";
import type { BatchCauses, Cause, LogCauses, LogPlace } from "./causes.ts";
import { describeRecord, MAX_EVIDENCE } from "./check-log.ts";
import { rowsOf } from "./compare-answers.ts";
import { fingerprint } from "./compare-rows.ts";
import { type CommittedRange, type FinalLog, NO_RECORD, NOTHING_COMMITTED, unreadablePartition } from "./final-log.ts";

/** What the checks of bronze look at. `committed` are the ranges of the job's committed batches, by partition. */
export type BronzeEvidence = {
  readonly table: string;
  readonly tables: Tables;
  readonly log: FinalLog;
  readonly records: RecordStore;
  readonly committed: readonly CommittedRange[];
  readonly causes: LogCauses;
  readonly batches: BatchCauses;
};

/** The most record ids whose bits are counted at once: 32 MB. Twice as many as a run can have. */
const MAX_BITS = 2 ** 28;

/** Is each record at most once in bronze? Evidence names the record and the batches that wrote it. */
export function checkNoDuplicates(evidence: BronzeEvidence): CheckOutcome {
  const { table, tables } = evidence;
  const check = "no-duplicates";
  const soundSummary = `every record is at most once in ${table}`;
  if (isEachOnce(tables, table)) {
    return { check, table, verdict: "holds", summary: soundSummary, violations: 0, evidence: [] };
  }
  const doubled = `select correlation_id, count(*) as copies, min(batch_id) as first_batch, max(batch_id) as last_batch, min("partition") as part, min("offset") as place, min("partition") < max("partition") or min("offset") < max("offset") as is_spread from ${table} group by correlation_id having count(*) > 1`;
  tables.exec(`create or replace table staging.doubled as ${doubled}`);
  const total = tables.query("select count(*), coalesce(sum(copies - 1), 0)::bigint from staging.doubled");
  const records = Number(total.columns[0]?.[0] ?? 0);
  const surplus = Number(total.columns[1]?.[0] ?? 0);
  const rows = rowsOf(tables.query(`from staging.doubled order by correlation_id limit ${MAX_EVIDENCE}`)).map((row) =>
    describeDoubled(evidence, row),
  );
  tables.exec("drop table staging.doubled");
  const summary =
    records === 0
      ? soundSummary
      : `${formatCount(records)} records are there more than once: ${formatCount(surplus)} rows too many`;
  const verdict = records === 0 ? "holds" : "violated";
  return { check, table, verdict, summary, violations: records, evidence: rows };
}

/** The copies come from a batch that ran twice; or, when they lie at different offsets, from a log that has or had the record twice. */
function describeDoubled({ records, causes, batches }: BronzeEvidence, row: readonly SqlValue[]): EvidenceRow {
  const [id = 0, copies, firstBatch, lastBatch = 0, partition = 0, offset = 0] = row.map(Number);
  const isSpread = row[6] === true;
  const written = firstBatch === lastBatch ? `batch ${firstBatch}` : `batches ${firstBatch} to ${lastBatch}`;
  const note = `record ${id} is there ${copies} times, ${isSpread ? "from more than one place in the log, " : ""}written by ${written}`;
  const loss = isSpread ? causes.lossOf({ partition, offset }, records.createTimeUs(id)) : {};
  const onTheWay = isSpread && loss.fault === undefined ? causes.onTheWay(id, partition) : loss;
  const cause = isSpread ? onTheWay : batches.ofBatch(lastBatch);
  return { note, ...describeRecord(records, id), batchId: lastBatch, partition, offset, ...cause };
}

/**
 * One bit for each record id that is there: as many bits as rows means that none is there twice. Spares a sound table the
 * search for doubles; false only means that there is something to search for.
 */
function isEachOnce(tables: Tables, table: string): boolean {
  const range = tables.query(`select min(correlation_id), max(correlation_id) from ${table}`);
  const [low, high] = range.columns.map(([value]) => value ?? null);
  if (low === null || high === null || Number(high) - Number(low) >= MAX_BITS) return false;
  const bits = `bit_count(bitstring_agg(correlation_id, ${low}, ${high}))`;
  return tables.query(`select ${bits} = count(*) from ${table}`).columns[0]?.[0] === true;
}

/** Does bronze hold exactly the records of the committed offset ranges: each offset once, with the log's record? */
export function checkBronzeEqualsLog(evidence: BronzeEvidence): CheckOutcome {
  const { table, tables, log, committed } = evidence;
  const check = "bronze-equals-log";
  const unreadable = unreadablePartition(log);
  if (unreadable !== undefined) {
    const summary = `${log.topic}-${unreadable} has no leader, so its log cannot be read`;
    return { check, table, verdict: "unknown", summary, violations: 0, evidence: [] };
  }
  const logged = logColumns(log, committed);
  tables.ingest("staging.final_log", logged);
  const { total, rows } = findMismatches(evidence);
  tables.exec("drop table staging.final_log");
  const summary =
    total === 0
      ? `${table} holds the ${formatCount(logged.rowCount)} records of the committed ranges, each once`
      : `${formatCount(total)} offsets differ between ${table} and the log`;
  return { check, table, verdict: total === 0 ? "holds" : "violated", summary, violations: total, evidence: rows };
}

/** Holds the committed ranges of bronze against `staging.final_log`, offset by offset unless they are the same rows. */
function findMismatches(evidence: BronzeEvidence): { total: number; rows: readonly EvidenceRow[] } {
  const { table, tables } = evidence;
  const ranges = evidence.committed.map(({ from, to }, partition) => `(${partition}, ${from}, ${to})`).join(", ");
  const committed = `from ${table} semi join (values ${ranges}) as committed(part, start, past) on "partition" = part and "offset" >= start and "offset" < past`;
  const placed = `select "partition" as part, "offset" as place, correlation_id ${committed}`;
  const logged = "from staging.final_log";
  const list = "part::bigint, place::bigint, correlation_id::bigint";
  if (fingerprint(tables, placed, list) === fingerprint(tables, logged, list)) {
    return { total: 0, rows: [] };
  }
  const held = `select "partition" as part, "offset" as place, count(*) as copies, min(correlation_id) as low, max(correlation_id) as high ${committed} group by all`;
  const differences =
    "select coalesce(l.part, b.part) as part, coalesce(l.place, b.place) as place, l.correlation_id as logged " +
    `from staging.final_log l full join (${held}) b on l.part = b.part and l.place = b.place ` +
    "where l.correlation_id is distinct from b.low or b.low is distinct from b.high or b.copies > 1";
  tables.exec(`create or replace table staging.mismatches as ${differences}`);
  const total = Number(tables.query("select count(*) from staging.mismatches").columns[0]?.[0] ?? 0);
  const rows = rowsOf(tables.query(`from staging.mismatches order by part, place limit ${MAX_EVIDENCE}`)).map(
    ([part, place, logged]) => {
      const at = { partition: Number(part), offset: Number(place) };
      return describeMismatch(evidence, at, logged === null || logged === undefined ? undefined : Number(logged));
    },
  );
  tables.exec("drop table staging.mismatches");
  return { total, rows };
}

/** A record at a place of bronze: how often, and the last batch that wrote it. */
type Held = { readonly id: number; readonly copies: number; readonly batchId: number };

/** What is wrong at one place: bronze has records that the log has lost, or the log's own twice, or not at all. */
function describeMismatch(evidence: BronzeEvidence, at: LogPlace, logged: number | undefined): EvidenceRow {
  const { table, log, records, causes, batches } = evidence;
  const place = `${log.topic}-${at.partition} offset ${at.offset}`;
  const held = heldAt(evidence, at);
  const row = (note: string, id: number, cause: Cause, batchId?: number): EvidenceRow => {
    return { note, ...describeRecord(records, id), ...(batchId === undefined ? {} : { batchId }), ...at, ...cause };
  };
  const others = held.filter(({ id }) => id !== logged);
  const [other] = others;
  if (other !== undefined) {
    const names = `record${others.length === 1 ? "" : "s"} ${others.map(({ id }) => id).join(", ")}`;
    const own = held.length > others.length ? ", which it has as well" : "";
    const now = logged === undefined ? "where the log has none" : `where the log now has record ${logged}${own}`;
    const loss = causes.lossOf(at, records.createTimeUs(other.id));
    const cause = loss.atUs === undefined ? batches.ofBatch(other.batchId) : loss;
    return row(`${table} has ${names} at ${place}, ${now}`, other.id, cause, other.batchId);
  }
  assert(logged !== undefined, "a place that differs is in bronze or in the log");
  const [own] = held;
  if (own === undefined) return row(`record ${logged} at ${place} is not in ${table}`, logged, causes.lossBefore(at));
  const note = `record ${logged} at ${place} is there ${own.copies} times`;
  return row(note, logged, batches.ofBatch(own.batchId), own.batchId);
}

function heldAt({ tables, table }: BronzeEvidence, { partition, offset }: LogPlace): readonly Held[] {
  const at = `from ${table} where "partition" = ${partition} and "offset" = ${offset}`;
  const sql = `select correlation_id, count(*), max(batch_id) ${at} group by correlation_id order by correlation_id`;
  return rowsOf(tables.query(sql)).map((row) => {
    const [id = 0, copies = 0, batchId = 0] = row.map(Number);
    return { id, copies, batchId };
  });
}

/** The committed part of the log as rows: narrow numbers, since a run has at most 2^27 records and this is all of them. */
function logColumns(log: FinalLog, committed: readonly CommittedRange[]): ColumnBatch {
  const ranges = log.partitions.map((view, partition) => {
    const { from, to } = committed[partition] ?? NOTHING_COMMITTED;
    return { from, to: Math.min(to, view?.recordIds.length ?? 0), recordIds: view?.recordIds ?? new Uint32Array(0) };
  });
  const most = ranges.reduce((total, { from, to }) => total + Math.max(0, to - from), 0);
  const parts = new Int32Array(most);
  const places = new Int32Array(most);
  const ids = new Int32Array(most);
  let rowCount = 0;
  for (const [partition, { from, to, recordIds }] of ranges.entries()) {
    for (let offset = from; offset < to; offset++) {
      const id = recordIds[offset] as number;
      if (id === NO_RECORD) continue;
      parts[rowCount] = partition;
      places[rowCount] = offset;
      ids[rowCount] = id;
      rowCount += 1;
    }
  }
  const column = (name: string, values: Int32Array) => ({
    name,
    column: { kind: "int32" as const, values: values.subarray(0, rowCount) },
  });
  return { rowCount, columns: [column("part", parts), column("place", places), column("correlation_id", ids)] };
}
