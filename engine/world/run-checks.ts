import { checkBronzeEqualsLog, checkNoDuplicates } from "../check/check-bronze.ts";
import { checkAcknowledgedKept, checkKeyOrder } from "../check/check-log.ts";
import {
  checkGoldEqualsOracle,
  checkSilverLatest,
  type TableCommit,
  type TableEvidence,
} from "../check/check-tables.ts";
import { expectedRows } from "../check/expected-rows.ts";
import type { PlannedJob } from "../pipeline/plan-pipeline.ts";
import type { CheckOutcome } from "../protocol/report.ts";
import { bronzeColumns } from "../stream/batch-rows.ts";
import type { Assembly } from "./assembly.ts";
import { finalLogOf } from "./final-log-of.ts";

/** Runs every check over what there is: the log and its ledger, each table of each job, and the run's progress. */
export function runChecks(assembly: Assembly): readonly CheckOutcome[] {
  const { plan, recorder, records, ledger, faultLog, cluster } = assembly;
  const ofLogs = plan.topics.flatMap(({ id }) => {
    const evidence = { log: finalLogOf(cluster, id), records, ledger, faults: faultLog };
    return [checkAcknowledgedKept(evidence), checkKeyOrder(evidence)];
  });
  const ofTables = plan.jobs.flatMap((job) => checkJob(assembly, job));
  return [...ofLogs, ...ofTables, recorder.progress.outcome()];
}

function checkJob(assembly: Assembly, { node, topic, tables: planned }: PlannedJob): readonly CheckOutcome[] {
  const { lake, tables, records, ledger, faultLog, cluster, jobs } = assembly;
  const log = finalLogOf(cluster, topic.id);
  const committedOffsets = jobs.get(node.id)?.committedOffsets ?? log.partitions.map(() => 0);
  const expected = expectedRows(log, committedOffsets, { records, ledger });
  const oracleBronze = bronzeColumns(records, expected, topic.id, 0);
  const bronzeTables = planned.filter((table) => table.node.kind === "bronze").map((table) => table.node.id);
  lake.runOracle(new Map(bronzeTables.map((id) => [id, oracleBronze])));
  return planned.flatMap(({ node: table }): readonly CheckOutcome[] => {
    const commits = commitsOf(assembly, table.id);
    switch (table.kind) {
      case "bronze": {
        const commitTimeOf = (batchId: number): number | undefined =>
          commits.findLast((commit) => commit.batchId === batchId)?.atUs;
        const evidence = { table: table.id, tables, log, records, committedOffsets, faults: faultLog, commitTimeOf };
        return [checkNoDuplicates(evidence), checkBronzeEqualsLog(evidence)];
      }
      case "silver":
        return table.merge === undefined ? [] : [checkSilverLatest(tableEvidence(assembly, table.id, table.merge.key))];
      case "gold": {
        const evidence = tableEvidence(assembly, table.id, table.groupBy);
        const { money } = table;
        return [
          checkGoldEqualsOracle(
            money === undefined ? evidence : { ...evidence, comparison: { ...evidence.comparison, money } },
          ),
        ];
      }
      default:
        return [];
    }
  });
}

function tableEvidence(assembly: Assembly, table: string, keys: readonly string[]): TableEvidence {
  const { lake, tables, faultLog } = assembly;
  const comparison = { live: lake.liveSql(table), oracle: lake.oracleSql(table), columns: lake.columnsOf(table), keys };
  return { table, tables, comparison, commits: commitsOf(assembly, table), faults: faultLog };
}

function commitsOf({ recorder }: Assembly, table: string): readonly TableCommit[] {
  return recorder.timeline
    .filter(({ kind, fields }) => kind === "table-committed" && fields["tableId"] === table)
    .map(({ atUs, fields }) => ({ batchId: Number(fields["batchId"]), version: Number(fields["version"]), atUs }));
}
