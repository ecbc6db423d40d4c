import type { Adapter, CaseOutcome, CaseRun, FileOutcome } from "./case-outcome.ts";
import { runRangeAssignorCase, runRoundRobinAssignorCase, runStickyAssignorCase } from "./client-assignor-cases.ts";
import { runConsumerGroupCase } from "./consumer-group-cases.ts";
import { runCostsKinesisCase } from "./costs-kinesis-cases.ts";
import { runIsrElectionCase } from "./isr-election-cases.ts";
import { runLeaderEpochCase } from "./leader-epoch-cases.ts";
import { runLogCompactionCase } from "./log-compaction-cases.ts";
import { runLogRetentionRollCase } from "./log-retention-roll-cases.ts";
import { findMismatch } from "./match-subset.ts";
import { runMurmur2Case } from "./murmur2-cases.ts";
import { runPartitionerCase } from "./partitioner-cases.ts";
import { runProducerSequenceCase } from "./producer-sequence-cases.ts";
import { field, isRecord, type Located } from "./read-case.ts";
import { runReconciliationCase } from "./reconciliation-cases.ts";
import { runServerAssignorCase } from "./server-assignor-cases.ts";
import { runTransactionsLsoCase } from "./transactions-lso-cases.ts";

/** Which files this version can run, by the name that a file gives itself. */
const ADAPTERS: ReadonlyMap<string, Adapter> = new Map([
  ["murmur2", runMurmur2Case],
  ["partitioner", runPartitionerCase],
  ["isr-election", runIsrElectionCase],
  ["leader-epoch", runLeaderEpochCase],
  ["producer-sequence", runProducerSequenceCase],
  ["transactions-lso", runTransactionsLsoCase],
  ["log-compaction", runLogCompactionCase],
  ["log-retention-roll", runLogRetentionRollCase],
  ["range-assignor", runRangeAssignorCase],
  ["roundrobin-assignor", runRoundRobinAssignorCase],
  ["sticky-assignor", runStickyAssignorCase],
  ["kip848-assignors", runServerAssignorCase],
  ["kip848-reconciliation", runReconciliationCase],
  ["consumer-group", runConsumerGroupCase],
  ["costs-kinesis", runCostsKinesisCase],
]);

/**
 * Runs every case of one parsed vector file against the engine's own code. Reads nothing but its argument and never throws: a
 * file or case that is not of the known shape is reported with a sentence that says where.
 */
export function runConformanceFile(json: unknown): FileOutcome {
  if (!isRecord(json)) return malformedFile("", 'the file must be an object with "name" and "cases"');
  const name = typeof json.name === "string" ? json.name : "";
  if (name === "") return malformedFile("", 'the file has no "name" to tell what its cases are about');
  if (!Array.isArray(json.cases)) return malformedFile(name, '"cases" must be an array');
  const cases: readonly unknown[] = json.cases;
  const adapter = ADAPTERS.get(name);
  if (adapter === undefined) {
    const detail = `no adapter yet for files named "${name}"`;
    const outcomes = cases.map((item, index) => outcomeOf(item, index, { outcome: "not-supported", detail }));
    return { name, kind: "not-yet-supported", detail, cases: outcomes };
  }
  return { name, kind: "run", detail: "", cases: cases.map((_item, index) => runCase(adapter, cases, index)) };
}

function malformedFile(name: string, detail: string): FileOutcome {
  return { name, kind: "malformed", detail, cases: [] };
}

function runCase(adapter: Adapter, cases: readonly unknown[], index: number): CaseOutcome {
  const located = cases.slice(0, index + 1).map((value, at): Located => ({ value, path: `cases[${at}]` }));
  const testCase = located.pop() as Located;
  const item = testCase.value;
  try {
    return outcomeOf(item, index, judge(testCase, adapter(testCase, located)));
  } catch (error) {
    // A malformed case, or an assertion of the engine that a case ran into: either way this case alone has failed.
    return outcomeOf(item, index, {
      outcome: "failed",
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}

function judge(testCase: Located, run: CaseRun): Omit<CaseOutcome, "id"> {
  if (run.kind !== "observed") return { outcome: run.kind, detail: run.detail };
  const expected = field(testCase, "expected");
  if (!isRecord(expected.value)) return { outcome: "failed", detail: `${expected.path} must be an object` };
  // A note explains, it states nothing.
  const { note: _note, ...stated } = expected.value;
  if (Object.keys(stated).length === 0) {
    return { outcome: "failed", detail: `${expected.path} states nothing to compare` };
  }
  const mismatch = findMismatch(stated, run.facts);
  return mismatch === undefined ? { outcome: "passed", detail: "" } : { outcome: "failed", detail: mismatch };
}

function outcomeOf(item: unknown, index: number, outcome: Omit<CaseOutcome, "id">): CaseOutcome {
  const id = isRecord(item) && typeof item.id === "string" ? item.id : `#${index}`;
  return { id, ...outcome };
}
