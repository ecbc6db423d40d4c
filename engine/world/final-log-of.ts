import { type FinalLog, type FinalPartition, NO_RECORD } from "../check/final-log.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";
import { offsetOfRecord } from "../log/kafka/record-batch.ts";
import type { LogWatch } from "./log-watch.ts";

/**
 * A topic's log as its leaders hold it now, up to the end of each log. What retention or compaction has taken since it was read
 * along with the readers (`watch`) is taken from there.
 */
export function finalLogOf(cluster: KafkaCluster, topic: string, watch: LogWatch): FinalLog {
  const starts = cluster.earliestOffsets(topic);
  const partitions = cluster
    .describeTopic(topic)
    .map(({ leader, logEndOffset, highWatermark }, partition): FinalPartition | undefined => {
      if (leader < 0) return undefined;
      const recordIds = new Uint32Array(logEndOffset).fill(NO_RECORD);
      recordIds.set(watch.readIn(partition).subarray(0, logEndOffset));
      for (const batch of cluster.replicaBatches(topic, partition, leader)) {
        if (batch.offsetDeltas === undefined) recordIds.set(batch.recordIds, batch.baseOffset);
        else for (const [index, id] of batch.recordIds.entries()) recordIds[offsetOfRecord(batch, index)] = id;
      }
      return { recordIds, highWatermark, logStartOffset: starts[partition] ?? 0 };
    });
  return { topic, partitions };
}
