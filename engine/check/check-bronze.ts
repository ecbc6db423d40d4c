import type { ColumnBatch } from "../base/columns.ts";
import { formatCount } from "../base/format-number.ts";
import type { FaultLog } from "../chaos/fault-log.ts";
import type { SqlValue, Tables } from "../lake/tables.ts";
import type { CheckOutcome, EvidenceRow } from "../protocol/report.ts";
import type { RecordStore } from "../source/record-store.ts";
import { describeRecord, MAX_EVIDENCE } from "./check-log.ts";
import { type FinalLog, unreadablePartition } from "./final-log.ts";

/** What the checks of bronze look at. `committedOffsets` are the job's end offsets by partition. */
export type BronzeEvidence = {
  readonly table: string;
  readonly tables: Tables;
  readonly log: FinalLog;
  readonly records: RecordStore;
  readonly committedOffsets: readonly number[];
  readonly faults: FaultLog;
  /** When a batch committed this table last, for the evidence. */
  readonly commitTimeOf: (batchId: number) => number | undefined;
};

/** Is each record at most once in bronze? Evidence names the record and the batches that wrote it. */
export function checkNoDuplicates(evidence: BronzeEvidence): CheckOutcome {
  const { table, tables } = evidence;
  const doubled = `select correlation_id, count(*) as copies, min(batch_id) as first_batch, max(batch_id) as last_batch, min("partition") as part, min("offset") as place from ${table} group by correlation_id having count(*) > 1`;
  tables.exec(`create or replace table staging.doubled as ${doubled}`);
  const total = tables.query("select count(*), coalesce(sum(copies - 1), 0)::bigint from staging.doubled");
  const records = Number(total.columns[0]?.[0] ?? 0);
  const surplus = Number(total.columns[1]?.[0] ?? 0);
  const rows = rowsOf(tables, `from staging.doubled order by correlation_id limit ${MAX_EVIDENCE}`).map(
    (row): EvidenceRow => {
      const [id, copies, firstBatch, lastBatch, partition, offset] = row.map(Number);
      const batches = firstBatch === lastBatch ? `batch ${firstBatch}` : `batches ${firstBatch} to ${lastBatch}`;
      const note = `record ${id} is there ${copies} times, written by ${batches}`;
      return { note, ...where(evidence, id, lastBatch), partition: partition ?? 0, offset: offset ?? 0 };
    },
  );
  tables.exec("drop table staging.doubled");
  const summary =
    records === 0
      ? `every record is at most once in ${table}`
      : `${formatCount(records)} records are there more than once: ${formatCount(surplus)} rows too many`;
  return {
    check: "no-duplicates",
    table,
    verdict: records === 0 ? "holds" : "violated",
    summary,
    violations: records,
    evidence: rows,
  };
}

/** Does bronze hold exactly the records of the committed offset ranges: each offset once, with the log's record? */
export function checkBronzeEqualsLog(evidence: BronzeEvidence): CheckOutcome {
  const { table, tables, log, committedOffsets } = evidence;
  const check = "bronze-equals-log";
  const unreadable = unreadablePartition(log);
  if (unreadable !== undefined) {
    const summary = `${log.topic}-${unreadable} has no leader, so its log cannot be read`;
    return { check, table, verdict: "unknown", summary, violations: 0, evidence: [] };
  }
  const logged = logColumns(log, committedOffsets);
  tables.ingest("staging.final_log", logged);
  const ends = committedOffsets.map((end, partition) => `(${partition}, ${end})`).join(", ");
  const held = `select "partition" as part, "offset" as place, count(*) as copies, min(correlation_id) as low, max(correlation_id) as high, max(batch_id) as batch from ${table} semi join (values ${ends}) as committed(part, past) on "partition" = part and "offset" < past group by all`;
  const differences =
    `select coalesce(l.part, b.part) as part, coalesce(l.place, b.place) as place, l.correlation_id as logged, b.low as held, coalesce(b.copies, 0) as copies, b.batch ` +
    `from staging.final_log l full join (${held}) b on l.part = b.part and l.place = b.place ` +
    "where l.correlation_id is distinct from b.low or b.low is distinct from b.high or b.copies > 1";
  tables.exec(`create or replace table staging.mismatches as ${differences}`);
  const total = Number(tables.query("select count(*) from staging.mismatches").columns[0]?.[0] ?? 0);
  const rows = rowsOf(tables, `from staging.mismatches order by part, place limit ${MAX_EVIDENCE}`).map((row) =>
    difference(evidence, row),
  );
  tables.exec("drop table staging.final_log; drop table staging.mismatches");
  const summary =
    total === 0
      ? `${table} holds the ${formatCount(logged.rowCount)} records of the committed ranges, each once`
      : `${formatCount(total)} offsets differ between ${table} and the log`;
  return { check, table, verdict: total === 0 ? "holds" : "violated", summary, violations: total, evidence: rows };
}

function difference(evidence: BronzeEvidence, row: readonly SqlValue[]): EvidenceRow {
  const { table, log } = evidence;
  const [part, place, logged, held, copies, batch] = row;
  const at = `${log.topic}-${part} offset ${place}`;
  const id = logged ?? held;
  const batchId = batch === null || batch === undefined ? undefined : Number(batch);
  let note = `${at} holds record ${logged}, ${table} has record ${held} there`;
  if (held === null) note = `record ${logged} at ${at} is not in ${table}`;
  else if (logged === null) note = `${table} has record ${held} at ${at}, where the log has none`;
  else if (Number(copies) > 1) note = `record ${logged} at ${at} is there ${copies} times`;
  return { note, ...where(evidence, Number(id), batchId), partition: Number(part), offset: Number(place) };
}

function where(
  evidence: BronzeEvidence,
  id: number | undefined,
  batchId: number | undefined,
): Omit<EvidenceRow, "note"> {
  const atUs = batchId === undefined ? undefined : evidence.commitTimeOf(batchId);
  return {
    ...(id === undefined ? {} : describeRecord(evidence.records, id)),
    ...(batchId === undefined ? {} : { batchId }),
    ...(atUs === undefined ? {} : { atUs, ...evidence.faults.describe(atUs) }),
  };
}

function rowsOf(tables: Tables, sql: string): readonly (readonly SqlValue[])[] {
  const { columns, rowCount } = tables.query(sql);
  return Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row] ?? null));
}

function logColumns(log: FinalLog, committedOffsets: readonly number[]): ColumnBatch {
  const sizes = log.partitions.map((view, partition) =>
    Math.min(view?.recordIds.length ?? 0, committedOffsets[partition] ?? 0),
  );
  const rowCount = sizes.reduce((total, size) => total + size, 0);
  const parts = new Int32Array(rowCount);
  const places = new Float64Array(rowCount);
  const ids = new Float64Array(rowCount);
  let row = 0;
  log.partitions.forEach((view, partition) => {
    for (let offset = 0; offset < (sizes[partition] ?? 0); offset++) {
      parts[row] = partition;
      places[row] = offset;
      ids[row] = view?.recordIds[offset] as number;
      row += 1;
    }
  });
  return {
    rowCount,
    columns: [
      { name: "part", column: { kind: "int32", values: parts } },
      { name: "place", column: { kind: "int64", values: places } },
      { name: "correlation_id", column: { kind: "int64", values: ids } },
    ],
  };
}
