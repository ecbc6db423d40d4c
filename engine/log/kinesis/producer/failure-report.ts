import { formatCount } from "../../../base/format-number.ts";
import type { Probe } from "../../../base/probe.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { SECOND } from "../../../base/time.ts";
import type { KinesisErrorName } from "../kinesis-error.ts";

/** Tells the probe of records that a producer gave up: the first at once, those of the second after it together. */
export class FailureReport {
  readonly #clientId: string;
  readonly #probe: Probe;
  readonly #scheduler: Scheduler;
  readonly #waiting = new Map<KinesisErrorName, number>();

  constructor(clientId: string, probe: Probe, scheduler: Scheduler) {
    this.#clientId = clientId;
    this.#probe = probe;
    this.#scheduler = scheduler;
  }

  /** So many records were given up. */
  failed(records: number, error: KinesisErrorName): void {
    const waiting = this.#waiting.get(error);
    if (waiting !== undefined) {
      this.#waiting.set(error, waiting + records);
      return;
    }
    this.#report(records, error);
    this.#waiting.set(error, 0);
    this.#scheduler.after(SECOND, () => {
      const late = this.#waiting.get(error) ?? 0;
      this.#waiting.delete(error);
      if (late > 0) this.#report(late, error);
    });
  }

  #report(records: number, error: KinesisErrorName): void {
    this.#probe.event({
      kind: "delivery-failed",
      atUs: this.#scheduler.now(),
      subject: this.#clientId,
      severity: "error",
      message: `Producer ${this.#clientId} gave up ${formatCount(records)} records: ${error}`,
      fields: { records, error },
    });
  }
}
