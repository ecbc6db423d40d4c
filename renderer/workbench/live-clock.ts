import type { Activity } from "../stores/activity.ts";
import type { RunStore } from "../stores/run-store.ts";
import type { ViewStore } from "../stores/view-store.ts";

/** Numbers that change five times a second can still be read: what a run changes is drawn no more often, in milliseconds of wall time. */
const RUN_PERIOD_MS = 200;
/** Where drawing takes long, it takes at most one part of time in so many: the rest is the run's and the person's. */
const DRAWING_PART = 12;
const RUN_PERIOD_MAX_MS = 1_000;
/** Whoever scrubs, steps or pauses wants to see it at once. */
const SCRUB_PERIOD_MS = 33;
/** So long listeners look in one frame of the screen; what they then draw takes some times as long. The others look in the next. */
const LOOK_MS = 7;

export type LiveClockParts = {
  readonly run: RunStore;
  readonly view: ViewStore;
  readonly activity: Activity;
  /** Wall time in milliseconds. */
  readonly nowMs: () => number;
  /** Calls back after some milliseconds; the answer calls it off. */
  readonly after: (ms: number, act: () => void) => () => void;
  /** Calls back when what was just changed is on the screen. */
  readonly whenDrawn: (act: () => void) => void;
};

/**
 * Tells cards and charts when to look again: at most five times a second, whatever the run's speed, less often on a machine that is
 * slow to draw, and once more after the last change. One clock serves them all, so that the browser lays out and paints what it changes
 * together; of very many, some look in each of the next frames.
 */
export class LiveClock {
  readonly #parts: LiveClockParts;
  readonly #listeners = new Set<() => void>();
  /** Those that the last tick has not told yet. */
  readonly #untold = new Set<() => void>();
  #endTelling: (() => void) | undefined;
  #stop: (() => void) | undefined;
  #pending: { readonly atMs: number; readonly callOff: () => void } | undefined;
  #lastTickMs = Number.NEGATIVE_INFINITY;
  /** How long the last tick took until it was on the screen. */
  #drawingMs = 0;
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
      this.#untold.delete(listener);
      this.#endWhenTold();
      if (this.#listeners.size === 0) this.#end();
    };
  };

  #start(): void {
    const { run, view } = this.#parts;
    const stopRun = run.subscribe((now, before) => {
      if (now.phase !== before.phase) this.#due(SCRUB_PERIOD_MS);
      else if (now.frame !== before.frame || now.current !== before.current || now.baseline !== before.baseline)
        this.#due(Math.min(RUN_PERIOD_MAX_MS, Math.max(RUN_PERIOD_MS, this.#drawingMs * DRAWING_PART)));
    });
    const stopView = view.subscribe((now, before) => {
      if (now.shownUs !== before.shownUs) this.#due(SCRUB_PERIOD_MS);
    });
    this.#stop = () => {
      stopRun();
      stopView();
    };
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#pending?.callOff();
    this.#pending = undefined;
  }

  /** Ticks as soon as the last tick is so long ago, and sooner if it is to tick sooner anyway. */
  #due(periodMs: number): void {
    const atMs = this.#lastTickMs + periodMs;
    if (this.#pending !== undefined && this.#pending.atMs <= atMs) return;
    this.#pending?.callOff();
    this.#pending = undefined;
    const waitMs = atMs - this.#parts.nowMs();
    if (waitMs <= 0) {
      this.#now();
      return;
    }
    const endActivity = this.#parts.activity.beginSeen("drawing live values");
    const callOff = this.#parts.after(waitMs, () => {
      this.#pending = undefined;
      this.#now();
      endActivity();
    });
    this.#pending = {
      atMs,
      callOff: () => {
        callOff();
        endActivity();
      },
    };
  }

  #now(): void {
    const startedMs = this.#parts.nowMs();
    this.#lastTickMs = startedMs;
    this.#tick += 1;
    // Whoever waits since the last tick stays in front.
    for (const listener of this.#listeners) this.#untold.add(listener);
    if (this.#endTelling !== undefined) return;
    this.#endTelling = this.#parts.activity.beginSeen("drawing live values");
    this.#tell(startedMs);
  }

  #tell(startedMs: number): void {
    const { nowMs, whenDrawn } = this.#parts;
    const untilMs = nowMs() + LOOK_MS;
    try {
      for (const listener of this.#untold) {
        this.#untold.delete(listener);
        listener();
        if (nowMs() >= untilMs) break;
      }
    } finally {
      // Whoever fails takes nobody's turn.
      this.#endWhenTold();
      whenDrawn(() => {
        if (this.#untold.size > 0) this.#tell(startedMs);
        else this.#drawingMs = nowMs() - startedMs;
      });
    }
  }

  /** Nobody may be left to tell because they were told, or because they are gone. */
  #endWhenTold(): void {
    if (this.#untold.size > 0) return;
    this.#endTelling?.();
    this.#endTelling = undefined;
  }
}
