import { befallingDriver } from "../chaos/fault-log.ts";
import type { PlannedJob } from "../pipeline/plan-pipeline.ts";
import type { JourneyStep } from "../protocol/inspection.ts";
import type { Assembly } from "../world/assembly.ts";
import type { LogCopy } from "./log-journey.ts";

/** The batches of a job that took a record, one a copy of it in the log. */
export type BatchJourney = { readonly steps: readonly JourneyStep[]; readonly batchIds: readonly number[] };

/** Follows the copies of a record into the batches of a job: planned, run again, committed. */
export function followBatches(assembly: Assembly, { node }: PlannedJob, copies: readonly LogCopy[]): BatchJourney {
  const steps: JourneyStep[] = [];
  const batchIds = new Set<number>();
  for (const { partition, offset } of copies) {
    const batchId = batchOf(assembly, node.id, { partition, offset });
    if (batchId === undefined || batchIds.has(batchId)) continue;
    batchIds.add(batchId);
    steps.push(...stepsOf(assembly, node.id, batchId).map((step) => ({ ...step, partition, offset })));
  }
  return { steps, batchIds: [...batchIds] };
}

/** The first batch of the job whose range ends behind an offset, if the job began to read before it. */
function batchOf({ recorder, jobs }: Assembly, jobId: string, { partition, offset }: LogCopy): number | undefined {
  if (offset < (jobs.get(jobId)?.initialOffsets?.[partition] ?? Number.POSITIVE_INFINITY)) return undefined;
  const planned = recorder.timeline.find(
    ({ kind, subject, fields }) =>
      kind === "batch-planned" &&
      subject === jobId &&
      Number(String(fields["endOffsets"]).split(",")[partition] ?? 0) > offset,
  );
  return planned === undefined ? undefined : Number(planned.fields["batchId"]);
}

function stepsOf({ recorder, faultLog }: Assembly, jobId: string, batchId: number): readonly JourneyStep[] {
  const events = recorder.timeline.filter(({ subject, fields }) => subject === jobId && fields["batchId"] === batchId);
  const plannedUs = events[0]?.atUs ?? 0;
  return events.flatMap(({ kind, atUs }): readonly JourneyStep[] => {
    const at = { stage: jobId, atUs, batchId };
    switch (kind) {
      case "batch-planned":
        return [{ ...at, kind: "planned", message: `${jobId} planned it into batch ${batchId}.` }];
      case "batch-replayed": {
        const { fault } = faultLog.during(plannedUs, atUs, befallingDriver(jobId));
        const message = `The driver died before batch ${batchId} was committed, so the batch runs again.`;
        return [{ ...at, kind: "replayed", message, ...(fault === undefined ? {} : { fault }) }];
      }
      case "batch-committed":
        return [{ ...at, kind: "committed", message: `${jobId} committed batch ${batchId}: all its tables have it.` }];
      default:
        return [];
    }
  });
}
