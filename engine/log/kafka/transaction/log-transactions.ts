import type { EndMarker } from "../record-batch.ts";
import { lowestIndexAt } from "./offset-search.ts";

/** A transaction that has ended in one partition: its first offset and that of its marker. As CompletedTxn. */
export type CompletedTransaction = {
  readonly producerId: number;
  readonly firstOffset: number;
  /** The marker's offset. */
  readonly lastOffset: number;
  readonly isAborted: boolean;
  /** Where the partition was stable up to when the marker was written, whatever its high watermark. */
  readonly lastStableOffset: number;
};

/** What of a batch says where transactions begin and end. */
export type TransactionalBatch = {
  readonly producerId: number;
  readonly baseOffset: number;
  readonly isTransactional: boolean;
  readonly control: EndMarker | undefined;
};

/** An aborted transaction's stretch of offsets: what its producer wrote there is hidden from read_committed. As AbortedTxn. */
export type AbortedRange = Pick<CompletedTransaction, "producerId" | "firstOffset" | "lastOffset">;

/**
 * The transactions of one partition: those that are open, those whose marker is not replicated yet, and the index of the aborted
 * ones. As the transactions of ProducerStateManager, with TransactionIndex.
 *
 * Invariants: (1) a producer has at most one open transaction here; (2) a transaction holds readers back until the high
 * watermark has passed its marker, not merely until the marker is there; (3) all of it is a function of the batches in the log
 * and of the high watermark.
 */
export class LogTransactions {
  /** First offset by producer id, ascending: a new transaction begins at the end of the log. */
  readonly #open = new Map<number, number>();
  /** Ended, and the high watermark has not passed the marker; by first offset, ascending. */
  #unreplicated: CompletedTransaction[] = [];
  /** In the order of their markers. */
  #aborted: CompletedTransaction[] = [];
  #isUsed = false;

  /** Where the producer's open transaction begins, undefined without one. */
  firstOffsetOf(producerId: number): number | undefined {
    return this.#open.get(producerId);
  }

  /** The first offset of the oldest open transaction. As ProducerStateManager.firstUndecidedOffset. */
  get firstUndecidedOffset(): number | undefined {
    return this.#open.values().next().value;
  }

  /** The first offset that read_committed must not see. As ProducerStateManager.firstUnstableOffset. */
  get firstUnstableOffset(): number | undefined {
    const undecided = this.firstUndecidedOffset;
    const unreplicated = this.#unreplicated[0]?.firstOffset;
    if (undecided === undefined || unreplicated === undefined) return undecided ?? unreplicated;
    return Math.min(undecided, unreplicated);
  }

  /** How many transactions are open. */
  get openCount(): number {
    return this.#open.size;
  }

  /**
   * Takes a batch in, in the order of offsets: data opens a transaction unless one is open, a marker ends it. Undefined unless it
   * ends one that wrote something here. As ProducerStateManager.completeTxn.
   */
  note({ producerId, baseOffset, isTransactional, control }: TransactionalBatch): CompletedTransaction | undefined {
    if (control !== undefined) return this.#complete(producerId, baseOffset, control.type === "abort");
    if (isTransactional && !this.#open.has(producerId)) {
      this.#isUsed = true;
      this.#open.set(producerId, baseOffset);
    }
    return undefined;
  }

  #complete(producerId: number, offset: number, isAborted: boolean): CompletedTransaction | undefined {
    const firstOffset = this.#open.get(producerId);
    if (firstOffset === undefined) return undefined;
    this.#open.delete(producerId);
    const lastStableOffset = this.firstUndecidedOffset ?? offset + 1;
    const completed = { producerId, firstOffset, lastOffset: offset, isAborted, lastStableOffset };
    const at = lowestIndexAt(this.#unreplicated.length, (index) => this.#at(index).firstOffset >= firstOffset);
    this.#unreplicated.splice(at, 0, completed);
    if (isAborted) this.#aborted.push(completed);
    return completed;
  }

  #at(index: number): CompletedTransaction {
    return this.#unreplicated[index] as CompletedTransaction;
  }

  /** The high watermark has moved: what it has passed is stable. As ProducerStateManager.onHighWatermarkUpdated. */
  onHighWatermark(highWatermark: number): void {
    if (this.#unreplicated.length === 0) return;
    this.#unreplicated = this.#unreplicated.filter(({ lastOffset }) => lastOffset >= highWatermark);
  }

  /** The log starts at `offset` now: transactions that ended below it are forgotten. As ProducerStateManager.onLogStartOffsetIncremented. */
  onLogStart(offset: number): void {
    this.#unreplicated = this.#unreplicated.filter(({ lastOffset }) => lastOffset >= offset);
    this.#aborted = this.#aborted.filter(({ lastOffset }) => lastOffset >= offset);
  }

  /** The aborted transactions that have anything from `from` up to and without `to`. As TransactionIndex.collectAbortedTxns. */
  abortedIn(from: number, to: number): readonly AbortedRange[] {
    const first = lowestIndexAt(this.#aborted.length, (index) => this.#abortedAt(index).lastOffset >= from);
    const found: AbortedRange[] = [];
    for (let index = first; index < this.#aborted.length; index++) {
      const { producerId, firstOffset, lastOffset, lastStableOffset } = this.#abortedAt(index);
      if (firstOffset < to) found.push({ producerId, firstOffset, lastOffset });
      if (lastStableOffset >= to) break;
    }
    return found;
  }

  #abortedAt(index: number): CompletedTransaction {
    return this.#aborted[index] as CompletedTransaction;
  }

  /** Reads the log anew after it was cut, or after its high watermark fell below markers that it had passed. */
  rebuild(visitAll: (see: (batch: TransactionalBatch) => boolean) => void, highWatermark: number): void {
    if (!this.#isUsed) return;
    this.clear();
    visitAll((batch) => {
      this.note(batch);
      return true;
    });
    this.onHighWatermark(highWatermark);
  }

  /** Forgets everything, to be rebuilt from the log. */
  clear(): void {
    this.#open.clear();
    this.#unreplicated = [];
    this.#aborted = [];
  }
}
