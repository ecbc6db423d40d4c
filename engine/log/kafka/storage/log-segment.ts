import type { RecordBatch } from "../record-batch.ts";
import type { LogSettings } from "./log-settings.ts";

/** Bytes of an entry of the offset index and of the time index. As OffsetIndex and TimeIndex. */
const OFFSET_INDEX_ENTRY_BYTES = 8;
const TIME_INDEX_ENTRY_BYTES = 12;

/** Offsets in an index are kept in four bytes, relative to the segment's base offset. */
const MAX_RELATIVE_OFFSET = 2_147_483_647;

/** Before any timestamp. */
const NO_TIMESTAMP_US = Number.NEGATIVE_INFINITY;

/**
 * A stretch of a log: the unit that is rolled, deleted, copied to remote storage and rewritten by the cleaner. As Kafka's
 * LogSegment with its two indexes, of which only the number of entries matters here.
 *
 * Invariants: (1) batches are in the order of their offsets, none below `baseOffset`; (2) size, timestamps and index entries say
 * what the batches say.
 */
export class LogSegment {
  readonly baseOffset: number;
  /** When its file was made. */
  readonly createdUs: number;
  readonly #rollJitterUs: number;
  readonly #batches: RecordBatch[] = [];
  #sizeBytes = 0;
  #maxTimestampUs = NO_TIMESTAMP_US;
  #lastModifiedUs: number;
  #bytesSinceLastIndexEntry = 0;
  #offsetIndexEntries = 0;
  #timeIndexEntries = 0;
  #lastIndexedTimestampUs = NO_TIMESTAMP_US;

  constructor(baseOffset: number, createdUs: number, rollJitterUs = 0) {
    this.baseOffset = baseOffset;
    this.createdUs = createdUs;
    this.#lastModifiedUs = createdUs;
    this.#rollJitterUs = rollJitterUs;
  }

  /** Oldest first. */
  get batches(): readonly RecordBatch[] {
    return this.#batches;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** When something was last written to its file; a cleaned segment keeps that of the segments that it comes of. */
  get lastModifiedUs(): number {
    return this.#lastModifiedUs;
  }

  /** The offset after its last batch. As LogSegment.readNextOffset. */
  get nextOffset(): number {
    return (this.#batches.at(-1)?.lastOffset ?? this.baseOffset - 1) + 1;
  }

  /** The newest timestamp of its records; of an empty segment when its file was last written. As LogSegment.largestTimestamp. */
  get largestTimestampUs(): number {
    return this.#maxTimestampUs === NO_TIMESTAMP_US ? this.#lastModifiedUs : this.#maxTimestampUs;
  }

  /** The timestamp of its first batch, from which segment.ms counts. As LogSegment.getFirstBatchTimestamp. */
  get firstTimestampUs(): number | undefined {
    return this.#batches[0]?.maxTimestampUs;
  }

  /** Adds a batch at the end. */
  append(batch: RecordBatch, nowUs: number, indexIntervalBytes: number): void {
    this.#batches.push(batch);
    this.#sizeBytes += batch.sizeBytes;
    if (batch.maxTimestampUs > this.#maxTimestampUs) this.#maxTimestampUs = batch.maxTimestampUs;
    if (this.#bytesSinceLastIndexEntry > indexIntervalBytes) this.#addIndexEntries();
    this.#bytesSinceLastIndexEntry += batch.sizeBytes;
    this.#lastModifiedUs = nowUs;
  }

  #addIndexEntries(): void {
    this.#offsetIndexEntries += 1;
    if (this.#maxTimestampUs > this.#lastIndexedTimestampUs) {
      this.#timeIndexEntries += 1;
      this.#lastIndexedTimestampUs = this.#maxTimestampUs;
    }
    this.#bytesSinceLastIndexEntry = 0;
  }

  /**
   * Must a batch that ends at `lastOffset` go into a new segment? By size, by the age of the first batch, when an index is full,
   * or when the offset is too far from the base. As LogSegment.shouldRoll.
   */
  shouldRoll(batch: RollQuestion, settings: LogSettings, nowUs: number): boolean {
    if (this.#sizeBytes > settings.segmentBytes - batch.sizeBytes) return true;
    if (batch.lastOffset - this.baseOffset > MAX_RELATIVE_OFFSET) return true;
    if (this.#sizeBytes > 0) {
      const first = this.firstTimestampUs;
      const waitedUs = first === undefined ? nowUs - this.createdUs : batch.maxTimestampUs - first;
      if (waitedUs > settings.segmentUs - this.#rollJitterUs) return true;
    }
    return this.#isIndexFull(settings.segmentIndexBytes);
  }

  #isIndexFull(indexBytes: number): boolean {
    if (this.#offsetIndexEntries >= Math.floor(indexBytes / OFFSET_INDEX_ENTRY_BYTES)) return true;
    // The last entry of the time index is kept for the newest timestamp at the roll.
    return this.#timeIndexEntries >= Math.floor(indexBytes / TIME_INDEX_ENTRY_BYTES) - 1;
  }

  /** The index of the first batch that holds `offset` or a later one; the number of batches when there is none. */
  batchIndexAt(offset: number): number {
    const batches = this.#batches;
    let low = 0;
    let high = batches.length;
    // Readers are mostly at the tail.
    const last = batches[high - 1];
    if (last === undefined || last.lastOffset < offset) return high;
    if (last.baseOffset <= offset) return high - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((batches[middle] as RecordBatch).lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Cuts off every batch that reaches `offset` or beyond; returns the base offset of the first one that went, if any did. */
  truncateTo(offset: number, settings: LogSettings): number | undefined {
    const keep = this.batchIndexAt(offset);
    const firstCut = this.#batches[keep];
    if (firstCut === undefined) return undefined;
    const kept = this.#batches.splice(0, keep);
    this.#batches.length = 0;
    const lastModifiedUs = this.#lastModifiedUs;
    this.#sizeBytes = 0;
    this.#maxTimestampUs = NO_TIMESTAMP_US;
    this.#bytesSinceLastIndexEntry = 0;
    this.#offsetIndexEntries = 0;
    this.#timeIndexEntries = 0;
    this.#lastIndexedTimestampUs = NO_TIMESTAMP_US;
    for (const batch of kept) this.append(batch, lastModifiedUs, settings.indexIntervalBytes);
    return firstCut.baseOffset;
  }
}

/** What the decision to roll looks at. */
type RollQuestion = { readonly sizeBytes: number; readonly maxTimestampUs: number; readonly lastOffset: number };
