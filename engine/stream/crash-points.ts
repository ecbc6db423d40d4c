import type { DurationUs } from "../base/time.ts";

/** One planned death of a driver: in which batch, behind which step, and how long until it is started again. */
export type CrashPoint = {
  readonly jobId: string;
  readonly batchId: number;
  /** `offset-log`, `tasks`, `tables`, or the id of the table whose commit was the last to succeed. */
  readonly after: string;
  readonly restartAfterUs: DurationUs;
  /** Told when the crash is taken, before the driver dies. */
  readonly onTaken?: () => void;
};

/** The crash points of a recipe, each taken once: the batch that runs again after the crash is spared. */
export class CrashPoints {
  readonly #waiting: CrashPoint[];

  constructor(points: readonly CrashPoint[]) {
    this.#waiting = [...points];
  }

  /** Takes the crash that is due at this step of this batch: how long until the restart, or undefined when none is. */
  take(jobId: string, batchId: number, step: string): DurationUs | undefined {
    const index = this.#waiting.findIndex(
      (point) => point.jobId === jobId && point.batchId === batchId && point.after === step,
    );
    if (index < 0) return undefined;
    const [point] = this.#waiting.splice(index, 1);
    point?.onTaken?.();
    return point?.restartAfterUs;
  }

  /** Crashes that are still to come. */
  get remaining(): number {
    return this.#waiting.length;
  }
}
