import { RemoteEngineError } from "../../engine/port/port-session.ts";
import type { CommandName, EngineSession, ReplyOf, RequestOf } from "../../engine/protocol/messages.ts";
import type { EngineState } from "../stores/run-store.ts";
import { Pace } from "./pace.ts";

/** Starts an engine; `onLost` is told once when it goes away by itself. */
export type StartSession = (onLost: (error: Error) => void) => EngineSession;

/**
 * What a command is about: the run that an engine holds, without which it cannot be answered; its tables' shapes, which an engine knows
 * as soon as it has read the document; or neither.
 */
const SUBJECTS: Readonly<Record<CommandName, "run" | "shapes" | "nothing">> = {
  boot: "nothing",
  load: "nothing",
  advance: "run",
  report: "run",
  stateAt: "run",
  series: "run",
  watch: "run",
  inject: "run",
  query: "run",
  cancelQuery: "nothing",
  checkSql: "shapes",
  sqlCatalogue: "shapes",
  topicInternals: "run",
  controlMessages: "run",
  journey: "run",
  recordsOf: "run",
  previewDataset: "nothing",
  timings: "nothing",
  tables: "run",
  exportTable: "run",
};

/** What a person asks for who wants tables of a run that no engine holds any more. */
export const NO_TABLES =
  "The tables of this run are gone: its engine was closed. Play or re-run it, then ask again; its charts and events are still here.";

/** A load that was asked for before anybody wanted the run; `print` says of what. */
type LoadAhead = { readonly print: string; readonly outcome: Promise<ReplyOf<"load">>; isLoaded: boolean };

/** A rehearsal ends at the first slice after so many milliseconds of wall time. */
const REHEARSAL_MS = 3_000;

type LinkParts = {
  readonly startSession: StartSession;
  readonly onState: (state: EngineState) => void;
  /** The engine went away by itself, or was ended as a crash would. */
  readonly onLost: (error: Error) => void;
};

/** The one engine of the app: the old one is closed before the next begins, so that two never hold memory at once. */
export class EngineLink {
  readonly #parts: LinkParts;
  #session: EngineSession | undefined;
  #closing: Promise<void> = Promise.resolve();
  #isLoaded = false;
  /** A run was loaded, or is being loaded, or was refused: the next one needs a fresh engine. */
  #isUsed = false;
  #ahead: LoadAhead | undefined;
  #hasRehearsed = false;
  #isRehearsing = false;
  #answers = 0;
  #queries = 0;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** How many questions were answered, by whatever engine. */
  get answers(): number {
    return this.#answers;
  }

  /** Whether a person's query keeps the engine busy. */
  get isQuerying(): boolean {
    return this.#queries > 0;
  }

  /** Asks the engine; without one it is started, unless the question is about a run. */
  async ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
    if (name === "query") this.#queries += 1;
    try {
      await this.#closing;
      if (!this.#knows(SUBJECTS[name])) throw new Error(NO_TABLES);
      this.#session ??= this.#start();
      return await this.#session.ask(name, request);
    } catch (error) {
      // What a query may not is a refusal; an internal error by one means that the engine can no longer be trusted.
      if (name === "query" && error instanceof RemoteEngineError)
        void this.kill(`A query brought the engine down (${error.message}).`);
      throw error;
    } finally {
      if (name === "query") this.#queries -= 1;
      this.#answers += 1;
    }
  }

