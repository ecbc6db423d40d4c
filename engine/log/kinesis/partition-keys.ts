import { encodeUtf8 } from "../../base/utf8.ts";
import type { ProducerRecords } from "../kafka/producer/record-router.ts";
import { hashKeyOf } from "./hash-key.ts";
import { PARTITION_KEY_MAX_CHARACTERS } from "./kinesis-limits.ts";

type KnownKey = { readonly hashKey: bigint; readonly sizeBytes: number; readonly characters: number };

/**
 * The partition keys of records and what follows from them. Kinesis wants a key with every record; one that has none gets one of its
 * own, made of its id, as applications do that want records spread.
 *
 * Invariant: a key is hashed once.
 */
export class PartitionKeys {
  readonly #records: ProducerRecords;
  /** By key id. */
  readonly #known: (KnownKey | undefined)[] = [];

  constructor(records: ProducerRecords) {
    this.#records = records;
  }

  /** The hash key of a record. */
  hashKeyOf(recordId: number): bigint {
    return this.#keyOf(recordId).hashKey;
  }

  /** Bytes of a record as Kinesis counts them: the data and the partition key. */
  sizeOf(recordId: number): number {
    return this.#records.valueSizeBytes(recordId) + this.#keyOf(recordId).sizeBytes;
  }

  /** Is the partition key neither empty nor too long? */
  isValid(recordId: number): boolean {
    const { characters } = this.#keyOf(recordId);
    return characters >= 1 && characters <= PARTITION_KEY_MAX_CHARACTERS;
  }

  #keyOf(recordId: number): KnownKey {
    const keyId = this.#records.keyIdOf(recordId);
    if (keyId < 0) return describeKey(encodeUtf8(String(recordId)));
    this.#known[keyId] ??= describeKey(this.#records.keyBytes(keyId));
    return this.#known[keyId];
  }
}

function describeKey(bytes: Uint8Array): KnownKey {
  let characters = 0;
  // Every byte of UTF-8 but a continuation begins a character.
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) characters += 1;
  return { hashKey: hashKeyOf(bytes), sizeBytes: bytes.length, characters };
}
