import { AssertionError, assert } from "../base/assert.ts";
import { ByteRange } from "../base/byte-range.ts";
import type { DictionaryColumn, Utf8Column } from "../base/columns.ts";
import type { TimeUs } from "../base/time.ts";
import { Utf8Builder } from "../base/utf8-builder.ts";
import { grownColumn } from "./grown-column.ts";
import { KeyDictionary, NULL_KEY_ID } from "./key-dictionary.ts";
import { ValueArena } from "./value-arena.ts";

/** What the source did to a record on purpose; for reports only, no room may act on it. */
export const RECORD_FLAG = { poison: 1, duplicate: 2, late: 4 } as const;

const INITIAL_CAPACITY = 65_536;
const MAX_RECORDS = 2 ** 27;

/**
 * Every record ever handed to a producer, as columns. A record id is its index (0, 1, 2, ...) and is the correlation id,
 * unique per send: an application that sends the same payload twice makes two records.
 *
 * Invariants: (1) append-only: only the create time and the flags of a record may change after `append`; (2) `keyId` is
 * `NULL_KEY_ID` or an id of `keys`; (3) all columns have room for `count` entries.
 */
export class RecordStore {
  readonly keys = new KeyDictionary();
  readonly #values = new ValueArena();
  #keyIds = new Int32Array(INITIAL_CAPACITY);
  #positions = new Uint32Array(INITIAL_CAPACITY);
  #sizes = new Uint32Array(INITIAL_CAPACITY);
  #eventTimesUs = new Float64Array(INITIAL_CAPACITY);
  #createTimesUs = new Float64Array(INITIAL_CAPACITY);
  #flags = new Uint8Array(INITIAL_CAPACITY);
  #count = 0;
  #valueHead: Uint8Array | undefined;
  /** Scratch of `keyColumn`: the code that a key id has in the batch being made, valid where the stamp is this batch's. */
  #codes = new Int32Array(0);
  #stamps = new Uint32Array(0);
  #stamp = 0;

  /** How many records there are; the next record's id. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of all values together. */
  get valueBytes(): number {
    return this.#values.usedBytes;
  }

  /**
   * Opens room for a value of at most `maxBytes`: write it into `valueBuffer` from `valueOffset` on, then call `append` with
   * the size written. That spares a copy; `appendValue` copies.
   */
  reserveValue(maxBytes: number): void {
    const head = this.#valueHead;
    if (head === undefined) {
      this.#values.reserve(maxBytes);
      return;
    }
    this.#values.reserve(maxBytes + head.length);
    this.#values.buffer.bytes.set(head, this.#values.offset);
  }

  /** What a serializer puts before each value that is written from now on; undefined for nothing. */
  set valueHead(head: Uint8Array | undefined) {
    this.#valueHead = head;
  }

  /** Where a reserved value is written. */
  get valueBuffer(): ByteRange {
    return this.#values.buffer;
  }

  /** Where in `valueBuffer` a reserved value starts. */
  get valueOffset(): number {
    return this.#values.offset + (this.#valueHead?.length ?? 0);
  }

