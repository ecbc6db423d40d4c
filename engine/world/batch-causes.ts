import type { ProbeEvent } from "../base/probe.ts";
import { befallingDriver, type FaultLog } from "../chaos/fault-log.ts";
import type { BatchCauses, Cause } from "../check/causes.ts";

/** The events that a batch begins and ends with, the commits of its tables included. */
const OF_BATCHES = new Set(["batch-planned", "table-committed", "batch-committed"]);

/** Finds the deaths of a job's driver behind what its batches wrote. */
export class FoundBatchCauses implements BatchCauses {
  readonly #job: string;
  readonly #faultLog: FaultLog;
  /** By batch: its planning and its last commit. */
  readonly #spans = new Map<number, { readonly fromUs: number; readonly toUs: number }>();

  constructor(job: string, timeline: readonly ProbeEvent[], faultLog: FaultLog) {
    this.#job = job;
    this.#faultLog = faultLog;
    for (const { kind, subject, atUs, fields } of timeline) {
      if (subject !== job || !OF_BATCHES.has(kind)) continue;
      const batchId = Number(fields["batchId"]);
      this.#spans.set(batchId, { fromUs: this.#spans.get(batchId)?.fromUs ?? atUs, toUs: atUs });
    }
  }

  ofBatch(batchId: number): Cause {
    const span = this.#spans.get(batchId);
    if (span === undefined) return {};
    return { atUs: span.toUs, ...this.#faultLog.within(span.fromUs, span.toUs, befallingDriver(this.#job)) };
  }
}
