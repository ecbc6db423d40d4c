/**
 * What is typed and has not reached the document yet: editors and fields hand it over a moment after the last key. Whoever needs
 * the whole document, to save it for example, has it handed over at once.
 */
export class Drafts {
  readonly #handOvers = new Set<() => void>();

  /** Somebody may hold something back; the answer takes them off again. */
  add(handOver: () => void): () => void {
    this.#handOvers.add(handOver);
    return () => this.#handOvers.delete(handOver);
  }

  /** Afterwards the document has all that was typed. */
  handOver(): void {
    for (const handOver of this.#handOvers) handOver();
  }
}
