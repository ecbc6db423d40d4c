import { History } from "../../engine/base/history.ts";
import type {
  CommandName,
  EngineSession,
  LoadOutcome,
  ReplyOf,
  RequestOf,
  RunProgress,
} from "../../engine/protocol/messages.ts";
import type { InjectOutcome, InjectRequest, StopCondition } from "../../engine/protocol/run-control.ts";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { Host } from "../host/host.ts";
import type { Activity } from "../stores/activity.ts";
import type { DocumentStore } from "../stores/document-store.ts";
import type { RunFacts, RunPhase, RunRecord, RunSpeed, RunStore } from "../stores/run-store.ts";
import { Pace } from "./pace.ts";
import { readDatasets } from "./read-datasets.ts";

const PAST_RUNS_MAX = 12;
/** At a chosen speed the engine is asked at most this often: a frame of the screen is not shorter. */
const TICK_MS = 33;

/** How far a run is to go by itself. */
type Goal = {
  /** Instant at which it pauses. */
  readonly untilUs: number;
  /** Conditions besides the breakpoints. */
  readonly stopWhen: readonly StopCondition[];
  /** As fast as possible, whatever the speed. */
  readonly isHurried: boolean;
  /** Events at most, for single steps. */
  readonly eventsMax?: number;
};

const TO_THE_END: Goal = { untilUs: Number.POSITIVE_INFINITY, stopWhen: [], isHurried: false };

export type RunnerParts = {
  readonly document: DocumentStore;
  readonly run: RunStore;
  readonly host: Host;
  readonly activity: Activity;
  readonly startSession: () => EngineSession;
  /** Wall time in milliseconds. */
  readonly nowMs: () => number;
  /** Resolves after some milliseconds of wall time. */
  readonly wait: (ms: number) => Promise<void>;
};

/**
 * Drives runs: starts an engine for each, advances it slice by slice, and copies what it records into the run store. One run is
 * current; it is never changed by being watched. What a person does while it runs happens between two slices.
 */
