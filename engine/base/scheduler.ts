import { AssertionError } from "./assert.ts";
import type { EventHandle, Handler } from "./event-queue.ts";
import { EventQueue } from "./event-queue.ts";
import type { DurationUs, TimeUs } from "./time.ts";
import { addTime, TIME_ZERO } from "./time.ts";

/** The one clock of a run, as the rooms see it. Handlers run at their instant, in (time, insertion) order. */
export interface Scheduler {
  now(): TimeUs;
  /**
   * Runs `handler` at `time`, which must not lie in the past, before everything else of that instant but what was put first earlier:
   * what it does is the same whether it was put there before the run began or just now.
   */
  atFirst(time: TimeUs, handler: Handler): void;
  /** Runs `handler` at `time`, which must not lie in the past. */
  at(time: TimeUs, handler: Handler): EventHandle;
  /** Runs `handler` after `delay`. */
  after(delay: DurationUs, handler: Handler): EventHandle;
  /** Takes an event out before it runs; true when it was still waiting. */
  cancel(handle: EventHandle): boolean;
}

/** The clock that the world owns: it stands still until it is advanced. */
export class VirtualClock implements Scheduler {
  readonly #queue = new EventQueue();
  #now: TimeUs = TIME_ZERO;
  #eventsRun = 0;
  #isHalted = false;

  now(): TimeUs {
    return this.#now;
  }

  /** How many events have run since the start. */
  get eventsRun(): number {
    return this.#eventsRun;
  }

  at(time: TimeUs, handler: Handler): EventHandle {
    this.#mustNotBePast(time);
    return this.#queue.push(time, handler);
  }

  atFirst(time: TimeUs, handler: Handler): void {
    this.#mustNotBePast(time);
    this.#queue.pushFirst(time, handler);
  }

  after(delay: DurationUs, handler: Handler): EventHandle {
    return this.#queue.push(addTime(this.#now, delay), handler);
  }

  cancel(handle: EventHandle): boolean {
    return this.#queue.cancel(handle);
  }

  #mustNotBePast(time: TimeUs): void {
    if (time < this.#now) throw new AssertionError(`event at ${time} us lies before now, ${this.#now} us`);
  }

  /** Called by an event: it is the last one, and the clock stands still at its instant for good. */
  halt(): void {
    this.#isHalted = true;
  }

  /**
   * Runs events up to and including `until`, at most `maxEvents` of them; true when `until` was reached, and then the
   * clock stands at `until`, or where it was halted. `isStopped` is asked after each event and ends the slice there. Where a run
   * is cut into slices does not change it.
   */
  advance(until: TimeUs, maxEvents: number, isStopped?: () => boolean): boolean {
    let left = maxEvents;
    while (!this.#isHalted) {
      const next = this.#queue.peekTime();
      if (next === undefined || next > until) break;
      if (left === 0) return false;
      left -= 1;
      this.#now = next;
      this.#eventsRun += 1;
      this.#queue.pop()();
      if (isStopped?.() === true) return false;
    }
    if (until > this.#now && !this.#isHalted) this.#now = until;
    return true;
  }
}
