import { assertDefined } from "../base/assert.ts";
import { markPresent, NO_RECORD } from "../check/final-log.ts";
import { type Assembly, ledgerOf } from "./assembly.ts";
import { finalLogOf } from "./final-log-of.ts";

/**
 * How many records a topic's leaders took: those in the log, each copy of them, and those that were acknowledged and are gone.
 * Nobody knows of records that were lost before they were acknowledged. A partition without a leader counts as it lies on disk.
 */
export function countArrived(assembly: Assembly, topic: string): number {
  const { cluster, records, logWatches } = assembly;
  const watch = assertDefined(logWatches.get(topic), `${topic} is watched`);
  const ledger = ledgerOf(assembly, topic);
  const log = finalLogOf(cluster, topic, watch);
  const isPresent = markPresent(log, records.count);
  let arrived = cluster.describeTopic(topic).reduce((sum, { logEndOffset }, partition) => {
    const offsets = log.partitions[partition]?.recordIds;
    return (
      sum +
      (offsets === undefined ? logEndOffset : offsets.reduce((count, id) => (id === NO_RECORD ? count : count + 1), 0))
    );
  }, 0);
  for (let id = 0; id < records.count; id++) {
    if (isPresent[id] === 1 || !ledger.isAcknowledged(id)) continue;
    const delivery = ledger.deliveryOf(id);
    const isGone =
      delivery.kind === "acknowledged" && delivery.offset >= 0 && log.partitions[delivery.partition] !== undefined;
    if (isGone) arrived += 1;
  }
  return arrived;
}
