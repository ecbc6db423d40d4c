import type { EventHandle } from "../../../base/event-queue.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import type { DurationUs, TimeUs } from "../../../base/time.ts";

/**
 * The time of one process: what was to happen in it while it stands still happens when it goes on, in the order in which it was due;
 * what was to happen after its death never does.
 */
export class WorkerClock {
  readonly #scheduler: Scheduler;
  readonly #armed = new Set<EventHandle>();
  #deferred: (() => void)[] = [];
  #isPaused = false;
  #isDead = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  now(): TimeUs {
    return this.#scheduler.now();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Does something in the process after a while. */
  after(delay: DurationUs, act: () => void): void {
    const handle = this.#scheduler.after(delay, () => {
      this.#armed.delete(handle);
      this.run(act);
    });
    this.#armed.add(handle);
  }

  /** Something reached the process: it acts now, or when it goes on, or never. */
  run(act: () => void): void {
    if (this.#isDead) return;
    if (this.#isPaused) this.#deferred.push(act);
    else act();
  }

  /** The process stands still: a long garbage collection, a frozen machine. */
  pause(): void {
    this.#isPaused = true;
  }

  /** The process goes on. */
  resume(): void {
    this.#isPaused = false;
    const due = this.#deferred;
    this.#deferred = [];
    for (const act of due) this.run(act);
  }

  /** The process dies. */
  kill(): void {
    this.#isDead = true;
    this.#deferred = [];
    for (const handle of this.#armed) this.#scheduler.cancel(handle);
    this.#armed.clear();
  }
}
