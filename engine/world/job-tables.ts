import type { Probe } from "../base/probe.ts";
import { Utf8Builder } from "../base/utf8-builder.ts";
import type { Lake } from "../lake/lake.ts";
import { grownColumn } from "../source/grown-column.ts";
import type { RecordStore } from "../source/record-store.ts";
import { type BatchRows, bronzeColumns } from "../stream/batch-rows.ts";
import type { BatchCommit, BatchTables, CommitResult } from "../stream/batch-tables.ts";
import { repeatedRecords } from "./table-variables.ts";

/** Which tables a job writes, and from which topic. The job's id is the `txnAppId` of its commits. */
export type JobPlace = {
  readonly jobId: string;
  readonly topic: string;
  readonly tables: readonly { readonly node: { readonly id: string; readonly kind: string } }[];
};

/** The lake as a job sees it: the tables of its own, in the order in which they commit. */
export class JobTables implements BatchTables {
  readonly tableIds: readonly string[];
  readonly #rooms: JobRooms;
  readonly #place: JobPlace;
  /** By bronze table: which records it has. */
  readonly #held = new Map<string, RecordSet>();
  /** The records of the batch at hand. */
  #recordIds: Uint32Array = new Uint32Array(0);
  /** The values of the batch at hand: memory that was in use before costs a fraction of fresh memory. */
  readonly #values = new Utf8Builder();

  constructor(rooms: JobRooms, place: JobPlace) {
    this.tableIds = place.tables.map(({ node }) => node.id);
    this.#rooms = rooms;
    this.#place = place;
    for (const { node } of place.tables) if (node.kind === "bronze") this.#held.set(node.id, new RecordSet());
  }

  takesWholeBatch(tableId: string): boolean {
    return this.#place.tables.some(({ node }) => node.id === tableId && node.kind !== "dead-letter");
  }

  stage(rows: BatchRows, batchId: number): void {
    const { jobId, topic } = this.#place;
    const { lake, records } = this.#rooms;
    this.#recordIds = rows.recordIds;
    lake.stage(jobId, bronzeColumns(records, rows, { topic, batchId, values: this.#values }));
  }

  commit(tableId: string, { batchId, atUs }: BatchCommit): CommitResult | undefined {
    const { lake, probe } = this.#rooms;
    const result = lake.commit(tableId, { appId: this.#place.jobId, batchId, atUs });
    const held = result?.kind === "committed" ? this.#held.get(tableId) : undefined;
    if (held !== undefined) probe.count(repeatedRecords(tableId), held.addAll(this.#recordIds));
    return result;
  }
}

/** The rooms behind a job's tables. */
export type JobRooms = { readonly lake: Lake; readonly records: RecordStore; readonly probe: Probe };

/** Which records something has; only grows. */
class RecordSet {
  #bits = new Uint8Array(1_024);

  /** Adds records, and returns how many of them were there already. */
  addAll(recordIds: Uint32Array): number {
    let repeated = 0;
    for (const id of recordIds) {
      const index = id >>> 3;
      const bit = 1 << (id & 7);
      if (index >= this.#bits.length) {
        this.#bits = grownColumn(this.#bits, new Uint8Array(Math.max(this.#bits.length * 2, index + 1)));
      }
      const held = this.#bits[index] as number;
      if ((held & bit) !== 0) repeated += 1;
      this.#bits[index] = held | bit;
    }
    return repeated;
  }
}
