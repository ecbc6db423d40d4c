import type { DurationUs, TimeUs } from "../base/time.ts";
import type { MinimumRead } from "./rate-limit.ts";
import type { ServiceTime } from "./task-model.ts";

/** When batches start: on a grid (interval 0: as fast as possible), or one after another up to the offsets found at the start. */
export type Trigger =
  | { readonly kind: "processing-time"; readonly intervalUs: DurationUs }
  | { readonly kind: "available-now" };

/** The settings of a micro-batch job, in the units of the engine. */
export type MicroBatchConfig = {
  readonly topic: string;
  readonly trigger: Trigger;
  readonly maxOffsetsPerTrigger: number | undefined;
  readonly minimumRead: MinimumRead | undefined;
  readonly startingOffsets: "earliest" | "latest";
  readonly failOnDataLoss: boolean;
  readonly cores: number;
  readonly service: JobServiceTime;
};

/** How long the steps of a batch take; modelled figures, see docs/fidelity.md. */
export type JobServiceTime = ServiceTime & {
  /** `latestOffset`, `getBatch` and `queryPlanning` together. */
  readonly planningUs: DurationUs;
  readonly walCommitUs: DurationUs;
  readonly commitOffsetsUs: DurationUs;
  readonly perTableCommitUs: DurationUs;
  readonly perRowWrittenNs: number;
};

/** Where a job stands. `crashed` waits for a restart, `failed` is a terminated query that nobody restarts. */
export type JobStatus = "stopped" | "waiting" | "planning" | "running" | "crashed" | "failed";

/** What one committed batch took and did: the facts behind a StreamingQueryProgress. */
export type BatchProgress = {
  readonly batchId: number;
  readonly isReplay: boolean;
  readonly startedAtUs: TimeUs;
  readonly endedAtUs: TimeUs;
  readonly numInputRows: number;
  /** From the start of the tasks to the last table's commit. */
  readonly addBatchUs: number;
};
