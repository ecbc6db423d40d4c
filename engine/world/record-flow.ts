import type { ProbeEvent } from "../base/probe.ts";
import type { PlannedJob } from "../pipeline/plan-pipeline.ts";

/** How many records went through the jobs and into their tables. */
export type RecordFlow = {
  /** By job: records of the batches that it read and handed on, a batch that ran again counted once. */
  readonly readBy: ReadonlyMap<string, number>;
  /** By job: records that bronze took from it, again where a batch that ran again was written again. */
  readonly handedOverBy: ReadonlyMap<string, number>;
  /** By table: records of the batches that it committed, each time; of a dead-letter table the rejects that it was given. */
  readonly takenBy: ReadonlyMap<string, number>;
};

/** Follows the records by the commits of the tables: bronze appends all of a batch, so its commits say how large each was. */
export function followRecords(timeline: readonly ProbeEvent[], jobs: readonly PlannedJob[]): RecordFlow {
  const kinds = new Map(jobs.flatMap(({ tables }) => tables.map(({ node }) => [node.id, node.kind] as const)));
  const sizes = new Map(jobs.map(({ node }) => [node.id, new Map<number, number>()]));
  const takenBy = new Map<string, number>();
  for (const { kind, subject, fields } of timeline) {
    const batches = sizes.get(subject);
    if (kind !== "table-committed" || batches === undefined) continue;
    const table = String(fields["tableId"]);
    const batchId = Number(fields["batchId"]);
    const rowsAdded = Number(fields["rowsAdded"]);
    const known = batches.get(batchId) ?? 0;
    const tableKind = kinds.get(table);
    // A batch that runs again may find less: what the log has lost meanwhile.
    if (tableKind === "bronze") batches.set(batchId, Math.max(known, rowsAdded));
    const taken = tableKind === "bronze" || tableKind === "dead-letter" ? rowsAdded : known;
    takenBy.set(table, (takenBy.get(table) ?? 0) + taken);
  }
  const bronzeOf = ({ tables }: PlannedJob): string => tables.find(({ node }) => node.kind === "bronze")?.node.id ?? "";
  return {
    readBy: new Map(
      [...sizes].map(([job, batches]) => [job, [...batches.values()].reduce((sum, size) => sum + size, 0)]),
    ),
    handedOverBy: new Map(jobs.map((job) => [job.node.id, takenBy.get(bronzeOf(job)) ?? 0])),
    takenBy,
  };
}
