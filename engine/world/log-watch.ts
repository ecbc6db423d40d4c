import { NO_RECORD } from "../check/final-log.ts";
import type { Ledger } from "../check/ledger.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";
import { grownColumn } from "../source/grown-column.ts";
import type { LostRecords } from "./loss-watch.ts";

const INITIAL_CAPACITY = 1_024;
const MOST_COPIES = 255;

/** What was read of one partition: record `ids[offset]`, or NO_RECORD, lies at `offset`, up to and without `end`. */
type ReadPartition = { ids: Uint32Array; end: number };

/**
 * Reads a topic along with its readers, and counts the records that come a second time and the acknowledged ones that leave. It
 * looks when it is told to, so a duplicate is known at the next look after readers could see it.
 *
 * Invariant: `#copies[id]` is how often record `id` lies in what was read, up to 255.
 */
export class LogWatch {
  readonly #topic: string;
  readonly #cluster: KafkaCluster;
  readonly #ledger: Ledger;
  readonly #partitions: ReadPartition[] = [];
  #copies = new Uint8Array(INITIAL_CAPACITY);
  #duplicates = 0;
  #recordsLost = 0;

  constructor(topic: string, cluster: KafkaCluster, ledger: Ledger) {
    this.#topic = topic;
    this.#cluster = cluster;
    this.#ledger = ledger;
  }

  /** How often the log took a record that it had. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** How many records left the log whose producer was told that they are safe, or had asked for no answer. */
  get recordsLost(): number {
    return this.#recordsLost;
  }

  /** Reads on, up to these high watermarks, one a partition. */
  look(highWatermarks: readonly number[]): void {
    for (const [partition, to] of highWatermarks.entries()) {
      this.#partitions[partition] ??= { ids: new Uint32Array(INITIAL_CAPACITY), end: 0 };
      const read = this.#partitions[partition];
      if (to <= read.end) continue;
      const from = Math.max(read.end, this.#cluster.earliestOffsets(this.#topic)[partition] ?? 0);
      const { ok } = this.#cluster.read(this.#topic, partition, { from, to }, (batch, first, end, offsetOfFirst) => {
        this.#skipTo(read, offsetOfFirst);
        for (let index = first; index < end; index++) this.#add(read, batch.recordIds[index] as number);
      });
      // The last offsets may hold a marker, or nothing any more.
      if (ok) this.#skipTo(read, to);
    }
  }

  /** What was read of a partition so far, by offset: record ids, or NO_RECORD. */
  readIn(partition: number): Uint32Array {
    const read = this.#partitions[partition];
    return read === undefined ? new Uint32Array(0) : read.ids.subarray(0, read.end);
  }

  #skipTo(read: ReadPartition, offset: number): void {
    while (read.end < offset) this.#put(read, NO_RECORD);
  }

  /** An election took these records out of a partition. */
  lose({ partition, from, recordIds }: LostRecords): void {
    const read = this.#partitions[partition];
    while (read !== undefined && read.end > from) {
      read.end -= 1;
      const id = read.ids[read.end] as number;
      if (id === NO_RECORD) continue;
      const copies = this.#copies[id] as number;
      if (copies < MOST_COPIES) this.#copies[id] = copies - 1;
    }
    for (const id of recordIds) if (this.#wasSafe(id, partition, from)) this.#recordsLost += 1;
  }

  #wasSafe(id: number, partition: number, from: number): boolean {
    const delivery = this.#ledger.deliveryOf(id);
    if (delivery.kind === "unconfirmed") return true;
    return delivery.kind === "acknowledged" && delivery.partition === partition && delivery.offset >= from;
  }

  #put(read: ReadPartition, id: number): void {
    if (read.end === read.ids.length) read.ids = grownColumn(read.ids, new Uint32Array(read.ids.length * 2));
    read.ids[read.end] = id;
    read.end += 1;
  }

  #add(read: ReadPartition, id: number): void {
    this.#put(read, id);
    if (id >= this.#copies.length) {
      this.#copies = grownColumn(this.#copies, new Uint8Array(Math.max(this.#copies.length * 2, id + 1)));
    }
    const copies = this.#copies[id] as number;
    if (copies > 0) this.#duplicates += 1;
    if (copies < MOST_COPIES) this.#copies[id] = copies + 1;
  }
}
