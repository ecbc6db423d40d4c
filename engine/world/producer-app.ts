import type { Scheduler } from "../base/scheduler.ts";
import type { RecordSource } from "../source/record-source.ts";
import type { PreparedSource } from "./prepare-sources.ts";

/** What the application hands its records to. */
export interface RecordSink {
  /** Takes the records `first .. end`, sent now. */
  send(first: number, end: number): void;
}

/** The application in front of a producer: it takes what its source has at each instant of arrival and sends it. */
export class ProducerApp {
  /** As far as it is known before the run: duplicates of a generator are not. */
  readonly recordsPlanned: number;
  readonly #source: RecordSource;
  readonly #sink: RecordSink;
  readonly #scheduler: Scheduler;
  #recordsSent = 0;

  constructor({ source, recordsPlanned }: PreparedSource, sink: RecordSink, scheduler: Scheduler) {
    this.recordsPlanned = recordsPlanned;
    this.#source = source;
    this.#sink = sink;
    this.#scheduler = scheduler;
  }

  get recordsSent(): number {
    return this.#recordsSent;
  }

  /** True once the source has nothing more to give. */
  get isSpent(): boolean {
    return this.#source.nextArrivalUs() === undefined;
  }

  /** Waits for the next arrival, sends what has come, and so on until the source is spent. */
  start(): void {
    const next = this.#source.nextArrivalUs();
    if (next === undefined) return;
    this.#scheduler.at(next, () => {
      const { first, end } = this.#source.take(this.#scheduler.now());
      if (end > first) this.#sink.send(first, end);
      this.#recordsSent += end - first;
      this.start();
    });
  }
}
