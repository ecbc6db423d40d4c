import type { RecordBatch } from "../record-batch.ts";
import type { AbortedRange } from "../transaction/log-transactions.ts";

/**
 * Follows the transactions while the cleaner goes through a log: which batches were aborted, and which markers end a transaction
 * of which nothing is left. As CleanedTransactionMetadata.
 *
 * Invariant: batches are shown in the order of their offsets.
 */
export class CleanedTransactions {
  /** In the order of their first offsets. */
  readonly #aborted: readonly AbortedRange[];
  #next = 0;
  /** By producer: has the cleaner met a batch of its aborted transaction? */
  readonly #ongoingAborted = new Map<number, boolean>();
  readonly #ongoingCommitted = new Set<number>();

  constructor(aborted: readonly AbortedRange[]) {
    this.#aborted = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** May this batch's records go whatever their keys? For a marker: is its transaction's data all gone? */
  isDiscardable(batch: RecordBatch): boolean {
    let aborted = this.#aborted[this.#next];
    while (aborted !== undefined && aborted.firstOffset <= batch.lastOffset) {
      if (!this.#ongoingAborted.has(aborted.producerId)) this.#ongoingAborted.set(aborted.producerId, false);
      this.#next += 1;
      aborted = this.#aborted[this.#next];
    }
    return batch.control === undefined ? this.#isAborted(batch) : this.#isMarkerOfNothing(batch);
  }

  #isAborted(batch: RecordBatch): boolean {
    if (!batch.isTransactional) return false;
    if (this.#ongoingAborted.has(batch.producerId)) {
      this.#ongoingAborted.set(batch.producerId, true);
      return true;
    }
    this.#ongoingCommitted.add(batch.producerId);
    return false;
  }

  #isMarkerOfNothing(marker: RecordBatch): boolean {
    if (isEmptied(marker)) return true;
    if (marker.control?.type === "commit") return !this.#ongoingCommitted.delete(marker.producerId);
    const hasMetData = this.#ongoingAborted.get(marker.producerId) === true;
    this.#ongoingAborted.delete(marker.producerId);
    return !hasMetData;
  }
}

/** Has the cleaner taken everything out of this batch and left it for its offsets and sequences? */
export function isEmptied({ offsetDeltas }: RecordBatch): boolean {
  return offsetDeltas !== undefined && offsetDeltas.length === 0;
}
