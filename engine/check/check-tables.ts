import { formatCount } from "../base/format-number.ts";
import type { SqlValue, Tables } from "../lake/tables.ts";
import type { CheckOutcome, EvidenceRow } from "../protocol/report.ts";
import type { BatchCauses } from "./causes.ts";
import { MAX_EVIDENCE } from "./check-log.ts";
import { type Comparison, compareRows, type RowDifference } from "./compare-rows.ts";

/** A batch that a table committed: which version, and when. */
export type TableCommit = { readonly batchId: number; readonly version: number; readonly atUs: number };

/** What the checks of silver and gold look at: a table, the oracle's relation of the same columns, and how it came about. */
export type TableEvidence = {
  readonly table: string;
  readonly tables: Tables;
  readonly comparison: Comparison;
  /** The table's commits in order. */
  readonly commits: readonly TableCommit[];
  readonly causes: BatchCauses;
  /** What is known of a record: its key, where it lies in the log, which batch took it, and the fault behind what became of it. */
  readonly describe: (correlationId: number) => Omit<EvidenceRow, "note">;
  /** The records behind a group that may be why it is wrong: lost, taken twice, or of a batch that ran twice. */
  readonly recordsBehind: (key: readonly string[]) => readonly number[];
};

/** Has silver one row for each key, and is it the latest? The oracle keeps the latest of all records, in the table's own order. */
export function checkSilverLatest(evidence: TableEvidence): CheckOutcome {
  const { table, tables, comparison } = evidence;
  const result = compareRows(tables, comparison);
  const rows = result.examples.map((difference) => describeDifference(evidence, difference));
  const violations = result.differences;
  const summary =
    violations === 0
      ? `${table} has the latest row of every key`
      : `${differing(violations, "key", table)}${doubledKeys(tables, comparison)}`;
  return { check: "silver-latest-per-key", table, verdict: verdictOf(violations), summary, violations, evidence: rows };
}

/** How many keys have more than one row, as the rest of a sentence. A table that equals the oracle has none. */
function doubledKeys(tables: Tables, { live, keys }: Comparison): string {
  const list = keys.map((key) => `"${key}"`).join(", ");
  const doubled = `select ${list}, count(*) as copies from (${live}) group by all having count(*) > 1`;
  const count = Number(tables.query(`select count(*) from (${doubled})`).columns[0]?.[0] ?? 0);
  return count === 0 ? "" : `; ${formatCount(count)} keys have more than one row`;
}

/** Does gold equal the slow oracle: the same SQL, once, over everything that should be there? */
export function checkGoldEqualsOracle(evidence: TableEvidence): CheckOutcome {
  const { table, tables, comparison } = evidence;
  const result = compareRows(tables, comparison);
  const { differences: violations, dollarsWrong } = result;
  const rows = [
    ...doubledBatches(evidence),
    ...result.examples.map((difference) => describeDifference(evidence, difference)),
  ];
  const summary = violations === 0 ? `${table} equals the oracle` : differing(violations, "group", table);
  return {
    check: "gold-equals-oracle",
    table,
    verdict: verdictOf(violations),
    summary,
    violations,
    evidence: violations === 0 ? [] : rows.slice(0, MAX_EVIDENCE),
    ...(dollarsWrong === undefined ? {} : { dollarsWrong }),
  };
}

function differing(count: number, noun: string, table: string): string {
  const differ = count === 1 ? `1 ${noun} of ${table} differs` : `${formatCount(count)} ${noun}s of ${table} differ`;
  return `${differ} from the oracle`;
}

function verdictOf(violations: number): CheckOutcome["verdict"] {
  return violations === 0 ? "holds" : "violated";
}

/** Batches that the table committed more than once: where a doubled amount came from. */
function doubledBatches({ table, commits, causes }: TableEvidence): readonly EvidenceRow[] {
  const first = new Map<number, TableCommit>();
  const rows: EvidenceRow[] = [];
  for (const commit of commits) {
    const before = first.get(commit.batchId);
    if (before === undefined) first.set(commit.batchId, commit);
    else {
      const { batchId, atUs } = commit;
      const note = `batch ${batchId} was committed to ${table} twice, as versions ${before.version} and ${commit.version}`;
      rows.push({ note, batchId, ...causes.ofBatch(batchId), atUs });
    }
  }
  return rows;
}

function describeDifference(evidence: TableEvidence, difference: RowDifference): EvidenceRow {
  const { table, comparison } = evidence;
  const { live, oracle, dollars } = difference;
  const name = comparison.keys.map((key, index) => `${key} ${difference.key[index]}`).join(", ");
  let note: string;
  if (live === undefined) note = `${table} has no row for ${name}; the oracle has ${showRow(oracle, comparison.keys)}`;
  else if (oracle === undefined)
    note = `${table} has a row for ${name} that should not be there: ${showRow(live, comparison.keys)}`;
  else {
    const wrong = [...live].filter(([column, value]) => value !== oracle.get(column));
    note = `${name}: ${wrong.map(([column, value]) => `${column} is ${show(value)} and should be ${show(oracle.get(column))}`).join(", ")}`;
  }
  const own = [oracle, live].flatMap((row) => row?.get("correlation_id") ?? []).map(Number);
  const behind = own.length === 0 ? evidence.recordsBehind(difference.key) : [...new Set(own)];
  if (own.length === 0 && behind.length > 1) note += `; records ${behind.join(", ")}`;
  return {
    note,
    ...describeBehind(evidence, behind),
    ...(dollars === undefined || dollars === 0 ? {} : { dollars }),
  };
}

/** What is known of the records behind a difference: of the first that a fault had to do with, else of the first. */
function describeBehind({ describe }: TableEvidence, behind: readonly number[]): Omit<EvidenceRow, "note"> {
  const found = behind.map(describe);
  return found.find(({ fault }) => fault !== undefined) ?? found[0] ?? {};
}

function showRow(row: ReadonlyMap<string, SqlValue> | undefined, keys: readonly string[]): string {
  return [...(row ?? [])]
    .filter(([column]) => !keys.includes(column))
    .map(([column, value]) => `${column} ${show(value)}`)
    .join(", ");
}

function show(value: SqlValue | undefined): string {
  return value === null || value === undefined ? "NULL" : String(value);
}
