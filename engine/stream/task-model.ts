import { assert } from "../base/assert.ts";
import { type DurationUs, durationUs } from "../base/time.ts";

/** What one task has to do: one topic partition's range of a batch. */
export type TaskLoad = { readonly partition: number; readonly records: number; readonly bytes: number };

/** When a task ran within its stage. */
export type TaskRun = TaskLoad & { readonly core: number; readonly startUs: DurationUs; readonly endUs: DurationUs };

/** Service times of the modelled executors; see docs/fidelity.md for where the figures come from. */
export type ServiceTime = {
  /** Scheduling, launching and result handling of one task. */
  readonly perTaskUs: number;
  readonly perRecordNs: number;
  readonly perByteNs: number;
};

/** How long one task takes: fixed overhead plus work by the record and by the byte. */
export function taskDuration(load: TaskLoad, service: ServiceTime): DurationUs {
  return durationUs(
    Math.round(service.perTaskUs + (load.records * service.perRecordNs + load.bytes * service.perByteNs) / 1_000),
  );
}

/**
 * Runs the tasks of a stage on `cores` cores: in order, each on the core that is free first, the lowest number on a tie.
 * As Spark's FIFO TaskSchedulerImpl without locality or speculation. The stage lasts until its slowest task ends.
 */
export function runStage(loads: readonly TaskLoad[], cores: number, service: ServiceTime): readonly TaskRun[] {
  assert(cores > 0, "a stage needs a core");
  const freeAt = new Array<number>(cores).fill(0);
  return loads.map((load) => {
    const core = freeAt.indexOf(Math.min(...freeAt));
    const startUs = durationUs(freeAt[core] ?? 0);
    const endUs = durationUs(startUs + taskDuration(load, service));
    freeAt[core] = endUs;
    return { ...load, core, startUs, endUs };
  });
}

/** How long a stage lasts: the end of its last task, 0 without tasks. */
export function stageDuration(runs: readonly TaskRun[]): DurationUs {
  return durationUs(runs.reduce((latest, run) => Math.max(latest, run.endUs), 0));
}
