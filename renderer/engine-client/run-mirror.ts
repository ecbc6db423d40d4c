import { History } from "../../engine/base/history.ts";
import type { LoadOutcome, ReplyOf, RequestOf } from "../../engine/protocol/messages.ts";
import type { RunFacts, RunPhase, RunRecord, RunStore } from "../stores/run-store.ts";

/** Runs that are kept besides the current one, and changes that they may hold together: about 80 bytes each. */
const PAST_RUNS_MAX = 12;
const PAST_CHANGES_MAX = 3_000_000;

/** The record of a run that was just loaded. */
function recordOf(
  loaded: Extract<LoadOutcome, { kind: "loaded" }>,
  { number, text, startedAtMs }: Pick<RunRecord, "number" | "text" | "startedAtMs">,
): RunRecord {
  const { name, seed, durationUs, recordsPlanned } = loaded;
  return {
    number,
    name,
    seed,
    text,
    durationUs,
    recordsPlanned,
    history: new History(),
    events: [],
    startedAtMs,
    nowUs: 0,
    eventsRun: 0,
    wallMs: 0,
    injected: [],
    report: undefined,
  };
}

/** What a record has of its run already. */
export function seenBy({ history, events }: RunRecord): RequestOf<"watch"> {
  return { changesSeen: history.changeCount, namesSeen: history.names.length, eventsSeen: events.length };
}

/** Puts a frame behind what a record has; its history and events grow in place. */
export function takeFrame({ history, events }: RunRecord, frame: ReplyOf<"watch">): void {
  history.append(frame);
  for (const event of frame.events) events.push(event);
}

/** The past with one more run: the newest that fit, and at least that one. */
export function withPast(run: RunRecord, past: readonly RunRecord[]): readonly RunRecord[] {
  let changes = 0;
  return [run, ...past.filter(({ number }) => number !== run.number)].filter(({ history }, index) => {
    changes += history.changeCount;
    return index === 0 || (index < PAST_RUNS_MAX && changes <= PAST_CHANGES_MAX);
  });
}

/** Writes the facts about runs into their store. */
export class RunBook {
  readonly #store: RunStore;
  #lastNumber = 0;

  constructor(store: RunStore) {
    this.#store = store;
  }

  get facts(): RunFacts {
    return this.#store.getState();
  }

  /** Where the run stands that the next goal continues: at zero when it will be a new one. */
  get standing(): Pick<RunRecord, "nowUs" | "eventsRun"> {
    const { current, phase } = this.facts;
    return current === undefined || phase.kind === "finished" ? { nowUs: 0, eventsRun: 0 } : current;
  }

  setPhase(phase: RunPhase): void {
    this.#store.setState({ phase });
  }

  /** A run that was loaded becomes the current one: a new one, or one that is played again under its number. */
  begin(
    loaded: Extract<LoadOutcome, { kind: "loaded" }>,
    { text, startedAtMs, again }: Pick<RunRecord, "text" | "startedAtMs"> & { readonly again: RunAgain | undefined },
  ): void {
    const number = again?.number ?? this.#lastNumber + 1;
    this.#lastNumber = Math.max(this.#lastNumber, number);
    const current = recordOf(loaded, { number, text, startedAtMs });
    this.#store.setState({ current: { ...current, injected: again?.injected ?? [] } });
  }

  /** Changes the current run's record and tells the views that there is something new. */
  update(change: Partial<RunRecord>): void {
    const { current, frame } = this.facts;
    if (current !== undefined) this.#store.setState({ current: { ...current, ...change }, frame: frame + 1 });
  }

  /** The current run becomes the newest of the past. */
  retire(): void {
    const { current, past } = this.facts;
    if (current !== undefined) this.#store.setState({ current: undefined, past: withPast(current, past) });
  }

  /** A past run becomes the current one, as it was left. */
  bringBack(run: RunRecord): void {
    this.retire();
    const { past, frame } = this.facts;
    const others = past.filter((one) => one !== run);
    this.#store.setState({ current: run, past: others, phase: { kind: "finished" }, frame: frame + 1 });
  }
}

/** What stays the same when a lost run is played again. */
export type RunAgain = Pick<RunRecord, "number" | "injected">;
