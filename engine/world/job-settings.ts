import { durationUs } from "../base/time.ts";
import type { MicroBatchNode } from "../scenario/scenario.ts";
import type { MicroBatchConfig } from "../stream/micro-batch-config.ts";

/** A micro-batch job of a scenario in the engine's units. */
export function microBatchConfigOf(node: MicroBatchNode, topic: string): MicroBatchConfig {
  const { options, cluster, serviceTime } = node;
  const minOffsets = options.minOffsetsPerTrigger;
  return {
    topic,
    trigger:
      node.trigger === "available-now"
        ? { kind: "available-now" }
        : { kind: "processing-time", intervalUs: node.trigger },
    maxOffsetsPerTrigger: options.maxOffsetsPerTrigger,
    minimumRead: minOffsets === undefined ? undefined : { minOffsets, maxTriggerDelayUs: options.maxTriggerDelay },
    startingOffsets: options.startingOffsets,
    failOnDataLoss: options.failOnDataLoss,
    cores: cluster.executors * cluster.coresPerExecutor,
    service: {
      planningUs: serviceTime.perBatch,
      walCommitUs: serviceTime.walCommit,
      commitOffsetsUs: serviceTime.commitOffsets,
      perTaskUs: durationUs(serviceTime.perTask),
      perRecordNs: serviceTime.perRecordNs,
      perByteNs: serviceTime.perByteNs,
      perTableCommitUs: serviceTime.perTableCommit,
      perRowWrittenNs: serviceTime.perRowWrittenNs,
    },
  };
}
