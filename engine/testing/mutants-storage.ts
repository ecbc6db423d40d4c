import type { Mutant } from "./mutant.ts";

const shown = (target: string, from: string, to: string): Mutant => ({
  target: `kafka/${target}`,
  from,
  to,
  proof: { kind: "own-case" },
});

/** Ways to break segments, retention and the cleaner, each of which some case of our own shows. */
export const STORAGE_MUTANTS: readonly Mutant[] = [
  shown(
    "leader-epoch-cache.ts LeaderEpochCache.truncateFromStart",
    "{ epoch: entry.epoch, startOffset }",
    "{ epoch: entry.epoch, startOffset: entry.startOffset }",
  ),
  shown(
    "storage/replica-log.ts ReplicaLog.incrementLogStartOffset",
    "offset <= this.#logStartOffset",
    "offset >= this.#logStartOffset",
  ),
  shown(
    "storage/replica-log.ts ReplicaLog.deleteRecordsBefore",
    "target > this.#highWatermark",
    "target > this.#logEndOffset",
  ),
  shown(
    "storage/replica-log.ts ReplicaLog.deleteOldest",
    "if (count === this.segments.list.length) this.roll(nowUs);",
    "if (count === this.segments.list.length) return [];",
  ),
  shown(
    "storage/replica-log.ts ReplicaLog.truncateTo",
    "Math.min(firstCut ?? offset, offset)",
    "this.segments.active.baseOffset",
  ),
  shown(
    "storage/log-segment.ts LogSegment.shouldRoll",
    "this.#sizeBytes > settings.segmentBytes - batch.sizeBytes",
    "this.#sizeBytes > settings.segmentBytes",
  ),
  shown(
    "storage/log-segment.ts LogSegment.append",
    "batch.maxTimestampUs > this.#maxTimestampUs",
    "batch.maxTimestampUs < this.#maxTimestampUs",
  ),
  shown("storage/log-segments.ts LogSegments.between", "baseOffset < to", "baseOffset <= to"),
  shown(
    "storage/log-segments.ts LogSegments.truncateTo",
    "this.#active.baseOffset > offset",
    "this.#active.baseOffset > offset + 100",
  ),
  shown("storage/log-retention.ts countDeletable", "log.highWatermark < end", "log.highWatermark < segment.baseOffset"),
  shown(
    "storage/log-retention.ts deleteBeyondTime",
    "nowUs - largestTimestampUs > limitUs",
    "nowUs - largestTimestampUs >= limitUs",
  ),
  shown("storage/log-retention.ts deleteBeyondSize", "excess - sizeBytes < 0", "excess < 0"),
  shown(
    "storage/log-validator.ts findRefusal",
    "batch.sizeBytes > maxMessageBytes",
    "batch.sizeBytes > maxMessageBytes + 100",
  ),
  shown("storage/log-validator.ts findBadRecord", "records.keyIdOf(recordId) < 0", "records.keyIdOf(recordId) === 0"),
  shown("storage/batch-cleaner.ts retainedIndexes", "offset < map.offsetOf(key)", "offset <= map.offsetOf(key)"),
  shown(
    "storage/batch-cleaner.ts isKeptEmpty",
    "lastData.lastOffset === batch.lastOffset",
    "lastData.lastOffset < batch.lastOffset",
  ),
  shown(
    "storage/cleaned-transactions.ts CleanedTransactions.#isMarkerOfNothing",
    "return !hasMetData;",
    "return hasMetData;",
  ),
  shown(
    "storage/cleaned-transactions.ts CleanedTransactions.#isAborted",
    "this.#ongoingAborted.has(batch.producerId)",
    "!this.#ongoingAborted.has(batch.producerId)",
  ),
  shown(
    "storage/log-cleaner.ts buildOffsetMap",
    "!transactions.isDiscardable(batch) && batch.control",
    "batch.control",
  ),
  {
    target: "kafka/storage/log-durability.ts LogDurability.writeBack",
    from: "this.#flushedOffset = offset;",
    to: "this.#flushedOffset = 0;",
    proof: { kind: "run", scenario: "golden/power-loss.scenario.yaml" },
  },
  shown("storage/remote-storage.ts RemotePartition.visit", "batch.baseOffset >= to", "batch.baseOffset > from"),
  shown(
    "storage/log-retention.ts mayLeaveDisk",
    "end - 1 <= log.highestOffsetInRemoteStorage",
    "end - 1 <= log.highWatermark",
  ),
  shown("storage/placed-batch.ts placedBatch", "offsetCountOf(batch) - 1", "offsetCountOf(batch)"),
  shown(
    "storage/producer-snapshots.ts ProducerSnapshots.restoreUpTo",
    "producers.restore(snapshot);",
    "producers.clear();",
  ),
  shown("storage/log-to-clean.ts measureDirt", "cleanableBytes / totalBytes", "cleanableBytes / cleanBytes"),
  shown(
    "storage/offset-map.ts OffsetMap.isFull",
    "this.#offsets.size >= this.#capacity",
    "this.#offsets.size > this.#capacity",
  ),
];
