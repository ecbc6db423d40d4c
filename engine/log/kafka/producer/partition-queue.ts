import { BATCH_OVERHEAD_BYTES, RECORD_OVERHEAD_BYTES } from "../record-batch.ts";
import { ProducerBatch } from "./producer-batch.ts";

/** What a record takes beside key and value at most. As DefaultRecord.MAX_RECORD_OVERHEAD. */
const MAX_RECORD_OVERHEAD_BYTES = 21;

/** Record ids are kept in chunks of this many; closed batches are views of them. */
const CHUNK_IDS = 4_096;

/**
 * The batches of one partition that wait to be sent; records are added to the last one while it is open. As one deque of
 * RecordAccumulator.
 *
 * Invariants: (1) only the last batch is open; (2) closed batches are in the order in which they are to be sent.
 */
export class PartitionQueue {
  readonly partition: number;
  readonly #batchSizeBytes: number;
  #closed: ProducerBatch[] = [];
  #ids = new Uint32Array(0);
  #openFrom = 0;
  #openTo = 0;
  #openBytes = 0;
  /** The size of the buffer that was made for the open batch. */
  #openLimitBytes = 0;
  #openCreatedUs = 0;
  #openTimestampUs = 0;

  constructor(partition: number, batchSizeBytes: number) {
    this.partition = partition;
    this.#batchSizeBytes = batchSizeBytes;
  }

  /** How many batches wait, the open one included. */
  get length(): number {
    return this.#closed.length + (this.hasOpenBatch ? 1 : 0);
  }

  /** Has it ever held a record? */
  get hasBeenUsed(): boolean {
    return this.#ids.length > 0;
  }

  get hasOpenBatch(): boolean {
    return this.#openTo > this.#openFrom;
  }

  /** Is the last batch complete, so that records without a key may move on to another partition? */
  get isLastBatchFull(): boolean {
    return this.hasOpenBatch ? this.#openBytes >= this.#openLimitBytes : true;
  }

  /** Can a batch be sent without waiting for more records? A closed one takes none, so it counts as full. */
  get hasFullBatch(): boolean {
    return this.#closed.length > 0 || (this.hasOpenBatch && this.#openBytes >= this.#openLimitBytes);
  }

  /** When the open batch was created, if there is one. */
  get openCreatedUs(): number {
    return this.#openCreatedUs;
  }

  /** When the oldest batch was created. */
  get oldestCreatedUs(): number {
    let oldest = this.hasOpenBatch ? this.#openCreatedUs : Number.POSITIVE_INFINITY;
    for (const batch of this.#closed) oldest = Math.min(oldest, batch.createdUs);
    return oldest;
  }

  /** Closes the open batch if a record of this size does not fit into it. */
  makeRoomFor(recordBytes: number): void {
    if (this.hasOpenBatch && this.#openBytes + recordBytes > this.#openLimitBytes) this.closeOpenBatch();
  }

  /** What a record would take of buffer.memory: nothing if it fits into the open batch. As the allocation in RecordAccumulator.append. */
  bytesToAllocate(recordBytes: number): number {
    if (this.hasOpenBatch && this.#openBytes + recordBytes <= this.#openLimitBytes) return 0;
    return this.#limitBytesFor(recordBytes);
  }

  #limitBytesFor(firstRecordBytes: number): number {
    const largestBytes = BATCH_OVERHEAD_BYTES + firstRecordBytes - RECORD_OVERHEAD_BYTES + MAX_RECORD_OVERHEAD_BYTES;
    return Math.max(this.#batchSizeBytes, largestBytes);
  }

  /** Adds a record; returns how many bytes that took, the header of a new batch included. */
  append(recordId: number, recordBytes: number, nowUs: number): number {
    this.makeRoomFor(recordBytes);
    if (this.#openTo === this.#ids.length) this.#growIds();
    const isNew = !this.hasOpenBatch;
    this.#ids[this.#openTo++] = recordId;
    this.#openTimestampUs = nowUs;
    if (!isNew) {
      this.#openBytes += recordBytes;
      return recordBytes;
    }
    this.#openCreatedUs = nowUs;
    this.#openBytes = BATCH_OVERHEAD_BYTES + recordBytes;
    this.#openLimitBytes = this.#limitBytesFor(recordBytes);
    return this.#openBytes;
  }

  /** The open batch moves to a new chunk; closed ones keep their views of the old one. */
  #growIds(): void {
    const open = this.#ids.subarray(this.#openFrom, this.#openTo);
    this.#ids = new Uint32Array(Math.max(CHUNK_IDS, open.length * 2));
    this.#ids.set(open);
    this.#openFrom = 0;
    this.#openTo = open.length;
  }

  /** No more records go into the open batch. */
  closeOpenBatch(): void {
    if (!this.hasOpenBatch) return;
    this.#closed.push(
      new ProducerBatch({
        partition: this.partition,
        recordIds: this.#ids.subarray(this.#openFrom, this.#openTo),
        sizeBytes: this.#openBytes,
        createdUs: this.#openCreatedUs,
        maxTimestampUs: this.#openTimestampUs,
        allocatedBytes: this.#openLimitBytes,
      }),
    );
    this.#openFrom = this.#openTo;
  }

  /** The first closed batch; the open one counts only once it is closed. */
  get firstClosed(): ProducerBatch | undefined {
    return this.#closed[0];
  }

  /** Bytes of the batch that would be sent next. */
  get firstSizeBytes(): number {
    return this.#closed[0]?.sizeBytes ?? this.#openBytes;
  }

  /** Takes the first batch out, closing it if it is still open. */
  shift(): ProducerBatch | undefined {
    if (this.#closed.length === 0) this.closeOpenBatch();
    return this.#closed.shift();
  }

  /** Puts a batch back to the front: as it is without sequences, where retries of several batches swap their order. */
  unshift(batch: ProducerBatch): void {
    this.#closed.unshift(batch);
  }

  /** Puts a batch back in the order of the sequences. As RecordAccumulator.insertInSequenceOrder. */
  insertInSequence(batch: ProducerBatch): void {
    let at = 0;
    while (isBefore(this.#closed[at], batch)) at += 1;
    this.#closed.splice(at, 0, batch);
  }

  /** Takes out every batch that was never sent, so that it has no sequence. As RecordAccumulator.abortUndrainedBatches. */
  takeUnsequenced(): ProducerBatch[] {
    this.closeOpenBatch();
    const unsequenced = this.#closed.filter((batch) => !batch.hasSequence);
    if (unsequenced.length > 0) this.#closed = this.#closed.filter((batch) => batch.hasSequence);
    return unsequenced;
  }

  /** Takes out everything. */
  takeAll(): ProducerBatch[] {
    this.closeOpenBatch();
    return this.#closed.splice(0);
  }

  /** Takes out every batch that was created at or before `createdUs`, in the order of the queue; retries may have mixed it up. */
  takeCreatedUntil(createdUs: number): ProducerBatch[] {
    if (this.hasOpenBatch && this.#openCreatedUs <= createdUs) this.closeOpenBatch();
    const expired = this.#closed.filter((batch) => batch.createdUs <= createdUs);
    if (expired.length > 0) this.#closed = this.#closed.filter((batch) => batch.createdUs > createdUs);
    return expired;
  }
}

function isBefore(queued: ProducerBatch | undefined, batch: ProducerBatch): boolean {
  return queued?.hasSequence === true && queued.baseSequence < batch.baseSequence;
}
