const PAGE_BYTES = 65_536;
const MIB = 1_048_576;

/** As far as the heap may always grow for a query. */
const QUERY_HEAP_BYTES = 512 * MIB;
/** What a query may add to a run that needed more than that for itself. */
const QUERY_ROOM_BYTES = 256 * MIB;

type Memory = { readonly buffer: { readonly byteLength: number }; grow(pages: number): number };
type InstantiateWasm = (imports: { readonly env: { readonly memory: Memory } }, instantiated: unknown) => unknown;

/**
 * Keeps DuckDB's heap from growing without end for what a person made up: `repeat('x', 2000000000)` is one step, which nobody can
 * cancel, and its text lies outside of what DuckDB's own limit counts. Wasm memory is never given back, so a heap that was
 * let grow to its four gigabytes stays so large. A growth that is refused is to DuckDB an allocation that failed: an error.
 */
export class HeapLimit {
  /** How large the heap was after the run itself last made it grow. */
  #ownBytes = 0;
  #limitBytes = Number.POSITIVE_INFINITY;
  #wasReached = false;

  /** Takes hold of the memory of bindings that are not yet instantiated. */
  watch(bindings: object): void {
    const instantiateWasm: InstantiateWasm = Reflect.get(bindings, "instantiateWasm");
    const watched: InstantiateWasm = (imports, instantiated) => {
      this.#take(imports.env.memory);
      return instantiateWasm.call(bindings, imports, instantiated);
    };
    Reflect.set(bindings, "instantiateWasm", watched);
  }

  /** Whether the last work that was limited asked for more than it may have. */
  get wasReached(): boolean {
    return this.#wasReached;
  }

  /** Does some work during which the heap grows to its limit at most. */
  during<T>(work: () => T): T {
    this.#limitBytes = Math.max(QUERY_HEAP_BYTES, this.#ownBytes + QUERY_ROOM_BYTES);
    this.#wasReached = false;
    try {
      return work();
    } finally {
      this.#limitBytes = Number.POSITIVE_INFINITY;
    }
  }

  #take(memory: Memory): void {
    this.#ownBytes = memory.buffer.byteLength;
    const grow = memory.grow.bind(memory);
    memory.grow = (pages) => {
      const bytes = memory.buffer.byteLength + pages * PAGE_BYTES;
      if (bytes > this.#limitBytes) {
        this.#wasReached = true;
        throw new RangeError("A query may not make the heap grow that far.");
      }
      const before = grow(pages);
      if (this.#limitBytes === Number.POSITIVE_INFINITY) this.#ownBytes = bytes;
      return before;
    };
  }
}