  /**
   * Adds a record whose value of `valueSizeBytes` was written after `reserveValue`; returns its id. `eventTimeUs` counts from
   * 1970 UTC in dataset time, `createTimeUs` is the virtual instant of the send, as Kafka's CreateTime.
   */
  append(keyId: number, valueSizeBytes: number, eventTimeUs: number, createTimeUs: TimeUs): number {
    const id = this.#count;
    if (id === this.#keyIds.length) this.#grow();
    this.#keyIds[id] = keyId;
    const sizeBytes = valueSizeBytes + (this.#valueHead?.length ?? 0);
    this.#positions[id] = this.#values.commit(sizeBytes);
    this.#sizes[id] = sizeBytes;
    this.#eventTimesUs[id] = eventTimeUs;
    this.#createTimesUs[id] = createTimeUs;
    this.#count = id + 1;
    return id;
  }

  /** Adds a record whose value is copied from `value`; returns its id. */
  appendValue(keyId: number, value: Uint8Array, eventTimeUs: number, createTimeUs: TimeUs): number {
    this.reserveValue(value.length);
    this.valueBuffer.bytes.set(value, this.valueOffset);
    return this.append(keyId, value.length, eventTimeUs, createTimeUs);
  }

  /** Adds a record that says what another one says, with a create time of its own; returns its id. */
  copyOf(id: number, createTimeUs: TimeUs): number {
    const copy = this.#count;
    if (copy === this.#keyIds.length) this.#grow();
    this.#keyIds[copy] = this.#keyIds[id] as number;
    // Bytes never change, so both may lie in one place.
    this.#positions[copy] = this.#positions[id] as number;
    this.#sizes[copy] = this.#sizes[id] as number;
    this.#eventTimesUs[copy] = this.#eventTimesUs[id] as number;
    this.#createTimesUs[copy] = createTimeUs;
    this.#flags[copy] = this.#flags[id] as number;
    this.#count = copy + 1;
    return copy;
  }

  /** The id of the record's key in `keys`, or NULL_KEY_ID. */
  keyIdOf(id: number): number {
    return this.#keyIds[id] as number;
  }

  /** The size of the record's key in bytes; 0 for a null key. */
  keySizeBytes(id: number): number {
    const keyId = this.keyIdOf(id);
    return keyId === NULL_KEY_ID ? 0 : this.keys.sizeBytesOf(keyId);
  }

  /** The UTF-8 bytes of a key, by key id: a view, valid until the next new key. */
  keyBytes(keyId: number): Uint8Array {
    return this.keys.bytesOf(keyId);
  }

  /** A key as text, by key id. */
  keyText(keyId: number): string {
    return this.keys.textOf(keyId);
  }

  /** The size of the record's value in bytes. */
  valueSizeBytes(id: number): number {
    return this.#sizes[id] as number;
  }

  /** Does the record delete its key from a compacted topic? The store tells no null value from an empty one. */
  isTombstone(id: number): boolean {
    return this.valueSizeBytes(id) === 0;
  }

  /** The record's value: a view of bytes that never change. For single records; batches go through `gatherValues`. */
  valueOf(id: number): Uint8Array {
    if (id < 0 || id >= this.#count) throw new AssertionError(`no record has id ${id}`);
    const position = this.#positions[id] as number;
    const start = ValueArena.offsetOf(position);
    return this.#values.chunkOf(position).bytes.subarray(start, start + (this.#sizes[id] as number));
  }

  /** When it happened, in dataset time: microseconds since 1970 UTC. */
  eventTimeUs(id: number): number {
    return this.#eventTimesUs[id] as number;
  }

  /** When it was handed to the producer: virtual microseconds, as Kafka's CreateTime. */
  createTimeUs(id: number): TimeUs {
    return this.#createTimesUs[id] as TimeUs;
  }

  /** Restamps the records `first .. end` as sent at `time`, for an application that held them back. */
  setCreateTime(first: number, end: number, time: TimeUs): void {
    assert(first >= 0 && end <= this.#count, `records ${first} to ${end} are not all there`);
    this.#createTimesUs.fill(time, first, end);
  }

  /** The flags of RECORD_FLAG that the source set, combined. */
  flagsOf(id: number): number {
    return this.#flags[id] as number;
  }

  /** Adds flags of RECORD_FLAG to a record. */
  addFlags(id: number, flags: number): void {
    this.#flags[id] = (this.#flags[id] as number) | flags;
  }

  /** Appends the values of `recordIds[from .. to)` to `out`, in that order. */
  gatherValues(recordIds: Uint32Array, from: number, to: number, out: Utf8Builder): void {
    const positions = this.#positions;
    const sizes = this.#sizes;
    let total = 0;
    for (let index = from; index < to; index++) total += sizes[recordIds[index] as number] as number;
    out.reserve(to - from, total);
    const target = new ByteRange(out.bytes);
    const offsets = out.offsets;
    let row = out.rowCount;
    let end = out.byteCount;
    for (let index = from; index < to; index++) {
      const id = recordIds[index] as number;
      const position = positions[id] as number;
      const size = sizes[id] as number;
      target.put(end, this.#values.chunkOf(position), ValueArena.offsetOf(position), size);
      end += size;
      row += 1;
      offsets[row] = end;
    }
    out.byteCount = end;
    out.rowCount = row;
  }

  /** The values of `recordIds[from .. to)` as a column of their own. */
  valueColumn(recordIds: Uint32Array, from = 0, to = recordIds.length): Utf8Column {
    const out = new Utf8Builder();
    this.gatherValues(recordIds, from, to, out);
    return out.column();
  }

  /** Writes the key ids of `recordIds[from .. to)` to the start of `out`. */
  gatherKeyIds(recordIds: Uint32Array, from: number, to: number, out: Int32Array): void {
    const keyIds = this.#keyIds;
    for (let index = from; index < to; index++) out[index - from] = keyIds[recordIds[index] as number] as number;
  }

  /** Writes the event times of `recordIds[from .. to)`, microseconds since 1970 UTC, to the start of `out`. */
  gatherEventTimesUs(recordIds: Uint32Array, from: number, to: number, out: Float64Array): void {
    const times = this.#eventTimesUs;
    for (let index = from; index < to; index++) out[index - from] = times[recordIds[index] as number] as number;
  }

  /** Writes the create times of `recordIds[from .. to)`, virtual microseconds, to the start of `out`. */
  gatherCreateTimesUs(recordIds: Uint32Array, from: number, to: number, out: Float64Array): void {
    const times = this.#createTimesUs;
    for (let index = from; index < to; index++) out[index - from] = times[recordIds[index] as number] as number;
  }

  /** The keys of `recordIds[from .. to)` as codes into the distinct keys of just these records; null keys are -1. */
  keyColumn(recordIds: Uint32Array, from = 0, to = recordIds.length): DictionaryColumn {
    this.#openCodes();
    const codes = new Int32Array(to - from);
    const dictionary: string[] = [];
    for (let index = from; index < to; index++) {
      const keyId = this.#keyIds[recordIds[index] as number] as number;
      if (keyId === NULL_KEY_ID) {
        codes[index - from] = -1;
        continue;
      }
      if (this.#stamps[keyId] !== this.#stamp) {
        this.#stamps[keyId] = this.#stamp;
        this.#codes[keyId] = dictionary.length;
        dictionary.push(this.keys.textOf(keyId));
      }
      codes[index - from] = this.#codes[keyId] as number;
    }
    return { kind: "dictionary", codes, dictionary };
  }

  #openCodes(): void {
    this.#stamp += 1;
    if (this.#stamps.length >= this.keys.count) return;
    this.#codes = new Int32Array(this.keys.count * 2);
    this.#stamps = new Uint32Array(this.keys.count * 2);
  }

  #grow(): void {
    const capacity = this.#keyIds.length * 2;
    assert(capacity <= MAX_RECORDS, `a run may send at most ${MAX_RECORDS} records`);
    this.#keyIds = grownColumn(this.#keyIds, new Int32Array(capacity));
    this.#positions = grownColumn(this.#positions, new Uint32Array(capacity));
    this.#sizes = grownColumn(this.#sizes, new Uint32Array(capacity));
    this.#eventTimesUs = grownColumn(this.#eventTimesUs, new Float64Array(capacity));
    this.#createTimesUs = grownColumn(this.#createTimesUs, new Float64Array(capacity));
    this.#flags = grownColumn(this.#flags, new Uint8Array(capacity));
  }
}
