import type { CommandName, ReplyOf, RequestOf, RunProgress } from "../../engine/protocol/messages.ts";
import type { InjectRequest, StopCondition } from "../../engine/protocol/run-control.ts";
import type { RunPhase, RunRecord, RunSpeed } from "../stores/run-store.ts";
import { EngineLink } from "./engine-link.ts";
import { conditionsOf, type Goal, HURRIED, pauseAfter, TO_THE_END } from "./goal.ts";
import { textsWithFault } from "./injected-text.ts";
import { prepareLoad } from "./load-request.ts";
import { Pace } from "./pace.ts";
import { readAhead } from "./read-ahead.ts";
import { type RunAgain, RunBook, seenBy, takeFrame } from "./run-mirror.ts";
import type { Injection, RunnerParts } from "./runner-parts.ts";
import { isSilent } from "./watchdog.ts";

/** At a chosen speed the engine is asked at most this often: a frame of the screen is not shorter. */
const TICK_MS = 33;

const NOTHING_COUNTED = { eventsRun: 0, wallMs: 0 } as const;

/**
 * Drives runs: starts an engine for each, advances it slice by slice, and copies what it records into the run store. One run is
 * current; it is never changed by being watched. What a person does while it runs happens between two slices.
 *
 * Invariants: (1) `#turn` grows with every start, reset and loss, and whoever awaited something goes on only while it is the same;
 * (2) there is one loop a turn; it obeys `#goal`, which anybody may change at any time; (3) a run's text from zero is that run.
 */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #link: EngineLink;
  readonly #book: RunBook;
  readonly #pace: Pace;
  #turn = 0;
  #goal: Goal | undefined;
  /** The turn whose loop goes on. */
  #looping: number | undefined;
  /** What goes into the current record with the next frame. */
  #counted: Pick<RunRecord, "eventsRun" | "wallMs"> = NOTHING_COUNTED;
  /** For how long the present engine has worked on slices. */
  #engineMs = 0;
  #lastWatch: Promise<void> = Promise.resolve();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#book = new RunBook(parts.run);
    this.#pace = new Pace(parts.run.getState().speed);
    this.#link = new EngineLink({
      startSession: parts.startSession,
      onState: (engine) => parts.run.setState({ engine }),
      onLost: (error) => this.#lose(error),
    });
  }

  /**
   * Starts an engine and loads the document into it while nobody needs it, so that the first play does not wait; a failure shows when
   * somebody does.
   */
  async preload(): Promise<void> {
    await readAhead(this.#link, this.#parts, () => this.#book.facts.phase.kind === "idle");
  }

  /** Runs on from where it is, or from zero when there is no run or the last one is over. */
  async play(): Promise<void> {
    await this.#go(TO_THE_END);
  }

  pause(): void {
    this.#goal = undefined;
    if (this.#book.facts.phase.kind === "running") this.#book.setPhase({ kind: "paused" });
  }

  /** Runs one event. */
  async stepEvent(): Promise<void> {
    const { eventsRun } = this.#book.standing;
    await this.#go({ ...HURRIED, untilEvents: eventsRun + 1, isStep: true });
  }

  /** Runs until the next batch is committed. */
  async stepBatch(): Promise<void> {
    await this.#go({ ...HURRIED, stopWhen: [{ kind: "batch-committed" }], isStep: true });
  }

  /** Runs as fast as possible up to an instant. */
  async runTo(untilUs: number): Promise<void> {
    await this.#go({ ...HURRIED, untilUs });
  }

  /** Runs as fast as possible until a condition comes true. */
  async runUntil(condition: StopCondition): Promise<void> {
    await this.#go({ ...HURRIED, stopWhen: [condition] });
  }

  setSpeed(speed: RunSpeed): void {
    this.#parts.run.setState({ speed });
    this.#pace.restart(this.#book.standing.nowUs, this.#parts.nowMs(), speed);
  }

  /** Ends the current run and makes it part of the past; the next play starts from zero with the document as it is. */
  async reset(): Promise<void> {
    this.#newTurn();
    this.#book.retire();
    this.#book.setPhase({ kind: "idle" });
    await this.#link.release();
  }

  /** Runs the document from zero; `baseline` is the run to compare with. Up to `hurriedUntilUs` it goes as fast as possible. */
  async restart(baseline?: RunRecord, hurriedUntilUs = 0): Promise<void> {
    this.#newTurn();
    this.#book.retire();
    this.#parts.run.setState({ baseline: baseline ?? this.#book.facts.baseline });
    await this.#startAndGo(this.#parts.document.getState().text, { ...TO_THE_END, hurriedUntilUs });
  }

  /** After the engine was lost: a new one runs the same text to the very event up to which the old one was seen. */
  async replay(): Promise<void> {
    const { current } = this.#book.facts;
    this.#newTurn();
    // Lost before there was a run.
    if (current === undefined) return this.#startAndGo(this.#parts.document.getState().text, TO_THE_END);
    const { eventsRun, text, number, injected } = current;
    const goal: Goal = { ...HURRIED, untilEvents: eventsRun, minds: "nothing" };
    await this.#startAndGo(text, goal, { number, injected });
  }

  /** Puts a past run on the screen. Its tables are gone with its engine: what is left is its history, its events and its report. */
  async openPast(number: number): Promise<void> {
    const run = this.#book.facts.past.find((past) => past.number === number);
    if (run === undefined) return;
    this.#newTurn();
    this.#book.bringBack(run);
    await this.#link.release();
  }

  /** A fault strikes the current run now, and is written into the document's recipe as a step of its own. */
  async inject(fault: InjectRequest["fault"], label: string): Promise<Injection> {
    const turn = this.#turn;
    const outcome = await this.#link.ask("inject", { fault });
    const { current } = this.#book.facts;
    if (outcome.kind === "refused" || current === undefined || turn !== this.#turn) {
      return { ...outcome, isWritten: false };
    }
    const { document } = this.#parts;
    const texts = textsWithFault(current.text, document.getState(), outcome.edits);
    this.#book.update({ text: texts.run, injected: [...current.injected, { atUs: outcome.atUs, label }] });
    const isWritten = document.getState().applyEdits(texts.documentEdits, { label });
    await this.#watch(turn);
    return { ...outcome, isWritten };
  }

  /** Asks the engine of the current run; what is about no run starts an engine where there is none. */
  ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
    return this.#link.ask(name, request);
  }

  /** Ends the engine's worker as a crash would. */
  async killEngine(): Promise<void> {
    await this.#link.kill("The engine's worker was stopped.");
  }

  async #go(goal: Goal): Promise<void> {
    const { phase, current } = this.#book.facts;
    switch (phase.kind) {
      case "starting":
        // The loop that begins when the engine is there takes the newest wish.
        this.#goal = goal;
        return;
      case "checking":
        return;
      case "lost":
        return this.replay();
      case "idle":
      case "finished":
      case "refused":
        this.#newTurn();
        this.#book.retire();
        return this.#startAndGo(this.#parts.document.getState().text, goal);
      case "running":
      case "paused":
        if (current !== undefined) await this.#pursue(goal);
    }
  }

  async #startAndGo(text: string, goal: Goal, again?: RunAgain): Promise<void> {
    const turn = this.#turn;
    this.#goal = goal;
    if (!(await this.#start(text, again)) || turn !== this.#turn) return;
    // Somebody may have paused, or wished for something else, meanwhile.
    if (this.#goal === undefined || this.#goal.untilEvents === 0) this.#book.setPhase({ kind: "paused" });
    else await this.#pursue(this.#goal);
  }

  async #pursue(goal: Goal): Promise<void> {
    this.#goal = goal;
    this.#book.setPhase({ kind: "running" });
    this.#pace.restart(this.#book.standing.nowUs, this.#parts.nowMs(), this.#book.facts.speed);
    if (this.#looping !== this.#turn) await this.#loop(this.#turn);
  }

  /** Loads a text into a fresh engine; false when it cannot run, the engine failed, or nobody waits for it any more. */
  async #start(text: string, again?: RunAgain): Promise<boolean> {
    const { activity, document, host } = this.#parts;
    const turn = this.#turn;
    const end = activity.begin("starting the engine");
    this.#book.setPhase({ kind: "starting", what: "Starting DuckDB and reading the data" });
    try {
      const load = await prepareLoad(host, text, document.getState());
      if (turn !== this.#turn) return false;
      if (load.kind === "missing") return this.#refuse(text, load.problems);
      const outcome = await this.#link.load(load.request, load.print);
      if (turn !== this.#turn) return false;
      if (outcome.kind === "refused") return this.#refuse(text, outcome.problems);
      this.#counted = NOTHING_COUNTED;
      this.#engineMs = 0;
      this.#book.begin(outcome, { text, startedAtMs: this.#parts.nowMs(), again });
      await this.#watch(turn);
      return turn === this.#turn;
    } catch (error) {
      if (turn === this.#turn) this.#lose(error);
      return false;
    } finally {
      end();
    }
  }

  #refuse(text: string, problems: Extract<RunPhase, { kind: "refused" }>["problems"]): false {
    this.#goal = undefined;
    this.#book.setPhase({ kind: "refused", text, problems });
    return false;
  }

  /** Slice after slice until the goal is reached, somebody pauses, or the run is over. */
  async #loop(turn: number): Promise<void> {
    this.#looping = turn;
    const end = this.#parts.activity.beginSeen("running");
    void this.#guard(turn);
    try {
      while (this.#goal !== undefined && turn === this.#turn) {
        const progress = await this.#slice(this.#goal, turn);
        if (progress === undefined) return;
        if (progress.isFinished) await this.#finish(turn);
      }
    } catch (error) {
      if (turn === this.#turn) this.#lose(error);
    } finally {
      if (this.#looping === turn) this.#looping = undefined;
      end();
    }
  }

  async #slice(goal: Goal, turn: number): Promise<RunProgress | undefined> {
    const startedMs = this.#parts.nowMs();
    const { nowUs, eventsRun } = this.#book.standing;
    const isHurried = nowUs < goal.hurriedUntilUs;
    const fastestUs = isHurried ? goal.hurriedUntilUs : this.#pace.targetUs(nowUs, startedMs);
    const untilUs = Math.max(nowUs, Math.min(goal.untilUs, fastestUs, this.#book.facts.current?.durationUs ?? 0));
    const maxEvents = Math.max(1, Math.min(this.#pace.eventsMax, goal.untilEvents - eventsRun));
    const { stopWhen, breakpointIds } = conditionsOf(goal, this.#book.facts.breakpoints);
    const advanced = this.#link
      .ask("advance", { untilUs, maxEvents, ...(stopWhen.length === 0 ? {} : { stopWhen }) })
      .then((progress) => this.#count(turn, progress, this.#parts.nowMs() - startedMs));
    // The engine answers in order: what is copied is the state after the slice.
    const [progress, { advanceMs }] = await Promise.all([advanced, this.#link.ask("timings", {}), this.#watch(turn)]);
    if (turn !== this.#turn) return undefined;
    const tookMs = this.#parts.nowMs() - startedMs;
    const engineMs = advanceMs - this.#engineMs;
    this.#engineMs = advanceMs;
    this.#pace.learn(progress.eventsRun - eventsRun, engineMs, tookMs - engineMs);
    if (isHurried && progress.nowUs >= goal.hurriedUntilUs) {
      this.#pace.restart(progress.nowUs, this.#parts.nowMs(), this.#book.facts.speed);
    }
    if (progress.isFinished) return progress;
    this.#settle(goal, progress, breakpointIds);
    if (this.#goal !== undefined && !isHurried && this.#book.facts.speed !== "max" && progress.reachedUntil) {
      await this.#parts.wait(Math.max(0, TICK_MS - tookMs));
    }
    return progress;
  }

  #count(turn: number, progress: RunProgress, tookMs: number): RunProgress {
    if (turn === this.#turn) {
      this.#counted = { eventsRun: progress.eventsRun, wallMs: this.#counted.wallMs + tookMs };
    }
    return progress;
  }

  /** Pauses when the slice reached what was asked for, unless somebody wishes for something else by now. */
  #settle(goal: Goal, progress: RunProgress, breakpointIds: readonly number[]): void {
    const pause = pauseAfter(goal, progress, breakpointIds);
    if (pause === undefined || this.#goal !== goal) return;
    this.#goal = undefined;
    this.#book.setPhase(pause);
  }

  /** Copies what is new into the current record, one copy after the other, so that nothing is copied twice. */
  #watch(turn: number): Promise<void> {
    const next = this.#lastWatch.then(() => this.#copyNew(turn));
    this.#lastWatch = next.catch(() => undefined);
    return next;
  }

  async #copyNew(turn: number): Promise<void> {
    const { current } = this.#book.facts;
    if (turn !== this.#turn || current === undefined) return;
    const frame = await this.#link.ask("watch", seenBy(current));
    if (turn !== this.#turn) return;
    takeFrame(current, frame);
    this.#book.update({ nowUs: frame.nowUs, ...this.#counted });
  }

  async #finish(turn: number): Promise<void> {
    this.#goal = undefined;
    this.#book.setPhase({ kind: "checking" });
    const startedMs = this.#parts.nowMs();
    const report = await this.#link.ask("report", { isPartial: false, runsChecks: true });
    if (turn !== this.#turn) return;
    const wallMs = (this.#book.facts.current?.wallMs ?? 0) + this.#parts.nowMs() - startedMs;
    this.#book.update({ report, wallMs });
    this.#book.setPhase({ kind: "finished" });
  }

  /** Gives up an engine that is asked for a slice and does not answer. */
  async #guard(turn: number): Promise<void> {
    const isGone = await isSilent({
      isWatched: () => this.#looping === turn && turn === this.#turn && this.#book.facts.phase.kind === "running",
      answers: () => this.#link.answers,
      isExcused: () => this.#link.isQuerying,
      wait: this.#parts.wait,
    });
    if (isGone) await this.#link.kill("The engine has not answered for a minute, so it was stopped.");
  }

  #lose(error: unknown): void {
    const { phase, current } = this.#book.facts;
    this.#newTurn();
    void this.#link.close();
    // Without a run that it interrupts there is nothing to replay, and the next play starts a new engine anyway.
    const isInterrupted = phase.kind === "starting" || (current !== undefined && phase.kind !== "finished");
    if (isInterrupted)
      this.#book.setPhase({ kind: "lost", message: error instanceof Error ? error.message : String(error) });
  }

  #newTurn(): void {
    this.#turn += 1;
    this.#goal = undefined;
  }
}
