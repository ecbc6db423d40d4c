import { assert } from "../base/assert.ts";
import { sha256Hex } from "../base/run-digest.ts";

const PENDING = 0;
const ACKNOWLEDGED = 1;
const FAILED = 2;
const UNCONFIRMED = 3;
const INITIAL_CAPACITY = 65_536;

/** What became of one record, as far as its producer knows. */
export type Delivery =
  | { readonly kind: "pending" }
  /** The producer was told that the record is safe at this offset. */
  | { readonly kind: "acknowledged"; readonly partition: number; readonly offset: number; readonly atUs: number }
  /** Sent with acks=0: the producer asked for no answer, and nothing was promised. */
  | { readonly kind: "unconfirmed"; readonly partition: number; readonly atUs: number }
  | { readonly kind: "failed"; readonly atUs: number };

/**
 * The book of what was produced and what the producers were told, one line a record id. It only listens: no room asks it
 * anything during a run, and the checks read it afterwards.
 */
export class Ledger {
  #states = new Uint8Array(INITIAL_CAPACITY);
  #partitions = new Int16Array(INITIAL_CAPACITY);
  #offsets = new Float64Array(INITIAL_CAPACITY);
  #times = new Float64Array(INITIAL_CAPACITY);
  #acknowledgedCount = 0;
  #unconfirmedCount = 0;
  #failedCount = 0;

  get acknowledgedCount(): number {
    return this.#acknowledgedCount;
  }

  /** How many records were sent with acks=0. */
  get unconfirmedCount(): number {
    return this.#unconfirmedCount;
  }

  get failedCount(): number {
    return this.#failedCount;
  }

  /** The producer was told that `recordIds[from .. to)` lie at the offsets from `baseOffset` on. */
  acknowledge(
    recordIds: Uint32Array,
    range: { from: number; to: number },
    place: { partition: number; baseOffset: number; atUs: number },
  ): void {
    for (let index = range.from; index < range.to; index++) {
      const id = recordIds[index] as number;
      if (id >= this.#states.length) this.#grow(id);
      assert(this.#states[id] === PENDING, `record ${id} was acknowledged or failed before`);
      this.#states[id] = ACKNOWLEDGED;
      this.#partitions[id] = place.partition;
      this.#offsets[id] = place.baseOffset + index - range.from;
      this.#times[id] = place.atUs;
    }
    this.#acknowledgedCount += range.to - range.from;
  }

  /** The producer sent `recordIds[from .. to)` with acks=0 and will never hear of them. */
  leaveUnconfirmed(
    recordIds: Uint32Array,
    range: { from: number; to: number },
    place: { partition: number; atUs: number },
  ): void {
    for (let index = range.from; index < range.to; index++) {
      const id = recordIds[index] as number;
      if (id >= this.#states.length) this.#grow(id);
      assert(this.#states[id] === PENDING, `record ${id} was acknowledged or failed before`);
      this.#states[id] = UNCONFIRMED;
      this.#partitions[id] = place.partition;
      this.#times[id] = place.atUs;
    }
    this.#unconfirmedCount += range.to - range.from;
  }

  /** The producer gave up on `recordIds[from .. to)`. */
  fail(recordIds: Uint32Array, range: { from: number; to: number }, atUs: number): void {
    for (let index = range.from; index < range.to; index++) {
      const id = recordIds[index] as number;
      if (id >= this.#states.length) this.#grow(id);
      assert(this.#states[id] === PENDING, `record ${id} was acknowledged or failed before`);
      this.#states[id] = FAILED;
      this.#times[id] = atUs;
    }
    this.#failedCount += range.to - range.from;
  }

  /** Was the producer told that this record is safe? */
  isAcknowledged(id: number): boolean {
    return this.#states[id] === ACKNOWLEDGED;
  }

  /** Was this record sent with acks=0? */
  isUnconfirmed(id: number): boolean {
    return this.#states[id] === UNCONFIRMED;
  }

  /** One hash of all that was told about the first `recordCount` records: state, partition and offset of each. */
  fingerprint(recordCount: number): string {
    const states = this.#states.subarray(0, recordCount);
    const offsets = new Uint8Array(this.#offsets.buffer, 0, Math.min(recordCount, this.#offsets.length) * 8);
    const partitions = new Uint8Array(this.#partitions.buffer, 0, Math.min(recordCount, this.#partitions.length) * 2);
    return [states, partitions, offsets].map(sha256Hex).join("-");
  }

  /** What became of one record. */
  deliveryOf(id: number): Delivery {
    const atUs = this.#times[id] ?? 0;
    switch (this.#states[id]) {
      case ACKNOWLEDGED:
        return { kind: "acknowledged", partition: this.#partitions[id] ?? -1, offset: this.#offsets[id] ?? -1, atUs };
      case UNCONFIRMED:
        return { kind: "unconfirmed", partition: this.#partitions[id] ?? -1, atUs };
      case FAILED:
        return { kind: "failed", atUs };
      default:
        return { kind: "pending" };
    }
  }

  #grow(id: number): void {
    const capacity = Math.max(this.#states.length * 2, id + 1);
    const states = new Uint8Array(capacity);
    states.set(this.#states);
    const partitions = new Int16Array(capacity);
    partitions.set(this.#partitions);
    const offsets = new Float64Array(capacity);
    offsets.set(this.#offsets);
    const times = new Float64Array(capacity);
    times.set(this.#times);
    this.#states = states;
    this.#partitions = partitions;
    this.#offsets = offsets;
    this.#times = times;
  }
}
