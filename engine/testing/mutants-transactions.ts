import type { Mutant } from "./mutant.ts";

const shown = (target: string, from: string, to: string): Mutant => ({
  target,
  from,
  to,
  proof: { kind: "own-case" },
});

/** Ways to break the sequences and transactions of one partition, each of which some case of our own shows. */
export const TRANSACTION_MUTANTS: readonly Mutant[] = [
  // The last stable offset moves when the marker is appended, not when the high watermark passes it.
  shown(
    "kafka/transaction/log-transactions.ts LogTransactions.#complete",
    "this.#unreplicated.splice(at, 0, completed);",
    "this.#unreplicated.splice(at, 0);",
  ),
  shown(
    "kafka/transaction/log-transactions.ts LogTransactions.onHighWatermark",
    "lastOffset >= highWatermark",
    "lastOffset > highWatermark",
  ),
  shown(
    "kafka/transaction/log-transactions.ts LogTransactions.firstUnstableOffset",
    "Math.min(undecided, unreplicated)",
    "Math.max(undecided, unreplicated)",
  ),
  shown(
    "kafka/transaction/log-transactions.ts LogTransactions.note",
    "isTransactional && !this.#open.has(producerId)",
    "isTransactional",
  ),
  shown("kafka/transaction/offset-search.ts lowestIndexAt", "return low;", "return 0;"),
  shown(
    "kafka/producer-state-manager.ts ProducerStateManager.update",
    "entry.coordinatorEpoch = batch.control.coordinatorEpoch;",
    "entry.coordinatorEpoch = 0;",
  ),
  shown(
    "kafka/producer-state-manager.ts ProducerStateManager.#entryFor",
    "entry.batches.length = 0;",
    "entry.batches.length = 1;",
  ),
  // A sequence window of one.
  shown(
    "kafka/producer-state-manager.ts ProducerStateManager.update",
    "entry.batches.push(batch);",
    "entry.batches.splice(0, 5, batch);",
  ),
  shown("kafka/producer-state-manager.ts markerError", "entry.producerEpoch + 1", "entry.producerEpoch"),
  shown("kafka/producer-state-manager.ts isNextOf", "!isVerified || batch.baseSequence === 0", "true"),
  shown(
    "kafka/record-batch.ts offsetCountOf",
    "batch.entries === undefined ? batch.recordIds.length : batch.entries.length",
    "batch.recordIds.length + 1",
  ),
  shown(
    "kafka/storage/replica-log.ts ReplicaLog.firstUnstableOffset",
    "Math.max(unstable, this.#logStartOffset)",
    "unstable",
  ),
  shown(
    "kafka/storage/replica-log.ts ReplicaLog.lastStableOffset",
    "Math.min(this.firstUnstableOffset ?? this.#highWatermark, this.#highWatermark)",
    "this.firstUnstableOffset ?? this.#highWatermark",
  ),
];
