import { Utf8Builder } from "../base/utf8-builder.ts";
import type { Lake } from "../lake/lake.ts";
import type { RecordStore } from "../source/record-store.ts";
import { type BatchRows, bronzeColumns } from "../stream/batch-rows.ts";
import type { BatchCommit, BatchTables, CommitResult } from "../stream/batch-tables.ts";

/** Which tables a job writes, and from which topic. The job's id is the `txnAppId` of its commits. */
export type JobPlace = {
  readonly jobId: string;
  readonly topic: string;
  readonly tables: readonly { readonly node: { readonly id: string; readonly kind: string } }[];
};

/** The lake as a job sees it: the tables of its own, in the order in which they commit. */
export class JobTables implements BatchTables {
  readonly tableIds: readonly string[];
  readonly #lake: Lake;
  readonly #records: RecordStore;
  readonly #place: JobPlace;
  /** The values of the batch at hand: memory that was in use before costs a fraction of fresh memory. */
  readonly #values = new Utf8Builder();

  constructor(lake: Lake, records: RecordStore, place: JobPlace) {
    this.tableIds = place.tables.map(({ node }) => node.id);
    this.#lake = lake;
    this.#records = records;
    this.#place = place;
  }

  takesWholeBatch(tableId: string): boolean {
    return this.#place.tables.some(({ node }) => node.id === tableId && node.kind !== "dead-letter");
  }

  stage(rows: BatchRows, batchId: number): void {
    const { jobId, topic } = this.#place;
    this.#lake.stage(jobId, bronzeColumns(this.#records, rows, { topic, batchId, values: this.#values }));
  }

  commit(tableId: string, { batchId, atUs }: BatchCommit): CommitResult | undefined {
    return this.#lake.commit(tableId, { appId: this.#place.jobId, batchId, atUs });
  }
}
