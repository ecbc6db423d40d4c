/** A record's key: an id of the record store, or the text of a coordinator's entry. */
export type LogKey = number | string;

/** Bytes of an entry: an MD5 hash and an offset. As SkimpyOffsetMap. */
const ENTRY_BYTES = 24;

/**
 * The newest offset of each key in the dirty part of a log. As Kafka's OffsetMap; of the hashes that it keeps instead of keys,
 * only their size matters here.
 */
export class OffsetMap {
  readonly #offsets = new Map<LogKey, number>();
  readonly #capacity: number;
  #latestOffset = -1;

  /** Takes `capacity` keys at most. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get isFull(): boolean {
    return this.#offsets.size >= this.#capacity;
  }

  /** The last offset that the map covers. */
  get latestOffset(): number {
    return this.#latestOffset;
  }

  /** Offsets come in order. */
  put(key: LogKey, offset: number): void {
    this.#offsets.set(key, offset);
    this.#latestOffset = offset;
  }

  /** The map covers everything up to `offset`. */
  reach(offset: number): void {
    this.#latestOffset = Math.max(this.#latestOffset, offset);
  }

  /** The newest offset of a key, -1 for one that is not there. */
  offsetOf(key: LogKey): number {
    return this.#offsets.get(key) ?? -1;
  }
}

/** How many keys a buffer of the cleaner takes. As LogCleaner, which gives each of its threads an equal share. */
export function offsetMapCapacity(dedupeBufferBytes: number, loadFactor: number): number {
  return Math.floor(Math.floor(dedupeBufferBytes / ENTRY_BYTES) * loadFactor);
}
