import { assertNever } from "../base/assert.ts";
import { ByteRange } from "../base/byte-range.ts";
import { EVENT_TIME_TEXT_BYTES, EventTimeText } from "./event-time-text.ts";
import type { RecordStore } from "./record-store.ts";

const BAR = 124;
const FILL = 120;
const ZERO = 48;
const INT32_MAX = 2 ** 31 - 1;
/** Room for all fields but the key: three whole numbers of up to 16 digits, the time, and the bars. */
const FIELD_BYTES = 3 * 16 + EVENT_TIME_TEXT_BYTES + 5;

/** How a payload is spoiled: cut off before the amount, an amount that is no number, or not of this form at all. */
export const POISON_KINDS = ["truncated", "not-a-number", "foreign"] as const;
export type PoisonKind = (typeof POISON_KINDS)[number];

const NOT_A_NUMBER = asciiOf("n/a");
const FOREIGN = asciiOf("<event>unparseable</event>");

/** What a generated payload says. One object serves for all records: its fields are set anew for each. */
export type PayloadFields = {
  entityId: number;
  updateNo: number;
  /** The key's id in the store's dictionary. */
  keyId: number;
  amountCents: number;
  /** Microseconds since 1970 UTC. */
  eventTimeUs: number;
};

/**
 * Writes the payloads of generated records as text: fields between bars, `entity_id|update_no|key|amount_cents|event_time`,
 * and, where a least size is asked for and not yet reached, a sixth field `xxx...` up to it.
 * The key is that of the entity, also in a record that is sent without a key.
 */
export class PayloadWriter {
  readonly #store: RecordStore;
  readonly #leastBytes: number;
  readonly #eventTime = new EventTimeText();
  /** A bar and as many fill letters as a payload may need. */
  readonly #padding: ByteRange;

  /** `leastBytes`: the least size of a payload; 0 for no padding. */
  constructor(store: RecordStore, leastBytes: number) {
    this.#store = store;
    this.#leastBytes = leastBytes;
    this.#padding = new ByteRange(new Uint8Array(leastBytes).fill(BAR, 0, 1).fill(FILL, 1));
  }

  /** Writes a payload where the store's next value starts; returns its size. The store's `append` then takes it. */
  write(fields: PayloadFields, poison: PoisonKind | undefined): number {
    const store = this.#store;
    store.reserveValue(Math.max(this.#leastBytes, FIELD_BYTES + store.keys.sizeBytesOf(fields.keyId)));
    const start = store.valueOffset;
    switch (poison) {
      case undefined:
        return this.#tail(fields, writeWhole(fields.amountCents, store.valueBuffer.bytes, this.#head(fields))) - start;
      case "truncated":
        return this.#head(fields) - start;
      case "not-a-number":
        return this.#tail(fields, writeBytes(NOT_A_NUMBER, store.valueBuffer.bytes, this.#head(fields))) - start;
      case "foreign":
        return writeBytes(FOREIGN, store.valueBuffer.bytes, start) - start;
      default:
        return assertNever(poison);
    }
  }

  /** The fields before the amount, with the bar after them; returns the end position. */
  #head({ entityId, updateNo, keyId }: PayloadFields): number {
    const out = this.#store.valueBuffer.bytes;
    let end = writeWhole(entityId, out, this.#store.valueOffset);
    out[end++] = BAR;
    end = writeWhole(updateNo, out, end);
    out[end++] = BAR;
    end = this.#store.keys.copyInto(keyId, out, end);
    out[end++] = BAR;
    return end;
  }

  /** The field after the amount and the padding; returns the end position. */
  #tail({ eventTimeUs }: PayloadFields, start: number): number {
    const out = this.#store.valueBuffer;
    out.bytes[start] = BAR;
    const end = this.#eventTime.write(eventTimeUs, out, start + 1);
    const missingBytes = this.#store.valueOffset + this.#leastBytes - end;
    if (missingBytes < 2) return end;
    out.put(end, this.#padding, 0, missingBytes);
    return end + missingBytes;
  }
}

function asciiOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function writeBytes(bytes: Uint8Array, out: Uint8Array, start: number): number {
  out.set(bytes, start);
  return start + bytes.length;
}

/** Writes a whole number of at least 0 in decimal; returns the end position. */
function writeWhole(value: number, out: Uint8Array, start: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits += 1;
  let rest = value;
  let index = start + digits - 1;
  for (; rest > INT32_MAX; index--) {
    const next = Math.floor(rest / 10);
    out[index] = ZERO + rest - next * 10;
    rest = next;
  }
  for (rest |= 0; index >= start; index--) {
    const next = (rest / 10) | 0;
    out[index] = ZERO + rest - next * 10;
    rest = next;
  }
  return start + digits;
}
