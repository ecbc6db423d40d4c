import { assertDefined, assertNever } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { BatchCauses, LogCauses, ReadFailure } from "../check/causes.ts";
import { checkBronzeEqualsLog, checkNoDuplicates } from "../check/check-bronze.ts";
import { checkAcknowledgedKept, checkKeyOrder } from "../check/check-log.ts";
import { checkQuerySurvives } from "../check/check-query.ts";
import { checkGoldEqualsOracle, checkSilverLatest, type TableEvidence } from "../check/check-tables.ts";
import { expectedRows, splitRows } from "../check/expected-rows.ts";
import { type CommittedRange, countInNoLog, type FinalLog } from "../check/final-log.ts";
import { ledgerColumns } from "../check/ledger-columns.ts";
import { type Oracle, oracleName } from "../lake/oracle.ts";
import { TablesError } from "../lake/tables.ts";
import type { PlannedJob } from "../pipeline/plan-pipeline.ts";
import type { CheckOutcome } from "../protocol/report.ts";
import { type Assembly, ledgerOf } from "./assembly.ts";
import { FoundBatchCauses } from "./batch-causes.ts";
import { batchesFelt, type FeltIn } from "./batches-felt.ts";
import { CommittedTables } from "./committed-tables.ts";
import { finalLogOf } from "./final-log-of.ts";
import { checkGroups } from "./group-checks.ts";
import { checkKinesis, streamLogsOf } from "./kinesis-checks.ts";
import { FoundLogCauses } from "./log-causes.ts";
import { poisonBehind } from "./poison-causes.ts";
import { RecordTracer } from "./record-tracer.ts";

/** How many records of what was produced are made into columns at once. */
const ORACLE_PIECE_ROWS = 65_536;

/**
 * What the checks found, the oracle that they asked, and the tables that they held against it. The pipeline's SQL may fail on values
 * that the run itself never came to: records that were acknowledged and lost.
 */
export type CheckedRun = {
  readonly outcomes: readonly CheckOutcome[];
  readonly oracle: Result<Oracle, TablesError>;
  readonly committed: CommittedTables;
  /** How many records are in no leader's log; undefined while a partition has no leader. */
  readonly inNoLog: number | undefined;
};

/** Runs every check over what there is: the log and its ledger, each job's query and its tables, and the run's progress. */
export function runChecks(assembly: Assembly): CheckedRun {
  const logs = logsOf(assembly);
  const oracle = askOracle(assembly, logs);
  const committed = new CommittedTables(assembly);
  const inNoLog = countInNoLog([...logs.values(), ...streamLogsOf(assembly.kinesis)], assembly.records.count);
  return { outcomes: judgeAll(assembly, logs, { oracle, committed }), oracle, committed, inNoLog };
}

/** Runs the checks that need no oracle, which costs most of all: those of the log, of bronze, of the queries and of progress. */
export function runChecksWithoutOracle(assembly: Assembly): readonly CheckOutcome[] {
  return judgeAll(assembly, logsOf(assembly), undefined);
}

function logsOf({ cluster, logWatches }: Assembly): ReadonlyMap<string, FinalLog> {
  return new Map([...logWatches].map(([id, watch]) => [id, finalLogOf(cluster, id, watch)]));
}

/** What tables are held against; without it silver and gold are not judged. */
type Standard = Pick<CheckedRun, "oracle" | "committed">;

function judgeAll(
  assembly: Assembly,
  logs: ReadonlyMap<string, FinalLog>,
  standard: Standard | undefined,
): readonly CheckOutcome[] {
  const { plan, recorder, records } = assembly;
  const ofLogs = [...logs.values()].flatMap((log) => {
    const { topic } = log;
    const unconfirmedSources = plan.sources
      .filter((source) => source.topic.id === topic && source.node.producer.acks === 0)
      .map(({ node }) => node.id);
    const ledger = ledgerOf(assembly, topic);
    const evidence = { log, records, ledger, causes: logCausesOf(assembly, topic), unconfirmedSources };
    return [checkAcknowledgedKept(evidence), checkKeyOrder(evidence)];
  });
  const ofTables = plan.jobs.flatMap((job) => checkJob(assembly, job, { log: logOf(logs, job), standard }));
  const ofQueries = plan.jobs.map((job) => {
    const ofLog = logCausesOf(assembly, job.topic.id);
    const causes = {
      ofFailure: (failure: ReadFailure) => ofLog.ofFailure(failure),
      ofRows: (batch: { readonly batchId: number; readonly atUs: number }) => poisonBehind(assembly, job, batch),
    };
    return checkQuerySurvives({ job: job.node.id, timeline: recorder.timeline, causes });
  });
  const topics = new Map(plan.jobs.map(({ node, topic }) => [node.id, topic.id]));
  const progress = recorder.progress.outcome((job, place, atUs) =>
    logCausesOf(assembly, assertDefined(topics.get(job), `${job} reads a topic`)).lossBefore(place, atUs),
  );
  const ofReaders = [...checkGroups(assembly), ...checkKinesis(assembly.kinesis, assembly)];
  return [...ofQueries, ...ofLogs, ...ofReaders, ...ofTables, progress];
}

/** Finds the faults behind what is wrong in the log of a topic. */
export function logCausesOf(assembly: Assembly, topic: string): LogCauses {
  const { losses, faultLog, records, cluster } = assembly;
  const replicas = cluster.describeTopic(topic).map((partition) => partition.replicas);
  return new FoundLogCauses({ topic, replicas, losses, faultLog, records, ledger: ledgerOf(assembly, topic) });
}

