import type { RecordBatch } from "../record-batch.ts";
import type { AbortedRange } from "./log-transactions.ts";

/** Who aborted, and from which offset on. */
type AbortedTransaction = Pick<AbortedRange, "producerId" | "firstOffset">;

/**
 * Tells, batch after batch in the order of offsets, which ones a read_committed reader drops: those of transactions that the
 * fetch says were aborted. As CompletedFetch with its abortedProducerIds.
 */
export class CommittedFilter {
  /** By first offset, ascending. */
  readonly #ranges: readonly AbortedTransaction[];
  #next = 0;
  readonly #abortedProducers = new Set<number>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#ranges = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Is this batch hidden? Batches must be asked about in the order of their offsets; a marker is never delivered anyway. */
  isAborted(batch: RecordBatch): boolean {
    let range = this.#ranges[this.#next];
    while (range !== undefined && range.firstOffset <= batch.lastOffset) {
      this.#abortedProducers.add(range.producerId);
      this.#next += 1;
      range = this.#ranges[this.#next];
    }
    if (batch.control !== undefined) {
      if (batch.control.type === "abort") this.#abortedProducers.delete(batch.producerId);
      return false;
    }
    return batch.isTransactional && this.#abortedProducers.has(batch.producerId);
  }
}
