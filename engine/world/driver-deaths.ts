import type { ProbeEvent } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import type { FaultLog } from "../chaos/fault-log.ts";

type Death = { readonly batchId: number | undefined; readonly end: (toUs: TimeUs) => void };

/**
 * Writes the deaths of drivers into the fault log, from what the jobs report: a death is in force until the batch that it
 * interrupted is committed; one that interrupted none, until the driver is up again.
 */
export class DriverDeaths {
  readonly #faults: FaultLog;
  /** By job: the batch that is in the offset log and not in the commit log. */
  readonly #openBatch = new Map<string, number>();
  /** By job: the deaths in force; several when the driver died again before the batch was through. */
  readonly #deaths = new Map<string, readonly Death[]>();

  constructor(faults: FaultLog) {
    this.#faults = faults;
  }

  /** Listens to the events of a run, in order. */
  event({ kind, atUs, subject, fields }: ProbeEvent): void {
    switch (kind) {
      case "batch-planned":
        this.#openBatch.set(subject, Number(fields["batchId"]));
        return;
      case "driver-crashed":
        this.#die(subject, atUs);
        return;
      case "driver-restarted":
        this.#end(subject, atUs, ({ batchId }) => batchId === undefined);
        return;
      case "batch-committed":
        this.#openBatch.delete(subject);
        this.#end(subject, atUs, () => true);
        return;
    }
  }

  #die(job: string, atUs: TimeUs): void {
    const batchId = this.#openBatch.get(job);
    const description = `driver of ${job} dead${batchId === undefined ? "" : ` in batch ${batchId}`}`;
    const end = this.#faults.begin({ description, scope: { kind: "driver", job } }, atUs);
    this.#deaths.set(job, [...this.#of(job), { batchId, end }]);
  }

  #end(job: string, atUs: TimeUs, isOver: (death: Death) => boolean): void {
    for (const death of this.#of(job)) if (isOver(death)) death.end(atUs);
    this.#deaths.set(
      job,
      this.#of(job).filter((death) => !isOver(death)),
    );
  }

  #of(job: string): readonly Death[] {
    return this.#deaths.get(job) ?? [];
  }
}
