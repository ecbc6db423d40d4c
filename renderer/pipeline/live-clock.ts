import type { Activity } from "../stores/activity.ts";
import type { RunStore } from "../stores/run-store.ts";
import type { ViewStore } from "../stores/view-store.ts";

/** Live values are drawn again at most this often, in milliseconds of wall time. */
const PERIOD_MS = 100;

export type LiveClockParts = {
  readonly run: RunStore;
  readonly view: ViewStore;
  readonly activity: Activity;
  /** Wall time in milliseconds. */
  readonly nowMs: () => number;
  /** Calls back after some milliseconds; the answer calls it off. */
  readonly after: (ms: number, act: () => void) => () => void;
};

/**
 * Tells the cards when to look again: at most ten times a second, whatever the run's speed, and once more after the last
 * change. One clock serves them all.
 */
export class LiveClock {
  readonly #parts: LiveClockParts;
  readonly #listeners = new Set<() => void>();
  #stop: (() => void) | undefined;
  #pending: (() => void) | undefined;
  #lastTickMs = Number.NEGATIVE_INFINITY;
  #tick = 0;

  constructor(parts: LiveClockParts) {
    this.#parts = parts;
  }

  /** Grows with every tick. */
  readonly tick = (): number => this.#tick;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  };

  #start(): void {
    const { run, view } = this.#parts;
    const stopRun = run.subscribe((now, before) => {
      if (now.frame !== before.frame || now.current !== before.current || now.baseline !== before.baseline) this.#due();
    });
    const stopView = view.subscribe((now, before) => {
      if (now.shownUs !== before.shownUs) this.#due();
    });
    this.#stop = () => {
      stopRun();
      stopView();
    };
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#pending?.();
    this.#pending = undefined;
  }

  #due(): void {
    if (this.#pending !== undefined) return;
    const waitMs = this.#lastTickMs + PERIOD_MS - this.#parts.nowMs();
    if (waitMs <= 0) {
      this.#now();
      return;
    }
    const endActivity = this.#parts.activity.begin("drawing live values");
    const callOff = this.#parts.after(waitMs, () => {
      this.#pending = undefined;
      this.#now();
      endActivity();
    });
    this.#pending = () => {
      callOff();
      endActivity();
    };
  }

  #now(): void {
    this.#lastTickMs = this.#parts.nowMs();
    this.#tick += 1;
    for (const listener of this.#listeners) listener();
  }
}
