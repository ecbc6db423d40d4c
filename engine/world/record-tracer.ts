import type { BatchCauses, Cause, LogCauses } from "../check/causes.ts";
import { describeRecord } from "../check/check-log.ts";
import { type FinalLog, markPresent } from "../check/final-log.ts";
import type { Ledger } from "../check/ledger.ts";
import type { Oracle } from "../lake/oracle.ts";
import type { PlannedJob } from "../pipeline/plan-pipeline.ts";
import type { EvidenceRow } from "../protocol/report.ts";
import { type Assembly, ledgerOf } from "./assembly.ts";

/** How many records an example names. */
const MAX_RECORDS = 5;

/** What the records of one job are followed through. */
export type Tracks = {
  readonly log: FinalLog;
  readonly oracle: Oracle;
  readonly causes: LogCauses;
  readonly batches: BatchCauses;
  /** Batches that ran again and can be felt in the table. */
  readonly felt: ReadonlySet<number>;
};

/** Follows single records through a job, for the evidence of its tables. */
export class RecordTracer {
  readonly #assembly: Assembly;
  readonly #bronze: string | undefined;
  readonly #ledger: Ledger;
  readonly #tracks: Tracks;
  #isPresent: Uint8Array | undefined;

  constructor(assembly: Assembly, job: PlannedJob, tracks: Tracks) {
    this.#assembly = assembly;
    this.#bronze = job.tables.find(({ node }) => node.kind === "bronze")?.node.id;
    this.#ledger = ledgerOf(assembly, job.topic.id);
    this.#tracks = tracks;
  }

  /** What is known of a record: its key, where it was acknowledged, the batch that took it, and the fault behind what became of it. */
  describe(id: number): Omit<EvidenceRow, "note"> {
    const delivery = this.#ledger.deliveryOf(id);
    const place = delivery.kind === "acknowledged" ? { partition: delivery.partition, offset: delivery.offset } : {};
    const batchId = this.#batchOf(id);
    return {
      ...describeRecord(this.#assembly.records, id),
      ...place,
      ...(batchId === undefined ? {} : { batchId }),
      ...(batchId === undefined ? this.#causeOfAbsence(id) : this.#causeInBatch(id, batchId)),
    };
  }

  /** The driver died in the batch that took the record, and that can be felt; or it is gone from the log behind it, or took long to get there. */
  #causeInBatch(id: number, batchId: number): Cause {
    const ofBatch = this.#tracks.batches.ofBatch(batchId);
    if (ofBatch.fault !== undefined && this.#tracks.felt.has(batchId)) return ofBatch;
    const cause: Cause = ofBatch.atUs === undefined ? {} : { atUs: ofBatch.atUs };
    if (!this.#isLogged(id)) return { ...cause, ...this.#lossOf(id) };
    const delivery = this.#ledger.deliveryOf(id);
    if (delivery.kind !== "acknowledged" && delivery.kind !== "unconfirmed") return cause;
    const onTheWay = this.#tracks.causes.onTheWay(id, delivery.partition);
    return onTheWay.fault === undefined ? cause : onTheWay;
  }

  /** The record is gone from the log; or it lies where others were lost, at an offset that the job had passed. */
  #causeOfAbsence(id: number): Cause {
    if (!this.#isLogged(id)) return this.#lossOf(id);
    const delivery = this.#ledger.deliveryOf(id);
    return delivery.kind === "acknowledged" ? this.#tracks.causes.lossBefore(delivery) : {};
  }

  #lossOf(id: number): Cause {
    const delivery = this.#ledger.deliveryOf(id);
    return delivery.kind === "acknowledged" ? this.#tracks.causes.lossOf(delivery, delivery.atUs) : {};
  }

  #isLogged(id: number): boolean {
    this.#isPresent ??= markPresent(this.#tracks.log, this.#assembly.records.count);
    return this.#isPresent[id] === 1;
  }

  /** The records of a gold group that bronze lacks, or has more than once, or took in a batch whose running again can be felt. */
  recordsBehind(goldId: string, key: readonly string[]): readonly number[] {
    if (this.#bronze === undefined) return [];
    const rerun = [-1, ...this.#tracks.felt].join(", ");
    const sound = `select correlation_id from ${this.#bronze} group by correlation_id having count(*) = 1 and max(batch_id) not in (${rerun})`;
    return this.#tracks.oracle.recordsOfGroup(goldId, key, sound, MAX_RECORDS);
  }

  #batchOf(id: number): number | undefined {
    if (this.#bronze === undefined) return undefined;
    const { columns } = this.#assembly.tables.query(
      `select max(batch_id) from ${this.#bronze} where correlation_id = ${id}`,
    );
    const batchId = columns[0]?.[0] ?? null;
    return batchId === null ? undefined : Number(batchId);
  }
}
