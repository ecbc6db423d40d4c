import { err, ok, type Result } from "../base/result.ts";
import type { Checkpoint, OffsetLogEntry, TopicOffsets } from "./checkpoint.ts";

/** What a query does first after a start: plan a new batch, or run again the one whose commit is missing. */
export type RecoveryPlan =
  | { readonly kind: "fresh"; readonly nextBatchId: 0 }
  | { readonly kind: "continue"; readonly nextBatchId: number; readonly startOffsets: TopicOffsets }
  | { readonly kind: "re-run"; readonly batchId: number; readonly entry: OffsetLogEntry };

/**
 * Reads the checkpoint after a (re)start. The latest entry of the offset log decides: committed means go on behind it, not
 * committed means run the same batch again with the same offsets. As Spark's MicroBatchExecution.populateStartOffsets.
 */
export function planRecovery(checkpoint: Checkpoint): Result<RecoveryPlan, string> {
  const latest = checkpoint.offsets.latestBatchId;
  if (latest === undefined) return ok({ kind: "fresh", nextBatchId: 0 });
  const entry = checkpoint.offsets.get(latest);
  if (entry === undefined) return err(`batch ${latest} doesn't exist`);
  if (latest > 0 && checkpoint.offsets.get(latest - 1) === undefined) return err(`batch ${latest - 1} doesn't exist`);
  if (checkpoint.commits.latestBatchId === latest) {
    return ok({ kind: "continue", nextBatchId: latest + 1, startOffsets: entry.endOffsets });
  }
  return ok({ kind: "re-run", batchId: latest, entry });
}
