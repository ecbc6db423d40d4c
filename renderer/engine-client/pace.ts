import type { RunSpeed } from "../stores/run-store.ts";

/** How long a slice should keep the engine busy, so that pause, inject and queries never wait long. */
export const SLICE_TARGET_MS = 40;
/** Where the screen takes longer than that between two slices, they get as long as it takes, so that the engine is busy half the time. */
export const SLICE_LONGEST_MS = 120;
const SLICE_EVENTS_MIN = 50;
const SLICE_EVENTS_MAX = 200_000;
/** A slower machine falls behind instead of working off a backlog of virtual time. */
const LAG_MAX_MS = 250;

/**
 * Decides how far the next slice of a run goes: in virtual time by the speed that a person chose, in events by how long the last
 * slices took. Wall time is handed in, in milliseconds.
 */
export class Pace {
  #eventsMax = 2_000;
  /** The instant of the run that belongs to `#anchorMs` of wall time. */
  #anchorUs = 0;
  #anchorMs = 0;
  #speed: RunSpeed;

  constructor(speed: RunSpeed) {
    this.#speed = speed;
  }

  /** Virtual time begins to pass from here: after a start, a pause, or a change of speed. */
  restart(nowUs: number, nowMs: number, speed: RunSpeed): void {
    this.#anchorUs = nowUs;
    this.#anchorMs = nowMs;
    this.#speed = speed;
  }

  get eventsMax(): number {
    return this.#eventsMax;
  }

  /** Where the run should be at `nowMs`; infinity at full speed. */
  targetUs(runUs: number, nowMs: number): number {
    if (this.#speed === "max") return Number.POSITIVE_INFINITY;
    const wantedUs = this.#anchorUs + Math.max(0, nowMs - this.#anchorMs) * 1_000 * this.#speed;
    const behindMs = (wantedUs - runUs) / (1_000 * this.#speed);
    if (behindMs > LAG_MAX_MS) {
      this.restart(runUs, nowMs - LAG_MAX_MS, this.#speed);
      return runUs + Math.floor(LAG_MAX_MS * 1_000 * this.#speed);
    }
    return Math.floor(wantedUs);
  }

  /**
   * Learns from a slice how many events fit into the time that one may take: `engineMs` of its wall time the engine worked, `waitedMs`
   * it waited for the screen.
   */
  learn(events: number, engineMs: number, waitedMs = 0): void {
    if (events <= 0) return;
    const targetMs = Math.min(SLICE_LONGEST_MS, Math.max(SLICE_TARGET_MS, waitedMs));
    const fitting = (events * targetMs) / Math.max(0.2, engineMs);
    const next = Math.min(this.#eventsMax * 2, Math.max(this.#eventsMax / 2, fitting));
    this.#eventsMax = Math.round(Math.min(SLICE_EVENTS_MAX, Math.max(SLICE_EVENTS_MIN, next)));
  }
}
