import type { EventField, Probe, Severity } from "../base/probe.ts";
import type { Scheduler } from "../base/scheduler.ts";
import { type DurationUs, millisecondsUs, type TimeUs } from "../base/time.ts";

/** `retry.backoff.ms`: how long the source waits before it asks a partition without a leader again. */
const RETRY_BACKOFF = millisecondsUs(100);

/** One life of a driver: what it scheduled dies with it. */
export class Driver {
  readonly #jobId: string;
  readonly #scheduler: Scheduler;
  readonly #probe: Probe;
  #isAlive = true;
  #waitingSince: TimeUs | undefined;

  constructor(jobId: string, scheduler: Scheduler, probe: Probe) {
    this.#jobId = jobId;
    this.#scheduler = scheduler;
    this.#probe = probe;
  }

  get jobId(): string {
    return this.#jobId;
  }

  now(): TimeUs {
    return this.#scheduler.now();
  }

  /** Ends this life: no step scheduled in it runs any more. */
  kill(): void {
    this.#isAlive = false;
  }

  /** Runs `step` after `delay`, unless the driver is dead by then. */
  after(delay: DurationUs, step: () => void): void {
    this.#scheduler.after(delay, () => {
      if (this.#isAlive) step();
    });
  }

  /** Asks again after the client's back-off; past `deadlineUs` of waiting it calls `giveUp` instead. */
  retry(
    ask: () => void,
    waiting: { readonly what: string; readonly deadlineUs: DurationUs },
    giveUp: (sinceUs: TimeUs) => void,
  ): void {
    const now = this.now();
    if (this.#waitingSince === undefined) {
      this.#waitingSince = now;
      this.report("batch-waits", "warning", `${this.#jobId} waits for ${waiting.what}`, { what: waiting.what });
    }
    if (now - this.#waitingSince >= waiting.deadlineUs) giveUp(this.#waitingSince);
    else this.after(RETRY_BACKOFF, ask);
  }

  /** What was waited for has come. */
  stopWaiting(): void {
    this.#waitingSince = undefined;
  }

  report(kind: string, severity: Severity, message: string, fields: Readonly<Record<string, EventField>>): void {
    this.#probe.event({ kind, atUs: this.now(), subject: this.#jobId, severity, message, fields });
  }
}
