import type { ProducerSnapshot, ProducerStateManager } from "../producer-state-manager.ts";

/**
 * What was known of the producers where each segment starts. As the snapshot files beside a log's segments.
 *
 * Invariant: none lies beyond the end of the log.
 */
export class ProducerSnapshots {
  readonly #byOffset = new Map<number, ProducerSnapshot>();

  /** A segment begins at `offset`. */
  take(offset: number, producers: ProducerStateManager): void {
    if (producers.activeProducers > 0) this.#byOffset.set(offset, producers.takeSnapshot());
  }

  /** Puts the newest snapshot up to `endOffset` back, or nothing; what the log has from the returned offset on is to be added. */
  restoreUpTo(endOffset: number, producers: ProducerStateManager): number {
    let from = 0;
    for (const offset of this.#byOffset.keys()) {
      if (offset > endOffset) this.#byOffset.delete(offset);
      else from = Math.max(from, offset);
    }
    const snapshot = this.#byOffset.get(from);
    if (snapshot === undefined) producers.clear();
    else producers.restore(snapshot);
    return from;
  }

  /** What was known where a segment begins, undefined for nothing. */
  at(offset: number): ProducerSnapshot | undefined {
    return this.#byOffset.get(offset);
  }

  /** The segments before `offset` are gone. */
  dropBelow(offset: number): void {
    for (const known of this.#byOffset.keys()) if (known < offset) this.#byOffset.delete(known);
  }

  clear(): void {
    this.#byOffset.clear();
  }
}
