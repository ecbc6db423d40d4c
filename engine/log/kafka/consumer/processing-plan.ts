import type { TopicPartition } from "../topic-partition.ts";
import type { RecordRun } from "./completed-fetch.ts";

/** How long an application works: on each poll's records as a whole, and on each of them. */
export type ProcessingModel = { readonly perPollUs: number; readonly perRecordUs: number };

/** What an application does with a record that it cannot process. */
export type FailureHandling = {
  readonly isUnreadable: (recordId: number) => boolean;
  readonly retries: number;
  /** The pause before each retry; the application polls nothing meanwhile. */
  readonly backoffUs: number;
  /** stop: an exception that nobody catches ends the process. */
  readonly afterRetries: "stop" | "skip" | "dead-letter";
};

/** A record that could not be processed, and what became of it. */
export type UnprocessedRecord = {
  readonly partition: TopicPartition;
  readonly offset: number;
  readonly recordId: number;
  readonly outcome: FailureHandling["afterRetries"];
};

/** Whom a plan tells what has been done. */
export type ProcessingSink = {
  processed(run: RecordRun): void;
  gaveUp(record: UnprocessedRecord): void;
};

type Step = { readonly endUs: number } & (
  | { readonly kind: "records"; readonly run: RecordRun; readonly from: number; readonly to: number }
  | { readonly kind: "failure"; readonly record: UnprocessedRecord }
);

/**
 * What an application does with the records of one poll, one after the other, and how long that takes. The poll's own share
 * comes first.
 *
 * Invariant: each record is told once, at or after the end of its work.
 */
export class ProcessingPlan {
  readonly durationUs: number;
  /** The record at which the application ends. */
  readonly stopsAt: UnprocessedRecord | undefined;
  readonly #perRecordUs: number;
  readonly #steps: readonly Step[];
  #step = 0;
  #done = 0;

  constructor(runs: readonly RecordRun[], model: ProcessingModel, failures: FailureHandling | undefined) {
    this.#perRecordUs = model.perRecordUs;
    const steps: Step[] = [];
    let atUs = model.perPollUs;
    for (const run of runs) {
      atUs = planRun(run, { model, failures, steps, fromUs: atUs });
      const last = steps.at(-1);
      if (last?.kind === "failure" && last.record.outcome === "stop") {
        this.stopsAt = last.record;
        break;
      }
    }
    this.#steps = steps;
    this.durationUs = atUs;
  }

  /** Tells what is done after so much work. */
  advanceTo(elapsedUs: number, sink: ProcessingSink): void {
    for (; this.#step < this.#steps.length; this.#step++) {
      const step = this.#steps[this.#step] as Step;
      if (step.kind === "records") this.#advanceRecords(step, elapsedUs, sink);
      if (step.endUs > elapsedUs) return;
      if (step.kind === "failure") sink.gaveUp(step.record);
      this.#done = 0;
    }
  }

  #advanceRecords(
    { run, from, to, endUs }: Extract<Step, { kind: "records" }>,
    elapsedUs: number,
    sink: ProcessingSink,
  ): void {
    const count = to - from;
    const leftUs = Math.max(0, endUs - elapsedUs);
    const left = this.#perRecordUs === 0 ? (leftUs > 0 ? count : 0) : Math.ceil(leftUs / this.#perRecordUs);
    const done = Math.max(this.#done, count - left);
    if (done > this.#done) sink.processed(partOf(run, from + this.#done, from + done));
    this.#done = done;
  }
}

function planRun(
  run: RecordRun,
  plan: {
    readonly model: ProcessingModel;
    readonly failures: FailureHandling | undefined;
    readonly steps: Step[];
    readonly fromUs: number;
  },
): number {
  const { model, failures, steps } = plan;
  const { perRecordUs } = model;
  const { recordIds } = run;
  let atUs = plan.fromUs;
  let from = 0;
  const addRecords = (to: number) => {
    if (to === from) return;
    atUs += (to - from) * perRecordUs;
    steps.push({ kind: "records", run, from, to, endUs: atUs });
  };
  if (failures !== undefined) {
    for (const [index, recordId] of recordIds.entries()) {
      if (!failures.isUnreadable(recordId)) continue;
      addRecords(index);
      from = index + 1;
      atUs += perRecordUs + failures.retries * (failures.backoffUs + perRecordUs);
      const outcome = failures.afterRetries;
      const offset = run.firstOffset + index;
      steps.push({ kind: "failure", record: { partition: run.partition, offset, recordId, outcome }, endUs: atUs });
      if (outcome === "stop") return atUs;
    }
  }
  addRecords(recordIds.length);
  return atUs;
}

function partOf(run: RecordRun, from: number, to: number): RecordRun {
  if (from === 0 && to === run.recordIds.length) return run;
  return { ...run, firstOffset: run.firstOffset + from, recordIds: run.recordIds.subarray(from, to) };
}