function logOf(logs: ReadonlyMap<string, FinalLog>, { topic }: PlannedJob): FinalLog {
  return assertDefined(logs.get(topic.id), `${topic.id} has a log`);
}

/** By partition: from where the query began to read to where the batches in its commit log end. */
export function committedRangesOf({ jobs }: Assembly, { node, topic }: PlannedJob): readonly CommittedRange[] {
  const job = jobs.get(node.id);
  return Array.from({ length: topic.partitions }, (_, partition) => {
    const from = job?.initialOffsets?.[partition] ?? 0;
    return { from, to: job?.committedOffsets?.[partition] ?? from };
  });
}

/** Runs the pipeline's SQL once over what each job's tables should be made of. */
function askOracle(assembly: Assembly, logs: ReadonlyMap<string, FinalLog>): Result<Oracle, TablesError> {
  const { plan, records, lake } = assembly;
  const produced = new Map<string, readonly ColumnBatch[]>();
  for (const job of plan.jobs) {
    const ledger = ledgerOf(assembly, job.topic.id);
    const rows = expectedRows(logOf(logs, job), committedRangesOf(assembly, job), { records, ledger });
    const pieces = splitRows(rows, ORACLE_PIECE_ROWS).map((piece) => ledgerColumns(records, piece, job.topic.id));
    for (const { node } of job.tables) if (node.kind === "bronze") produced.set(node.id, pieces);
  }
  try {
    return ok(lake.runOracle(produced));
  } catch (thrown) {
    if (!(thrown instanceof TablesError)) throw thrown;
    const { message, kind } = thrown;
    return err(new TablesError(`the pipeline's SQL fails over everything that was produced: ${message}`, { kind }));
  }
}

/** What the checks of one job's tables share. */
type JobFacts = { readonly log: FinalLog; readonly standard: Standard | undefined };

function checkJob(assembly: Assembly, job: PlannedJob, facts: JobFacts): readonly CheckOutcome[] {
  const { log, standard } = facts;
  const { tables, records, recorder, faultLog } = assembly;
  const causes = logCausesOf(assembly, log.topic);
  const batches = new FoundBatchCauses(job.node.id, recorder.timeline, faultLog);
  /** Holds a table against the oracle, if it was asked and had an answer. */
  const judge = (
    check: CheckOutcome["check"],
    place: { readonly table: string; readonly keys: readonly string[] },
    judged: (evidence: TableEvidence) => CheckOutcome,
  ): readonly CheckOutcome[] => {
    if (standard === undefined) return [];
    const { oracle, committed } = standard;
    if (oracle.ok) {
      const felt = batchesFelt(recorder.timeline, feltIn(job, place.table));
      const tracer = new RecordTracer(assembly, job, { log, oracle: oracle.value, causes, batches, felt });
      return [judged(tableEvidence(assembly, place, { tracer, batches, committed }))];
    }
    const summary = oracle.error.message;
    return [{ check, table: place.table, verdict: "unknown", summary, violations: 0, evidence: [] }];
  };
  const ranges = committedRangesOf(assembly, job);
  return job.tables.flatMap(({ node: table }): readonly CheckOutcome[] => {
    switch (table.kind) {
      case "bronze": {
        const evidence = { table: table.id, tables, log, records, committed: ranges, causes, batches };
        return [checkNoDuplicates(evidence), checkBronzeEqualsLog(evidence)];
      }
      case "silver":
        return table.merge === undefined
          ? []
          : judge("silver-latest-per-key", { table: table.id, keys: table.merge.key }, checkSilverLatest);
      case "gold": {
        const { money } = table;
        const judgeGold = (evidence: TableEvidence): CheckOutcome => {
          const comparison = money === undefined ? evidence.comparison : { ...evidence.comparison, money };
          return checkGoldEqualsOracle({ ...evidence, comparison });
        };
        return judge("gold-equals-oracle", { table: table.id, keys: table.groupBy }, judgeGold);
      }
      case "dead-letter":
        return [];
      default:
        return assertNever(table);
    }
  });
}

/** Rows of a table come of its own commits, and of those of bronze and silver before it. */
function feltIn(job: PlannedJob, table: string): FeltIn {
  const before = job.tables.filter(({ node }) => node.kind === "bronze" || node.kind === "silver");
  const tables = new Set([table, ...before.map(({ node }) => node.id)]);
  const own = job.tables.find(({ node }) => node.id === table);
  const isUnseen = own?.node.kind === "gold" && own.node.feed === "unseen";
  return { job: job.node.id, tables, ...(isUnseen ? { unseen: { silver: own.from, gold: table } } : {}) };
}

function tableEvidence(
  { lake, tables }: Assembly,
  { table, keys }: { readonly table: string; readonly keys: readonly string[] },
  tracks: { readonly tracer: RecordTracer; readonly batches: BatchCauses; readonly committed: CommittedTables },
): TableEvidence {
  const { tracer, batches, committed } = tracks;
  const columns = lake.columnsOf(table).map(({ name }) => name);
  return {
    table,
    tables,
    comparison: { live: committed.rowsOf(table), oracle: `from ${oracleName(table)}`, columns, keys },
    commits: committed.commitsOf(table),
    causes: batches,
    describe: (id) => tracer.describe(id),
    recordsBehind: (key) => tracer.recordsBehind(table, key),
  };
}
