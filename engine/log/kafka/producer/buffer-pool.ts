/**
 * buffer.memory: what the batches of a producer take until they are done. As BufferPool, without its pool of free buffers.
 *
 * Invariant: 0 <= availableBytes <= totalBytes.
 */
export class BufferPool {
  readonly totalBytes: number;
  #availableBytes: number;

  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
    this.#availableBytes = totalBytes;
  }

  get availableBytes(): number {
    return this.#availableBytes;
  }

  /** Takes that many bytes; false, and nothing taken, when there are not so many. */
  allocate(bytes: number): boolean {
    if (bytes > this.#availableBytes) return false;
    this.#availableBytes -= bytes;
    return true;
  }

  /** Gives them back. */
  free(bytes: number): void {
    this.#availableBytes += bytes;
  }
}
