import type { ProbeEvent } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import type { FaultLog } from "../chaos/fault-log.ts";

/** Writes the deaths of drivers into the fault log, from what the jobs report: a death is in force until the driver is up again. */
export class DriverDeaths {
  readonly #faults: FaultLog;
  /** By job: the batch that is in the offset log and not in the commit log. */
  readonly #openBatch = new Map<string, number>();
  /** By job: ends the death in force. */
  readonly #deaths = new Map<string, (toUs: TimeUs) => void>();

  constructor(faults: FaultLog) {
    this.#faults = faults;
  }

  /** Listens to the events of a run, in order. */
  event({ kind, atUs, subject, fields }: ProbeEvent): void {
    switch (kind) {
      case "batch-planned":
        this.#openBatch.set(subject, Number(fields["batchId"]));
        return;
      case "batch-committed":
        this.#openBatch.delete(subject);
        return;
      case "driver-crashed":
        this.#die(subject, atUs);
        return;
      case "driver-restarted":
        this.#deaths.get(subject)?.(atUs);
        this.#deaths.delete(subject);
        return;
    }
  }

  #die(job: string, atUs: TimeUs): void {
    const batchId = this.#openBatch.get(job);
    const description = `driver of ${job} dead${batchId === undefined ? "" : ` in batch ${batchId}`}`;
    this.#deaths.set(job, this.#faults.begin({ description, scope: { kind: "driver", job } }, atUs));
  }
}
