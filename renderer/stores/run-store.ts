import { createStore, type StoreApi } from "zustand/vanilla";
import type { History } from "../../engine/base/history.ts";
import type { ProbeEvent } from "../../engine/base/probe.ts";
import type { RunReport } from "../../engine/protocol/report.ts";
import type { StopCondition, Stopped } from "../../engine/protocol/run-control.ts";
import type { Problem } from "../../engine/scenario/problem.ts";

/** Virtual seconds in a second of wall time; `max` runs as fast as the machine can. */
export type RunSpeed = 1 | 10 | 60 | 300 | "max";
export const RUN_SPEEDS: readonly RunSpeed[] = [1, 10, 60, 300, "max"];

export type RunPhase =
  /** Nothing was started since the document was opened. */
  | { readonly kind: "idle" }
  /** The engine is being started, or reads the scenario. */
  | { readonly kind: "starting"; readonly what: string }
  | { readonly kind: "running" }
  /** By a person, or by itself: `stopped` says at which condition, `breakpointId` whether that was a breakpoint. */
  | { readonly kind: "paused"; readonly stopped?: Stopped; readonly breakpointId?: number }
  /** The run is over and the checks read its tables. */
  | { readonly kind: "checking" }
  | { readonly kind: "finished" }
  /** The scenario with this text cannot run; the problems say why. Of another text they say nothing. */
  | { readonly kind: "refused"; readonly text: string; readonly problems: readonly Problem[] }
  /** The engine failed or went away. `nowUs` says how far the run was; it can be replayed to there. */
  | { readonly kind: "lost"; readonly message: string };

/** A breakpoint: a condition that a person set, which can be switched off. */
export type Breakpoint = { readonly id: number; readonly condition: StopCondition; readonly isOn: boolean };

/** A fault that a person let strike while a run went on: when, and what it was. */
export type InjectedFault = { readonly atUs: number; readonly label: string };

/**
 * The engine that answers: none is there; it is being started; it reads the document before anybody plays it; it is there, and
 * without a run; the current run is loaded into it, so that its tables can be asked.
 */
export type EngineState = "off" | "starting" | "reading" | "ready" | "loaded";

/**
 * What a run recorded, as far as the screen has it. `history` and `events` grow in place while the run goes on; `RunFacts.frame`
 * tells when.
 */
export type RunRecord = {
  /** Counted from 1 since the app was started. */
  readonly number: number;
  readonly name: string;
  readonly seed: number;
  /** The scenario's text that makes this run from zero: injected faults are written into it. */
  readonly text: string;
  readonly durationUs: number;
  readonly recordsPlanned: number;
  readonly history: History;
  readonly events: ProbeEvent[];
  readonly startedAtMs: number;
  readonly nowUs: number;
  /** How many of the engine's events have run: where exactly in an instant the run stands. */
  readonly eventsRun: number;
  /** Wall time for which it ran, checks included. */
  readonly wallMs: number;
  readonly injected: readonly InjectedFault[];
  readonly report: RunReport | undefined;
};

export type RunFacts = {
  readonly phase: RunPhase;
  readonly engine: EngineState;
  /** What keeps a text from running, as the engine found when it read it before anybody played it. */
  readonly readAhead: { readonly text: string; readonly problems: readonly Problem[] } | undefined;
  /** The run on the screen; undefined before the first. */
  readonly current: RunRecord | undefined;
  /** Finished and broken-off runs, newest first, without the current one. */
  readonly past: readonly RunRecord[];
  /** The run that the current one is compared with. */
  readonly baseline: RunRecord | undefined;
  /** Grows with everything that the current run's history or events got. */
  readonly frame: number;
  readonly speed: RunSpeed;
  readonly breakpoints: readonly Breakpoint[];
};

export type RunStore = StoreApi<RunFacts>;

/** The facts about runs; `Runner` changes them. */
export function createRunStore(): RunStore {
  return createStore<RunFacts>()(() => ({
    phase: { kind: "idle" },
    engine: "off",
    readAhead: undefined,
    current: undefined,
    past: [],
    baseline: undefined,
    frame: 0,
    speed: 60,
    breakpoints: [],
  }));
}

/** Which run the current one is compared with; none when undefined. */
export function compareWith(store: RunStore, baseline: RunRecord | undefined): void {
  store.setState({ baseline });
}

/** Takes a run out of the past; it is no baseline any more either. */
export function forgetRun(store: RunStore, number: number): void {
  store.setState(({ past, baseline }) => ({
    past: past.filter((run) => run.number !== number),
    baseline: baseline?.number === number ? undefined : baseline,
  }));
}

/** The breakpoints that the next slice minds. */
export function setBreakpoints(store: RunStore, breakpoints: readonly Breakpoint[]): void {
  store.setState({ breakpoints });
}
