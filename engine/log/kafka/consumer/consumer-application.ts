import type { EventHandle } from "../../../base/event-queue.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { durationUs } from "../../../base/time.ts";
import type { RecordRun } from "./completed-fetch.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";
import type { FetchOutcome } from "./fetcher.ts";
import type { KafkaConsumer } from "./kafka-consumer.ts";
import {
  type FailureHandling,
  type ProcessingModel,
  ProcessingPlan,
  type ProcessingSink,
  type UnprocessedRecord,
} from "./processing-plan.ts";

/** How long the application lets each poll wait. As in the examples of Kafka's own documentation. */
const POLL_TIMEOUT_US = 100_000;

/**
 * auto: poll commits what the poll before returned. after-processing: when a poll's records are done, waiting for the answer, or
 * not. before-processing: as soon as they are there, which loses what a crash interrupts.
 */
export type CommitMode = "auto" | "after-processing" | "after-processing-async" | "before-processing";

/** Why an application has ended by itself. */
export type ApplicationEnd =
  | { readonly kind: "poll-failed"; readonly failure: ConsumerFailure }
  | { readonly kind: "unprocessable"; readonly record: UnprocessedRecord };

/** What an application is made of, and whom it tells. */
export type ApplicationParts = {
  readonly consumer: KafkaConsumer;
  readonly scheduler: Scheduler;
  readonly processing: ProcessingModel;
  readonly commit: CommitMode;
  readonly failures: FailureHandling | undefined;
  readonly sink: ProcessingSink & { delivered(runs: readonly RecordRun[], count: number): void };
  /** An exception has ended the application; nobody has closed the consumer. */
  readonly onEnd: (end: ApplicationEnd) => void;
};

type Work = { readonly plan: ProcessingPlan; doneUs: number; sinceUs: number; timer: EventHandle | undefined };

/**
 * The thread that polls: it takes what poll returns, works on it for a while, commits, and polls again. A slow one is thrown out
 * of its group by the consumer itself.
 *
 * Invariant: it is in poll, at work, in a commit, or held; never in two of them.
 */
export class ConsumerApplication {
  readonly #parts: ApplicationParts;
  #work: Work | undefined;
  /** What it does next when it is no longer held. */
  #next: (() => void) | undefined;
  #onShutdown: (() => void) | undefined;
  #isHeld = false;
  #isOver = false;

  constructor(parts: ApplicationParts) {
    this.#parts = parts;
  }

  /** Begins to poll. */
  start(): void {
    this.#poll();
  }

  #poll(): void {
    if (this.#isOver) return;
    const onShutdown = this.#onShutdown;
    if (onShutdown !== undefined) {
      this.#isOver = true;
      onShutdown();
      return;
    }
    this.#parts.consumer.poll(POLL_TIMEOUT_US, (outcome) => this.#unlessHeld(() => this.#take(outcome)));
  }

  #unlessHeld(act: () => void): void {
    if (this.#isOver) return;
    if (this.#isHeld) this.#next = act;
    else act();
  }

  #take(outcome: FetchOutcome): void {
    if (outcome.kind === "failed") {
      this.#isOver = true;
      this.#parts.onEnd({ kind: "poll-failed", failure: { error: outcome.error, subject: outcome.subject } });
      return;
    }
    const { commit, consumer, sink } = this.#parts;
    if (outcome.count === 0) {
      this.#poll();
      return;
    }
    sink.delivered(outcome.runs, outcome.count);
    if (commit !== "before-processing" || consumer.member === undefined) {
      this.#process(outcome.runs);
      return;
    }
    // Without its commit the records are another member's: they are left to it.
    consumer.member.commitSync(consumer.member.consumed, (error) =>
      this.#unlessHeld(() => (error === "NONE" ? this.#process(outcome.runs) : this.#poll())),
    );
    consumer.wakeup();
  }

  #process(runs: readonly RecordRun[]): void {
    const { failures, processing } = this.#parts;
    const plan = new ProcessingPlan(runs, processing, failures);
    this.#work = { plan, doneUs: 0, sinceUs: this.#nowUs(), timer: undefined };
    this.#goOn(this.#work);
  }

  #goOn(work: Work): void {
    work.sinceUs = this.#nowUs();
    const leftUs = work.plan.durationUs - work.doneUs;
    if (leftUs <= 0) this.#finish(work);
    else work.timer = this.#parts.scheduler.after(durationUs(leftUs), () => this.#finish(work));
  }

  #finish(work: Work): void {
    work.timer = undefined;
    this.#work = undefined;
    work.plan.advanceTo(work.plan.durationUs, this.#parts.sink);
    const record = work.plan.stopsAt;
    if (record === undefined) {
      this.#commit();
      return;
    }
    this.#isOver = true;
    this.#parts.onEnd({ kind: "unprocessable", record });
  }

  #commit(): void {
    const { commit, consumer } = this.#parts;
    const { member } = consumer;
    if (member === undefined || commit === "auto" || commit === "before-processing") {
      this.#poll();
    } else if (commit === "after-processing-async") {
      member.commitAsync(member.consumed, () => undefined);
      this.#poll();
    } else {
      // Whatever a failed commit says, the next poll knows what to do about it.
      member.commitSync(member.consumed, () => this.#unlessHeld(() => this.#poll()));
      consumer.wakeup();
    }
  }

  /** The thread stands still: it works on nothing and polls nothing. */
  hold(): void {
    if (this.#isHeld || this.#isOver) return;
    this.#isHeld = true;
    const work = this.#work;
    if (work?.timer === undefined) return;
    this.#parts.scheduler.cancel(work.timer);
    work.timer = undefined;
    work.doneUs += this.#nowUs() - work.sinceUs;
  }

  /** The thread goes on where it stood. */
  release(): void {
    if (!this.#isHeld || this.#isOver) return;
    this.#isHeld = false;
    const next = this.#next;
    this.#next = undefined;
    if (this.#work !== undefined) this.#goOn(this.#work);
    else next?.();
  }

  /** The process dies: what it had done of its work is done, the rest is not. */
  kill(): void {
    const work = this.#work;
    this.#isOver = true;
    this.#work = undefined;
    if (work === undefined) return;
    if (work.timer !== undefined) {
      this.#parts.scheduler.cancel(work.timer);
      work.doneUs += this.#nowUs() - work.sinceUs;
    }
    work.plan.advanceTo(work.doneUs, this.#parts.sink);
  }

  /**
   * Ends in order: at once when it waits in poll or in a commit, else when the work of the present poll is done and committed;
   * `onDone` runs then. As a shutdown hook that calls wakeup().
   */
  shutdown(onDone: () => void): void {
    if (this.#isOver) return;
    if (this.#work === undefined && this.#next === undefined) {
      this.#isOver = true;
      onDone();
    } else this.#onShutdown = onDone;
  }

  #nowUs(): number {
    return this.#parts.scheduler.now();
  }
}
