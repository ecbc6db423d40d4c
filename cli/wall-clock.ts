import type { RunReport } from "../engine/protocol/report.ts";
import type { WallTimes } from "./report-document.ts";

/** A part of an execution whose time is told apart. */
export type WallPhase = "boot" | "load" | "run" | "check";

/** Measures how long the phases of one execution take. */
export class WallClock {
  readonly #clock: () => number;
  readonly #startedMs: number;
  readonly #startedAt: string;
  readonly #seconds = new Map<WallPhase, number>();

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#startedMs = clock();
    this.#startedAt = new Date().toISOString();
  }

  /** Does some work and counts its time to a phase, however it ends. */
  async measure<T>(phase: WallPhase, work: () => Promise<T>): Promise<T> {
    const startedMs = this.#clock();
    try {
      return await work();
    } finally {
      this.#seconds.set(phase, (this.#seconds.get(phase) ?? 0) + (this.#clock() - startedMs) / 1_000);
    }
  }

  /** Leaves a phase `keptMs` of its time and counts the rest to another. */
  moveRest(from: WallPhase, keptMs: number, to: WallPhase): void {
    const rest = Math.max(0, this.#of(from) - keptMs / 1_000);
    this.#seconds.set(from, this.#of(from) - rest);
    this.#seconds.set(to, this.#of(to) + rest);
  }

  /** The times so far, to the millisecond. */
  times({ records, endedAtUs }: RunReport): WallTimes {
    const runSeconds = this.#of("run");
    const perRunSecond = (amount: number): number => Math.round(amount / Math.max(runSeconds, 0.001));
    return {
      startedAt: this.#startedAt,
      bootSeconds: this.#of("boot"),
      loadSeconds: this.#of("load"),
      runSeconds,
      checkSeconds: this.#of("check"),
      totalSeconds: roundToMilliseconds((this.#clock() - this.#startedMs) / 1_000),
      recordsPerSecond: perRunSecond(records.produced),
      virtualPerWall: perRunSecond(endedAtUs / 1_000_000),
    };
  }

  #of(phase: WallPhase): number {
    return roundToMilliseconds(this.#seconds.get(phase) ?? 0);
  }
}

function roundToMilliseconds(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