export class Runner {
  readonly #parts: RunnerParts;
  #session: EngineSession | undefined;
  /** Grows with every session; an answer of an older one is dropped. */
  #generation = 0;
  readonly #pace: Pace;
  #goal: Goal | undefined;
  #isLooping = false;
  #lastNumber = 0;
  #eventsRun = 0;
  #lastWatch: Promise<void> = Promise.resolve();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#pace = new Pace(parts.run.getState().speed);
  }

  /** Runs on from where it is, or from zero when there is no run or the last one is over. */
  async play(): Promise<void> {
    await this.#go(TO_THE_END);
  }

  pause(): void {
    this.#goal = undefined;
    if (this.#facts.phase.kind === "running") this.#setPhase({ kind: "paused" });
  }

  /** Runs one event. */
  async stepEvent(): Promise<void> {
    await this.#go({ ...TO_THE_END, isHurried: true, eventsMax: 1 });
  }

  /** Runs until the next batch is committed. */
  async stepBatch(): Promise<void> {
    await this.#go({ ...TO_THE_END, isHurried: true, stopWhen: [{ kind: "batch-committed" }] });
  }

  /** Runs as fast as possible up to an instant. */
  async runTo(untilUs: number): Promise<void> {
    await this.#go({ untilUs, stopWhen: [], isHurried: true });
  }

  /** Runs as fast as possible until a condition comes true. */
  async runUntil(condition: StopCondition): Promise<void> {
    await this.#go({ ...TO_THE_END, isHurried: true, stopWhen: [condition] });
  }

  setSpeed(speed: RunSpeed): void {
    this.#parts.run.setState({ speed });
    this.#pace.restart(this.#nowUs, this.#parts.nowMs(), speed);
  }

  /** Ends the current run and makes it part of the past; the next play starts from zero with the document as it is. */
  async reset(): Promise<void> {
    this.#goal = undefined;
    await this.#dropSession();
    this.#retireCurrent();
    this.#setPhase({ kind: "idle" });
  }

  /** Runs the document from zero; `baseline` is the run to compare with. */
  async restart(baseline?: RunRecord): Promise<void> {
    await this.reset();
    this.#parts.run.setState({ baseline: baseline ?? this.#facts.baseline });
    await this.play();
  }

  /** After the engine was lost: a new one runs the same text to where the old one was. */
  async replay(): Promise<void> {
    const { current } = this.#facts;
    if (current === undefined) return;
    const { nowUs, text } = current;
    this.#parts.run.setState({ current: undefined });
    if (await this.#start(text)) await this.#go({ untilUs: nowUs, stopWhen: [], isHurried: true });
  }

  /** A fault strikes the current run now, and is written into the document's recipe as a step of its own. */
  async inject(fault: InjectRequest["fault"], label: string): Promise<InjectOutcome> {
    const outcome = await this.ask("inject", { fault });
    const { current } = this.#facts;
    if (outcome.kind === "refused" || current === undefined) return outcome;
    const { document } = this.#parts;
    const isSameText = document.getState().text === current.text;
    this.#updateCurrent({ text: applyEdits(current, outcome.edits) });
    if (isSameText) document.getState().applyEdits(outcome.edits, { label });
    else document.getState().applyEdits(appended(outcome.edits, document.getState().drawing.faults.length), { label });
    await this.#watch(this.#generation);
    return outcome;
  }

  /** Asks the engine of the current run; it is started, without a run, when there is none. */
  ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
    this.#session ??= this.#parts.startSession();
    return this.#session.ask(name, request);
  }

  /** Ends the engine's worker as a crash would. */
  async killEngine(): Promise<void> {
    await this.#session?.close();
  }

  get #facts(): RunFacts {
    return this.#parts.run.getState();
  }

  get #nowUs(): number {
    return this.#facts.current?.nowUs ?? 0;
  }

  async #go(goal: Goal): Promise<void> {
    const { phase, current } = this.#facts;
    if (phase.kind === "starting" || phase.kind === "checking") return;
    if (phase.kind === "lost") return this.replay();
    if (current === undefined || phase.kind === "finished" || phase.kind === "refused") {
      this.#retireCurrent();
      if (!(await this.#start(this.#parts.document.getState().text))) return;
    }
    this.#goal = goal;
    this.#setPhase({ kind: "running" });
    this.#pace.restart(this.#nowUs, this.#parts.nowMs(), goal.isHurried ? "max" : this.#facts.speed);
    if (!this.#isLooping) await this.#loop();
  }

  /** Loads a text into a fresh engine; false when it cannot run or the engine failed. */
  async #start(text: string): Promise<boolean> {
    const { activity, document } = this.#parts;
    const end = activity.begin("starting the engine");
    try {
      this.#setPhase({ kind: "starting", what: "Starting DuckDB and reading the data" });
      await this.#dropSession();
      const generation = this.#generation;
      const datasets = await readDatasets(this.#parts.host, text, document.getState().origin);
      if (datasets.kind === "missing") {
        this.#setPhase({ kind: "refused", problems: datasets.problems });
        return false;
      }
      const request = { scenarioText: text, datasets: datasets.files, runsChecks: true };
      const outcome = await this.ask("load", request);
      if (generation !== this.#generation) return false;
      return await this.#loaded(outcome, text);
    } catch (error) {
      this.#lose(error);
      return false;
    } finally {
      end();
    }
  }

  async #loaded(outcome: LoadOutcome, text: string): Promise<boolean> {
    if (outcome.kind === "refused") {
      this.#setPhase({ kind: "refused", problems: outcome.problems });
      return false;
    }
    const { name, seed, durationUs, recordsPlanned } = outcome;
    this.#lastNumber += 1;
    const current: RunRecord = {
      number: this.#lastNumber,
      name,
      seed,
      text,
      durationUs,
      recordsPlanned,
      history: new History(),
      events: [],
      startedAtMs: this.#parts.nowMs(),
      nowUs: 0,
      report: undefined,
    };
    this.#parts.run.setState({ current });
    await this.#watch(this.#generation);
    return true;
  }

  /** Slice after slice until the goal is reached, somebody pauses, or the run is over. */
  async #loop(): Promise<void> {
    this.#isLooping = true;
    const generation = this.#generation;
    const end = this.#parts.activity.begin("running");
    try {
      while (this.#goal !== undefined && generation === this.#generation) {
        const progress = await this.#slice(this.#goal, generation);
        if (progress === undefined) return;
        if (progress.isFinished) {
          this.#goal = undefined;
          await this.#finish(generation);
        }
      }
    } catch (error) {
      if (generation === this.#generation) this.#lose(error);
    } finally {
      this.#isLooping = false;
      end();
    }
  }

  async #slice(goal: Goal, generation: number): Promise<RunProgress | undefined> {
    const startedMs = this.#parts.nowMs();
    const targetUs = Math.min(goal.untilUs, this.#pace.targetUs(this.#nowUs, startedMs));
    const untilUs = Math.min(targetUs, this.#facts.current?.durationUs ?? 0);
    const { breakpoints } = this.#facts;
    const stopWhen = [...goal.stopWhen, ...breakpoints.filter(({ isOn }) => isOn).map(({ condition }) => condition)];
    const maxEvents = Math.min(this.#pace.eventsMax, goal.eventsMax ?? Number.POSITIVE_INFINITY);
    const eventsBefore = this.#eventsRun;
    const [progress] = await Promise.all([
      this.ask("advance", {
        untilUs: Math.max(untilUs, this.#nowUs),
        maxEvents,
        ...(stopWhen.length === 0 ? {} : { stopWhen }),
      }),
      this.#watch(generation),
    ]);
    if (generation !== this.#generation) return undefined;
    const tookMs = this.#parts.nowMs() - startedMs;
    this.#eventsRun = progress.eventsRun;
    this.#pace.learn(progress.eventsRun - eventsBefore, tookMs);
    this.#settle(goal, progress);
    if (this.#goal !== undefined && !goal.isHurried && this.#facts.speed !== "max" && progress.reachedUntil) {
      await this.#parts.wait(Math.max(0, TICK_MS - tookMs));
    }
    return progress;
  }

  /** Pauses when the slice reached what was asked for. */
  #settle(goal: Goal, progress: RunProgress): void {
    if (progress.isFinished || this.#goal !== goal) return;
    const isAtGoal = progress.reachedUntil && progress.nowUs >= goal.untilUs;
    if (progress.stoppedBy === undefined && goal.eventsMax === undefined && !isAtGoal) return;
    this.#goal = undefined;
    const { stoppedBy } = progress;
    this.#setPhase(stoppedBy === undefined ? { kind: "paused" } : { kind: "paused", stopped: stoppedBy });
  }

  /** Copies what is new into the current record, one copy after the other, so that nothing is copied twice. */
  #watch(generation: number): Promise<void> {
    const next = this.#lastWatch.then(() => this.#copyNew(generation));
    this.#lastWatch = next.catch(() => undefined);
    return next;
  }

  async #copyNew(generation: number): Promise<void> {
    if (generation !== this.#generation) return;
    const { current } = this.#facts;
    if (current === undefined) return;
    const { history, events } = current;
    const frame = await this.ask("watch", {
      changesSeen: history.changeCount,
      namesSeen: history.names.length,
      eventsSeen: events.length,
    });
    if (generation !== this.#generation) return;
    history.append(frame);
    for (const event of frame.events) events.push(event);
    this.#updateCurrent({ nowUs: frame.nowUs });
  }

  async #finish(generation: number): Promise<void> {
    this.#setPhase({ kind: "checking" });
    const report = await this.ask("report", { isPartial: false, runsChecks: true });
    if (generation !== this.#generation) return;
    this.#updateCurrent({ report });
    this.#setPhase({ kind: "finished" });
  }

  #lose(error: unknown): void {
    this.#goal = undefined;
    this.#session = undefined;
    this.#generation += 1;
    this.#setPhase({ kind: "lost", message: error instanceof Error ? error.message : String(error) });
  }

  async #dropSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    this.#generation += 1;
    this.#eventsRun = 0;
    await session?.close();
  }

  #retireCurrent(): void {
    const { current, past } = this.#facts;
    if (current === undefined) return;
    this.#parts.run.setState({ current: undefined, past: [current, ...past].slice(0, PAST_RUNS_MAX) });
  }

  #updateCurrent(change: Partial<RunRecord>): void {
    const { current, frame } = this.#facts;
    if (current !== undefined) this.#parts.run.setState({ current: { ...current, ...change }, frame: frame + 1 });
  }

  #setPhase(phase: RunPhase): void {
    this.#parts.run.setState({ phase });
  }
}

/** Edits of a recipe, moved behind the faults of a document that has others. */
function appended(edits: readonly ScenarioEdit[], faults: number): readonly ScenarioEdit[] {
  return edits.map((edit, index) => (edit.path[0] === "chaos" ? { ...edit, path: ["chaos", faults + index] } : edit));
}
