import type { ProbeEvent } from "../../engine/base/probe.ts";

/** One batch of a job: from its entry in the offset log to its entry in the commit log. */
export type BatchBar = {
  readonly batchId: number;
  readonly records: number;
  readonly fromUs: number;
  /** Undefined while it runs, or when its driver died in it. */
  readonly toUs: number | undefined;
  /** A new driver ran it again. */
  readonly isReplayed: boolean;
};

/** By a run's events, which grow in place: its batches, so that a pointer that moves over them does not have all events read again. */
const logs = new WeakMap<readonly ProbeEvent[], BatchLog>();

/** The batches of a run, read up to now. */
export function batchLogOf(events: readonly ProbeEvent[]): BatchLog {
  const log = logs.get(events) ?? new BatchLog();
  logs.set(events, log);
  log.extend(events);
  return log;
}

/** The batches of a run by job, read from its events; what was read is not read again. */
export class BatchLog {
  readonly #byJob = new Map<string, BatchBar[]>();
  #read = 0;

  extend(events: readonly ProbeEvent[]): void {
    for (; this.#read < events.length; this.#read += 1) this.#take(events[this.#read] as ProbeEvent);
  }

  /** A job's batches in the order in which they began. */
  of(job: string): readonly BatchBar[] {
    return this.#byJob.get(job) ?? [];
  }

  /** The batch of a job that ran at an instant; undefined when it waited for its trigger. */
  at(job: string, atUs: number): BatchBar | undefined {
    return this.of(job).findLast(({ fromUs, toUs = Number.POSITIVE_INFINITY }) => fromUs <= atUs && atUs <= toUs);
  }

  #take({ kind, subject, atUs, fields }: ProbeEvent): void {
    const batchId = Number(fields["batchId"]);
    if (kind === "batch-planned") {
      const bars = this.#byJob.get(subject) ?? [];
      bars.push({ batchId, records: Number(fields["records"]), fromUs: atUs, toUs: undefined, isReplayed: false });
      this.#byJob.set(subject, bars);
      return;
    }
    if (kind !== "batch-committed" && kind !== "batch-replayed") return;
    const bars = this.#byJob.get(subject) ?? [];
    const index = bars.findLastIndex((bar) => bar.batchId === batchId);
    const bar = bars[index];
    if (bar === undefined) return;
    bars[index] = kind === "batch-committed" ? { ...bar, toUs: atUs } : { ...bar, isReplayed: true };
  }
}
