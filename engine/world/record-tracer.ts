import { describeRecord } from "../check/check-log.ts";
import type { Ledger } from "../check/ledger.ts";
import type { Oracle } from "../lake/oracle.ts";
import type { PlannedJob } from "../pipeline/plan-pipeline.ts";
import type { EvidenceRow } from "../protocol/report.ts";
import { type Assembly, ledgerOf } from "./assembly.ts";

/** How many records an example names. */
const MAX_RECORDS = 5;

/** Follows single records through a job, for the evidence of its tables. */
export class RecordTracer {
  readonly #assembly: Assembly;
  readonly #bronze: string | undefined;
  readonly #jobId: string;
  readonly #ledger: Ledger;
  readonly #oracle: Oracle;

  constructor(assembly: Assembly, job: PlannedJob, oracle: Oracle) {
    this.#assembly = assembly;
    this.#bronze = job.tables.find(({ node }) => node.kind === "bronze")?.node.id;
    this.#jobId = job.node.id;
    this.#ledger = ledgerOf(assembly, job.topic.id);
    this.#oracle = oracle;
  }

  /** What is known of a record: its key, where it was acknowledged, the batch that took it, and the fault in force at that time. */
  describe(id: number): Omit<EvidenceRow, "note"> {
    const { records, faultLog } = this.#assembly;
    const delivery = this.#ledger.deliveryOf(id);
    const place = delivery.kind === "acknowledged" ? { partition: delivery.partition, offset: delivery.offset } : {};
    const batchId = this.#batchOf(id);
    const atUs = this.#commitTime(batchId) ?? (delivery.kind === "pending" ? undefined : delivery.atUs);
    return {
      ...describeRecord(records, id),
      ...place,
      ...(batchId === undefined ? {} : { batchId }),
      ...(atUs === undefined ? {} : { atUs, ...faultLog.describe(atUs) }),
    };
  }

  /** The records of a gold group that bronze lacks, or has more than once, or took in a batch that the driver died in. */
  recordsBehind(goldId: string, key: readonly string[]): readonly number[] {
    if (this.#bronze === undefined) return [];
    const rerun = [-1, ...this.#batchesRunAgain()].join(", ");
    const sound = `select correlation_id from ${this.#bronze} group by correlation_id having count(*) = 1 and max(batch_id) not in (${rerun})`;
    return this.#oracle.recordsOfGroup(goldId, key, sound, MAX_RECORDS);
  }

  #batchOf(id: number): number | undefined {
    if (this.#bronze === undefined) return undefined;
    const { columns } = this.#assembly.tables.query(
      `select max(batch_id) from ${this.#bronze} where correlation_id = ${id}`,
    );
    const batchId = columns[0]?.[0] ?? null;
    return batchId === null ? undefined : Number(batchId);
  }

  /** When bronze took a batch, the last time if it did so more than once. */
  #commitTime(batchId: number | undefined): number | undefined {
    return this.#assembly.recorder.timeline.findLast(
      ({ kind, fields }) =>
        kind === "table-committed" && fields["tableId"] === this.#bronze && fields["batchId"] === batchId,
    )?.atUs;
  }

  #batchesRunAgain(): readonly number[] {
    return this.#assembly.recorder.timeline
      .filter(({ kind, subject }) => kind === "batch-replayed" && subject === this.#jobId)
      .map(({ fields }) => Number(fields["batchId"]));
  }
}
