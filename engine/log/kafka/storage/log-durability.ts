/**
 * How much of a log is safe on its disk, and what its checkpoint files say.
 *
 * Invariants: recoveryPoint <= flushedOffset <= the end of the log; the checkpoint is at most the end of the log.
 */
export class LogDurability {
  #flushedOffset = 0;
  #recoveryPoint = 0;
  #highWatermarkCheckpoint = 0;
  #cleanerCheckpoint: number | undefined;
  #lastFlushUs: number;

  constructor(createdUs: number) {
    this.#lastFlushUs = createdUs;
  }

  /** What lies at or above is only in the page cache: a power loss takes it. */
  get flushedOffset(): number {
    return this.#flushedOffset;
  }

  /** Up to here the broker forced the log to disk: one that did not stop cleanly checks what lies above. As recoveryPoint. */
  get recoveryPoint(): number {
    return this.#recoveryPoint;
  }

  /** The high watermark as it was last written to replication-offset-checkpoint. */
  get highWatermarkCheckpoint(): number {
    return this.#highWatermarkCheckpoint;
  }

  /** Up to where the cleaner has been, undefined where it never was. As cleaner-offset-checkpoint. */
  get cleanerCheckpoint(): number | undefined {
    return this.#cleanerCheckpoint;
  }

  /** The log is clean up to `offset`. */
  noteCleanedTo(offset: number): void {
    this.#cleanerCheckpoint = offset;
  }

  /** When the broker forced the log to disk last. */
  get lastFlushUs(): number {
    return this.#lastFlushUs;
  }

  /** The operating system writes the page cache back, up to `offset`. */
  writeBack(offset: number): void {
    this.#flushedOffset = offset;
  }

  /** The broker forces the log to disk, up to `offset`. */
  force(offset: number, nowUs: number): void {
    this.#flushedOffset = Math.max(this.#flushedOffset, offset);
    this.#recoveryPoint = offset;
    this.#lastFlushUs = nowUs;
  }

  /** The file is synced at once. */
  checkpointHighWatermark(highWatermark: number): void {
    this.#highWatermarkCheckpoint = highWatermark;
  }

  /** The log has been cut and ends at `offset`. */
  clampTo(offset: number): void {
    this.#flushedOffset = Math.min(this.#flushedOffset, offset);
    this.#recoveryPoint = Math.min(this.#recoveryPoint, offset);
    this.#highWatermarkCheckpoint = Math.min(this.#highWatermarkCheckpoint, offset);
    if (this.#cleanerCheckpoint !== undefined) this.#cleanerCheckpoint = Math.min(this.#cleanerCheckpoint, offset);
  }
}
