import type { RandomStream } from "../../../base/random-stream.ts";
import { crc32Partition } from "../crc32.ts";
import type { ProducerConfig } from "../kafka-config.ts";
import { partitionForKey } from "../murmur2.ts";
import { RECORD_OVERHEAD_BYTES } from "../record-batch.ts";
import { type AvailablePartitions, BuiltInPartitioner } from "./builtin-partitioner.ts";
import { StickyLingerPartitioner } from "./sticky-linger-partitioner.ts";

/** What a producer reads of the record store. */
export interface ProducerRecords {
  /** The id of the record's key, -1 for a null key. */
  keyIdOf(recordId: number): number;
  keyBytes(keyId: number): Uint8Array;
  valueSizeBytes(recordId: number): number;
}

/** A key whose partition is not known yet. */
const UNKNOWN = -1;

/**
 * Chooses the partition of each record and knows its size on the wire. Java's rules, or librdkafka's consistent_random: an
 * empty key counts as none there, and records without a key stick to a partition for a time, not for a batch's worth of bytes.
 *
 * Invariant: a key is hashed once.
 */
export class RecordRouter {
  readonly #config: ProducerConfig;
  readonly #records: ProducerRecords;
  readonly #sticky: BuiltInPartitioner;
  readonly #stickyLinger: StickyLingerPartitioner;
  readonly #partitionCount: number;
  #keyPartitions = new Int32Array(1_024).fill(UNKNOWN);
  #keySizes = new Int32Array(1_024);
  #hasStickyRecords = false;

  constructor(config: ProducerConfig, records: ProducerRecords, random: RandomStream, partitionCount: number) {
    this.#config = config;
    this.#records = records;
    this.#partitionCount = partitionCount;
    this.#sticky = new BuiltInPartitioner(config.batchSizeBytes, () => random.nextUint32());
    this.#stickyLinger = new StickyLingerPartitioner((bound) => random.nextBelow(bound));
  }

  /** Has any record been routed by queue lengths? If not, nobody needs to measure them. */
  get hasStickyRecords(): boolean {
    return this.#hasStickyRecords;
  }

  /** The sticky choice for records without a key. */
  get sticky(): BuiltInPartitioner {
    return this.#sticky;
  }

  /** Bytes of the record on the wire. */
  sizeOf(recordId: number): number {
    const keyId = this.#records.keyIdOf(recordId);
    if (keyId >= 0) this.#partitionOfKey(keyId);
    return (
      RECORD_OVERHEAD_BYTES +
      this.#records.valueSizeBytes(recordId) +
      (keyId < 0 ? 0 : (this.#keySizes[keyId] as number))
    );
  }

  /** The partition of a record that is sent now; undefined when the sticky choice applies. */
  partitionOf(recordId: number, cluster: AvailablePartitions, nowUs: number): number | undefined {
    const keyId = this.#config.areKeysIgnored ? UNKNOWN : this.#records.keyIdOf(recordId);
    if (keyId >= 0) {
      const partition = this.#partitionOfKey(keyId);
      if (this.#config.partitioner === "murmur2" || (this.#keySizes[keyId] as number) > 0) return partition;
    }
    if (this.#config.partitioner === "consistent_random") return this.#stickyLinger.partitionAt(nowUs, cluster);
    this.#hasStickyRecords = true;
    return undefined;
  }

  #partitionOfKey(keyId: number): number {
    if (keyId >= this.#keyPartitions.length) this.#grow(keyId);
    const known = this.#keyPartitions[keyId] as number;
    if (known !== UNKNOWN) return known;
    const key = this.#records.keyBytes(keyId);
    const select = this.#config.partitioner === "murmur2" ? partitionForKey : crc32Partition;
    const partition = select(key, this.#partitionCount);
    this.#keyPartitions[keyId] = partition;
    this.#keySizes[keyId] = key.length;
    return partition;
  }

  #grow(keyId: number): void {
    const capacity = Math.max(this.#keyPartitions.length * 2, keyId + 1);
    const partitions = new Int32Array(capacity).fill(UNKNOWN);
    partitions.set(this.#keyPartitions);
    const sizes = new Int32Array(capacity);
    sizes.set(this.#keySizes);
    this.#keyPartitions = partitions;
    this.#keySizes = sizes;
  }
}
