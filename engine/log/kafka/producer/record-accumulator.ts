import { COMPRESSION_RATIOS, type ProducerConfig } from "../kafka-config.ts";
import type { DeliveryErrorName } from "../kafka-error.ts";
import { BATCH_OVERHEAD_BYTES } from "../record-batch.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { PartitionQueue } from "./partition-queue.ts";
import type { ProducerMetadata } from "./producer-metadata.ts";
import type { RecordRouter } from "./record-router.ts";

/** What an accumulator works with. */
export type AccumulatorParts = {
  readonly config: ProducerConfig;
  readonly queues: readonly PartitionQueue[];
  readonly metadata: ProducerMetadata;
  readonly router: RecordRouter;
  readonly buffer: BufferPool;
  nowUs(): number;
  /** A record fails before it is in any batch. */
  refuse(recordId: number, partition: number, error: DeliveryErrorName): void;
};

/**
 * Puts records into batches, and lets the application wait in send() while buffer.memory is full. As KafkaProducer.doSend with
 * RecordAccumulator.append.
 *
 * Invariant: records enter their batches in the order in which they were sent; while one waits for memory, so does whatever the
 * application sends after it.
 */
export class RecordAccumulator {
  readonly #parts: AccumulatorParts;
  readonly #ratio: number;
  /** Ids from `first` up to and without `end`, in the order of their sending: the application's, not the producer's yet. */
  readonly #blocked: { first: number; readonly end: number }[] = [];
  /** Since when the first of them waits. */
  #blockedSinceUs = 0;
  #blockedUs = 0;

  constructor(parts: AccumulatorParts) {
    this.#parts = parts;
    const { compressionRatio, compressionType } = parts.config;
    this.#ratio = compressionRatio ?? COMPRESSION_RATIOS[compressionType];
  }

  /** Does send() wait for memory? */
  get isBlocked(): boolean {
    return this.#blocked.length > 0;
  }

  /** How long send() has waited so far, in all; the present wait counts when it is over. As bufferpool-wait-time-ns-total. */
  get blockedUs(): number {
    return this.#blockedUs;
  }

  /** When the record that waits is given up; infinity while none does. */
  get blockEndsUs(): number {
    return this.isBlocked ? this.#blockedSinceUs + this.#parts.config.maxBlockUs : Number.POSITIVE_INFINITY;
  }

  /** The records that wait in send(). */
  takeBlocked(): number[] {
    return this.#blocked
      .splice(0)
      .flatMap(({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i));
  }

  /** Bytes of a record in its batch: compressed. */
  sizeOf(recordId: number): number {
    return this.#stored(this.#parts.router.sizeOf(recordId));
  }

  #stored(plainBytes: number): number {
    return this.#ratio === 1 ? plainBytes : Math.max(1, Math.ceil(plainBytes * this.#ratio));
  }

  /** Takes the records `first .. end`, or lets them wait. */
  send(first: number, end: number): void {
    if (first === end) return;
    if (!this.isBlocked) this.#blockedSinceUs = this.#parts.nowUs();
    this.#blocked.push({ first, end });
    this.proceed();
  }

  /** Goes on with what waits, as far as there is memory, or as max.block.ms is over. As BufferPool.allocate. */
  proceed(): void {
    const nowUs = this.#parts.nowUs();
    for (let range = this.#blocked[0]; range !== undefined; range = this.#blocked[0]) {
      while (range.first < range.end) {
        if (!this.#append(range.first, nowUs) && !this.#giveUp(range.first, nowUs)) return;
        this.#blockedUs += nowUs - this.#blockedSinceUs;
        this.#blockedSinceUs = nowUs;
        range.first += 1;
      }
      this.#blocked.shift();
    }
  }

  #giveUp(recordId: number, nowUs: number): boolean {
    if (nowUs < this.blockEndsUs) return false;
    const { router, metadata } = this.#parts;
    const { cluster } = metadata;
    const partition = router.partitionOf(recordId, cluster, nowUs) ?? router.sticky.peekCurrentPartition(cluster);
    this.#parts.refuse(recordId, partition, "BUFFER_EXHAUSTED");
    return true;
  }

  /** False when there is no memory for it. A record larger than max.request.size, or than buffer.memory, fails at once. */
  #append(recordId: number, nowUs: number): boolean {
    const { router, metadata, config, queues, buffer } = this.#parts;
    const plainBytes = router.sizeOf(recordId);
    const { cluster } = metadata;
    const chosen = router.partitionOf(recordId, cluster, nowUs);
    const largestBytes = BATCH_OVERHEAD_BYTES + plainBytes;
    if (largestBytes > config.maxRequestSizeBytes || largestBytes > buffer.totalBytes) {
      // As the RecordTooLargeException of send().
      this.#parts.refuse(recordId, chosen ?? router.sticky.peekCurrentPartition(cluster), "MESSAGE_TOO_LARGE");
      return true;
    }
    const sizeBytes = this.#stored(plainBytes);
    const partition = chosen ?? this.#stickyPartition(sizeBytes);
    const queue = queues[partition] as PartitionQueue;
    if (!buffer.allocate(Math.min(queue.bytesToAllocate(sizeBytes), buffer.totalBytes))) return false;
    const appendedBytes = queue.append(recordId, sizeBytes, nowUs);
    if (chosen === undefined) router.sticky.updatePartitionInfo(appendedBytes, cluster, queue.isLastBatchFull);
    return true;
  }

  /** The sticky partition for a record of this size: it changes first if all that waits there is full. */
  #stickyPartition(sizeBytes: number): number {
    const { sticky } = this.#parts.router;
    const { cluster } = this.#parts.metadata;
    const partition = sticky.peekCurrentPartition(cluster);
    const queue = this.#parts.queues[partition] as PartitionQueue;
    queue.makeRoomFor(sizeBytes);
    if (!queue.isLastBatchFull) return partition;
    sticky.updatePartitionInfo(0, cluster, true);
    return sticky.peekCurrentPartition(cluster);
  }

  /** Queue lengths weigh the choice of a partition for records without a key. As RecordAccumulator.partitionReady. */
  updateLoadStats(): void {
    const { router, config, queues, metadata } = this.#parts;
    if (!router.hasStickyRecords) return;
    // As long as some partition has never had a batch, its queue says nothing.
    const isMeasured = queues.every((queue) => queue.hasBeenUsed);
    if (!config.isAdaptivePartitioningEnabled || !isMeasured) return;
    const { available } = metadata.cluster;
    router.sticky.updatePartitionLoadStats(
      available.map((partition) => queues[partition]?.length ?? 0),
      available,
    );
  }
}
