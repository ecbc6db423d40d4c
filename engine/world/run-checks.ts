import { assertDefined, assertNever } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { checkBronzeEqualsLog, checkNoDuplicates } from "../check/check-bronze.ts";
import { checkAcknowledgedKept, checkKeyOrder } from "../check/check-log.ts";
import {
  checkGoldEqualsOracle,
  checkSilverLatest,
  type TableCommit,
  type TableEvidence,
} from "../check/check-tables.ts";
import { expectedRows, splitRows } from "../check/expected-rows.ts";
import type { FinalLog } from "../check/final-log.ts";
import { ledgerColumns } from "../check/ledger-columns.ts";
import { type Oracle, oracleName } from "../lake/oracle.ts";
import type { PlannedJob } from "../pipeline/plan-pipeline.ts";
import type { CheckOutcome } from "../protocol/report.ts";
import { type Assembly, ledgerOf } from "./assembly.ts";
import { finalLogOf } from "./final-log-of.ts";
import { RecordTracer } from "./record-tracer.ts";

/** How many records of what was produced are made into columns at once. */
const ORACLE_PIECE_ROWS = 65_536;

/** What the checks found, and the oracle that they asked. */
export type CheckedRun = { readonly outcomes: readonly CheckOutcome[]; readonly oracle: Oracle };

/** Runs every check over what there is: the log and its ledger, each table of each job, and the run's progress. */
export function runChecks(assembly: Assembly): CheckedRun {
  const { plan, recorder, records, faultLog, cluster } = assembly;
  const logs = new Map(plan.topics.map(({ id }) => [id, finalLogOf(cluster, id)]));
  const ofLogs = [...logs.values()].flatMap((log) => {
    const evidence = { log, records, ledger: ledgerOf(assembly, log.topic), faults: faultLog };
    return [checkAcknowledgedKept(evidence), checkKeyOrder(evidence)];
  });
  const oracle = askOracle(assembly, logs);
  const ofTables = plan.jobs.flatMap((job) => checkJob(assembly, job, { log: logOf(logs, job), oracle }));
  return { outcomes: [...ofLogs, ...ofTables, recorder.progress.outcome()], oracle };
}

function logOf(logs: ReadonlyMap<string, FinalLog>, { topic }: PlannedJob): FinalLog {
  return assertDefined(logs.get(topic.id), `${topic.id} has a log`);
}

function committedOffsetsOf({ jobs }: Assembly, { node, topic }: PlannedJob): readonly number[] {
  return jobs.get(node.id)?.committedOffsets ?? new Array<number>(topic.partitions).fill(0);
}

/** Runs the pipeline's SQL once over what each job's tables should be made of. */
function askOracle(assembly: Assembly, logs: ReadonlyMap<string, FinalLog>): Oracle {
  const { plan, records, lake } = assembly;
  const produced = new Map<string, readonly ColumnBatch[]>();
  for (const job of plan.jobs) {
    const ledger = ledgerOf(assembly, job.topic.id);
    const rows = expectedRows(logOf(logs, job), committedOffsetsOf(assembly, job), { records, ledger });
    const pieces = splitRows(rows, ORACLE_PIECE_ROWS).map((piece) => ledgerColumns(records, piece, job.topic.id));
    for (const { node } of job.tables) if (node.kind === "bronze") produced.set(node.id, pieces);
  }
  return lake.runOracle(produced);
}

/** What the checks of one job's tables share. */
type JobFacts = { readonly log: FinalLog; readonly oracle: Oracle };

function checkJob(assembly: Assembly, job: PlannedJob, facts: JobFacts): readonly CheckOutcome[] {
  const { log } = facts;
  const tracer = new RecordTracer(assembly, job, facts.oracle);
  const { tables, records, faultLog } = assembly;
  const committedOffsets = committedOffsetsOf(assembly, job);
  return job.tables.flatMap(({ node: table }): readonly CheckOutcome[] => {
    const commits = commitsOf(assembly, table.id);
    switch (table.kind) {
      case "bronze": {
        const commitTimeOf = (batchId: number): number | undefined =>
          commits.findLast((commit) => commit.batchId === batchId)?.atUs;
        const evidence = { table: table.id, tables, log, records, committedOffsets, faults: faultLog, commitTimeOf };
        return [checkNoDuplicates(evidence), checkBronzeEqualsLog(evidence)];
      }
      case "silver":
        return table.merge === undefined
          ? []
          : [checkSilverLatest(tableEvidence(assembly, table.id, table.merge.key, tracer))];
      case "gold": {
        const evidence = tableEvidence(assembly, table.id, table.groupBy, tracer);
        const { money } = table;
        const comparison = money === undefined ? evidence.comparison : { ...evidence.comparison, money };
        return [checkGoldEqualsOracle({ ...evidence, comparison })];
      }
      case "dead-letter":
        return [];
      default:
        return assertNever(table);
    }
  });
}

function tableEvidence(
  assembly: Assembly,
  table: string,
  keys: readonly string[],
  tracer: RecordTracer,
): TableEvidence {
  const { lake, tables, faultLog } = assembly;
  const columns = lake.columnsOf(table).map(({ name }) => name);
  const comparison = { live: `from ${table}`, oracle: `from ${oracleName(table)}`, columns, keys };
  return {
    table,
    tables,
    comparison,
    commits: commitsOf(assembly, table),
    faults: faultLog,
    describe: (id) => tracer.describe(id),
    recordsBehind: (key) => tracer.recordsBehind(table, key),
  };
}

function commitsOf({ recorder }: Assembly, table: string): readonly TableCommit[] {
  return recorder.timeline
    .filter(({ kind, fields }) => kind === "table-committed" && fields["tableId"] === table)
    .map(({ atUs, fields }) => ({ batchId: Number(fields["batchId"]), version: Number(fields["version"]), atUs }));
}
