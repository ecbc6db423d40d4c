/** What DuckDB takes its random bytes from, in Node as in a browser: the global `crypto`. */
type RandomSource = { getRandomValues?: (bytes: Uint8Array) => Uint8Array };

const FIRST_STATE = 0x9e3779b9;

/**
 * Random bytes that are the same in every run. DuckDB draws some for every scan, to try the conditions of a filter in another
 * order and to sample statistics; no result may hang on them, and asking the operating system some 20 times a statement
 * costs more than a small statement does. They stand in for the real ones only while `run` runs.
 */
export class SteadyRandom {
  #state = FIRST_STATE;
  readonly #source = (globalThis as { crypto?: RandomSource }).crypto;
  readonly #fill = (bytes: Uint8Array): Uint8Array => {
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.#nextByte();
    return bytes;
  };

  /** Begins the sequence again. */
  restart(): void {
    this.#state = FIRST_STATE;
  }

  during<T>(run: () => T): T {
    const source = this.#source;
    if (source === undefined) return run();
    const real = Object.getOwnPropertyDescriptor(source, "getRandomValues");
    Object.defineProperty(source, "getRandomValues", { value: this.#fill, configurable: true, writable: true });
    try {
      return run();
    } finally {
      if (real === undefined) Reflect.deleteProperty(source, "getRandomValues");
      else Object.defineProperty(source, "getRandomValues", real);
    }
  }

  /** Xorshift32 (Marsaglia), lowest byte. */
  #nextByte(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state & 0xff;
  }
}
