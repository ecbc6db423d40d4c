import { recordCountOf } from "./batch-cleaner.ts";
import type { LogSegment } from "./log-segment.ts";
import type { ReplicaLog } from "./replica-log.ts";

/** A segment of a log as a screen shows it. */
export type SegmentDescription = {
  readonly baseOffset: number;
  /** The offset after its last record. */
  readonly nextOffset: number;
  readonly sizeBytes: number;
  readonly records: number;
  readonly createdUs: number;
  readonly lastModifiedUs: number;
  readonly largestTimestampUs: number;
  /** The one that is written to. */
  readonly isActive: boolean;
  /** Everything in it has been copied to remote storage. */
  readonly isCopied: boolean;
  /** The cleaner has been through it. */
  readonly isClean: boolean;
};

/** A producer as a partition remembers it. */
export type ProducerDescription = {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Of the newest batch; undefined when only markers are remembered. */
  readonly lastSequence: number | undefined;
  readonly lastOffset: number | undefined;
  readonly lastTimestampUs: number;
  /** Where its open transaction begins. */
  readonly openFromOffset: number | undefined;
};

/** One replica's log: where it begins and ends, its segments, the epochs that wrote it, the producers that it knows. */
export type LogDescription = {
  readonly logStartOffset: number;
  readonly localLogStartOffset: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  /** What lies at or above is in the page cache only. */
  readonly flushedOffset: number;
  /** The last offset that was copied to remote storage, -1 for none. */
  readonly highestRemoteOffset: number;
  readonly sizeBytes: number;
  readonly segments: readonly SegmentDescription[];
  readonly epochs: readonly { readonly epoch: number; readonly startOffset: number }[];
  readonly producers: readonly ProducerDescription[];
};

/** Describes a replica's log. As what kafka-dump-log and kafka-producer-perf's describe commands print, in one. */
export function describeLog(log: ReplicaLog): LogDescription {
  return {
    logStartOffset: log.logStartOffset,
    localLogStartOffset: log.localLogStartOffset,
    logEndOffset: log.logEndOffset,
    highWatermark: log.highWatermark,
    lastStableOffset: log.lastStableOffset,
    flushedOffset: log.flushedOffset,
    highestRemoteOffset: log.highestOffsetInRemoteStorage,
    sizeBytes: log.segments.sizeBytes,
    segments: log.segments.list.map((segment) => describeSegment(log, segment)),
    epochs: log.epochs.entries,
    producers: describeProducers(log),
  };
}

function describeSegment(log: ReplicaLog, segment: LogSegment): SegmentDescription {
  const { baseOffset, nextOffset, sizeBytes, createdUs, lastModifiedUs, largestTimestampUs } = segment;
  const isActive = segment === log.segments.active;
  return {
    baseOffset,
    nextOffset,
    sizeBytes,
    records: segment.batches.reduce((sum, batch) => sum + recordCountOf(batch), 0),
    createdUs,
    lastModifiedUs,
    largestTimestampUs,
    isActive,
    isCopied: !isActive && nextOffset > baseOffset && nextOffset - 1 <= log.highestOffsetInRemoteStorage,
    isClean: !isActive && nextOffset <= (log.durability.cleanerCheckpoint ?? 0),
  };
}

function describeProducers({ producers }: ReplicaLog): readonly ProducerDescription[] {
  return producers
    .takeSnapshot()
    .producers.map(([producerId, { producerEpoch, lastTimestampUs, batches }]) => {
      const last = batches.at(-1);
      return {
        producerId,
        producerEpoch,
        lastSequence: last?.lastSequence,
        lastOffset: last?.lastOffset,
        lastTimestampUs,
        openFromOffset: producers.transactions.firstOffsetOf(producerId),
      };
    })
    .sort((a, b) => a.producerId - b.producerId);
}