  /** Starts an engine before anybody needs it; nothing happens when there is one. */
  async boot(): Promise<void> {
    if (this.#session !== undefined) return;
    await this.ask("boot", {});
  }

  /** Nothing more is done ahead: an engine that had to do with no run yet waits for one. */
  rest(): void {
    if (!this.#isUsed && this.#session !== undefined) this.#parts.onState("ready");
  }

  /**
   * Loads into an engine that had to do with no run yet, before anybody wants the run; with one that had, nothing happens. `print` is
   * one text for each thing that can be loaded. The answer is what the engine said of it; undefined when it failed or was not asked.
   */
  async loadAhead(request: RequestOf<"load">, print: string): Promise<ReplyOf<"load"> | undefined> {
    if (this.#isUsed) return undefined;
    let ahead = this.#ahead;
    if (ahead?.print !== print) {
      this.#parts.onState("reading");
      ahead = { print, outcome: this.ask("load", request), isLoaded: false };
      this.#ahead = ahead;
    }
    return this.#settled(ahead);
  }

  /**
   * Lets an engine run what it read ahead for some seconds, once: the browser compiles DuckDB's code for speed when it has run for a
   * while, on threads that a first run would have to share the machine with. Answers whether the engine has to read it again now; whoever
   * wants the run meanwhile gets it read anew.
   */
  async rehearse(print: string, nowMs: () => number): Promise<boolean> {
    const session = this.#session;
    if (session === undefined || this.#hasRehearsed || this.#ahead?.print !== print || !this.#ahead.isLoaded)
      return false;
    this.#hasRehearsed = true;
    this.#isRehearsing = true;
    this.#ahead = undefined;
    const isAlone = (): boolean => !this.#isUsed && this.#session === session && this.#ahead === undefined;
    try {
      const pace = new Pace("max");
      const startedMs = nowMs();
      let eventsRun = 0;
      for (let sliceMs = startedMs; isAlone() && sliceMs - startedMs < REHEARSAL_MS; ) {
        const progress = await session.ask("advance", { untilUs: Number.MAX_SAFE_INTEGER, maxEvents: pace.eventsMax });
        if (progress.isFinished) break;
        pace.learn(progress.eventsRun - eventsRun, nowMs() - sliceMs);
        eventsRun = progress.eventsRun;
        sliceMs = nowMs();
      }
    } finally {
      this.#isRehearsing = false;
    }
    // Else somebody wants the run, or another document was read, or this engine is gone.
    return isAlone();
  }

  /** Loads a run into a fresh engine, unless one has it already. */
  async load(request: RequestOf<"load">, print: string): Promise<ReplyOf<"load">> {
    await this.release();
    this.#isUsed = true;
    const ahead = this.#ahead?.print === print ? this.#ahead : undefined;
    this.#ahead = undefined;
    const outcome = await (ahead?.outcome ?? this.ask("load", request));
    this.#isLoaded = outcome.kind === "loaded";
    this.#parts.onState(this.#isLoaded ? "loaded" : "ready");
    return outcome;
  }

  /** Lets an engine go that had to do with a run; a fresh one is kept for the next. */
  async release(): Promise<void> {
    if (this.#isUsed) await this.close();
  }

  /** Lets the engine go; everything that waits for it is answered with an error. */
  async close(): Promise<void> {
    const session = this.#forget();
    if (session !== undefined) this.#closing = Promise.all([this.#closing, session.close()]).then(() => undefined);
    await this.#closing;
  }

  /** Ends the engine as a crash would: whoever waits for it gets an error, and the loss is told. */
  async kill(message: string): Promise<void> {
    if (this.#session === undefined) return;
    this.#parts.onLost(new Error(message));
    await this.close();
  }

  #start(): EngineSession {
    this.#parts.onState("starting");
    const session = this.#parts.startSession((error) => {
      if (this.#session !== session) return;
      this.#parts.onLost(error);
      void this.close();
    });
    return session;
  }

  /** Waits for a load that nobody waits for otherwise; one that failed is tried again when the run is wanted. */
  async #settled(ahead: LoadAhead): Promise<ReplyOf<"load"> | undefined> {
    try {
      const outcome = await ahead.outcome;
      ahead.isLoaded = outcome.kind === "loaded";
      return outcome;
    } catch {
      if (this.#ahead === ahead) this.#ahead = undefined;
      return undefined;
    }
  }

  #knows(subject: "run" | "shapes" | "nothing"): boolean {
    const hasShapes = this.#isRehearsing || this.#ahead?.isLoaded === true;
    return subject === "nothing" || this.#isLoaded || (subject === "shapes" && hasShapes);
  }

  #forget(): EngineSession | undefined {
    const session = this.#session;
    this.#session = undefined;
    this.#isLoaded = false;
    this.#isUsed = false;
    this.#ahead = undefined;
    this.#hasRehearsed = false;
    if (session !== undefined) this.#parts.onState("off");
    return session;
  }
}
