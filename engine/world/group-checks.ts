import { MINUTE } from "../base/time.ts";
import { checkEveryRecordProcessed, checkProcessedOnce, type GroupEvidence } from "../check/check-group.ts";
import { TransactionalApplication } from "../log/kafka/producer/transactional-application.ts";
import type { CheckOutcome } from "../protocol/report.ts";
import { type Assembly, ledgerOf } from "./assembly.ts";
import type { GroupRun } from "./group-run.ts";

/** A fault is felt by a group for a session, a rebalance and the work that is done again; one that was over before is none of it. */
const AFTERMATH_US = 2 * MINUTE;

/** What the checks of the consumer groups find. */
export function checkGroups(assembly: Assembly): readonly CheckOutcome[] {
  return [...assembly.groups.values()].flatMap((run) => {
    const evidence = evidenceOf(assembly, run);
    return [checkEveryRecordProcessed(evidence), checkProcessedOnce(evidence)];
  });
}

/** Did a transactional application that writes to the topic take this record back? */
function wasAborted({ plan, processes }: Assembly, topic: string, id: number): boolean {
  return plan.sources.some((source) => {
    const process = source.topic.id === topic ? processes.get(source.node.id) : undefined;
    return process instanceof TransactionalApplication && process.wasAborted(id);
  });
}

function evidenceOf(assembly: Assembly, { id, book, group, plan }: GroupRun): GroupEvidence {
  const { records, faultLog } = assembly;
  const readsCommitted = plan.node.config["isolation.level"] === "read_committed";
  const topics = plan.topics.map((topic) => ({
    topic: topic.id,
    ledger: ledgerOf(assembly, topic.id),
    isHidden: (id: number) => readsCommitted && wasAborted(assembly, topic.id, id),
    committedOffsets: group.committedOffsets(topic.id).map((offset) => offset ?? 0),
  }));
  const concerns: Parameters<typeof faultLog.within>[2] = (scope) =>
    scope.kind === "cluster" || scope.kind === "brokers" || (scope.kind === "group" && scope.group === id);
  return { group: id, book, records, topics, faultAt: (atUs) => faultLog.within(atUs - AFTERMATH_US, atUs, concerns) };
}
