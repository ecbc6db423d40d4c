import type { HistoryPiece } from "../base/history.ts";
import type { ProbeEvent, Severity } from "../base/probe.ts";
import type { ScenarioEdit } from "../scenario/plain-edit.ts";
import type { Problem } from "../scenario/problem.ts";
import type { PlainValue } from "../scenario/yaml-render.ts";

/**
 * Something at which a run stops by itself, at the event that made it true: a breakpoint, or "run until". What was true already when
 * the slice began does not stop it: lag must cross its limit, counts must grow, so going on after a stop makes progress.
 */
export type StopCondition =
  /** More records wait in front of a job than this; of any job when none is named. */
  | { readonly kind: "lag-over"; readonly job?: string; readonly records: number }
  /** An event of the timeline; every part that is named must fit. */
  | {
      readonly kind: "event";
      readonly eventKind?: string;
      readonly subject?: string;
      readonly severity?: Severity;
    }
  /** A job has committed a batch: "step one batch". */
  | { readonly kind: "batch-committed"; readonly job?: string }
  /** Bronze took a record that it had already, or a log did, which is looked at once a virtual second. */
  | { readonly kind: "record-duplicated" }
  /** A leader was elected that lacks records of which their producer was told that they are safe, or asked for no answer. */
  | { readonly kind: "record-lost" }
  /** A quality gate rejected a row. */
  | { readonly kind: "record-rejected" }
  /**
   * A check is violated that was not at the last look. The checks of the log, bronze and the queries run after every batch; silver
   * and gold are held against the oracle after a fault, a restart or a replay, and else whenever a tenth more records are committed.
   */
  | { readonly kind: "check-violated" };

/** Which condition stopped a run, as its index in the request, and a sentence that says what happened. */
export type Stopped = { readonly condition: number; readonly message: string };

/** How much of a run a screen has seen already. */
export type WatchRequest = {
  readonly changesSeen: number;
  readonly namesSeen: number;
  readonly eventsSeen: number;
};

/**
 * What is new since then: the change log of the state variables as columns, entry i saying that the variable number
 * `variableIds[i]` took `values[i]` at `timesUs[i]`, and the new events. Asking changes nothing. A screen appends frames to a
 * `History` of its own, which then answers what the run's would.
 */
export type WatchFrame = HistoryPiece & {
  readonly nowUs: number;
  readonly events: readonly ProbeEvent[];
};

/** A fault as the scenario writes it, without `at`: `{ fault: "broker-crash", broker: 2, for: "2m" }`. */
export type InjectRequest = { readonly fault: { readonly [key: string]: PlainValue } };

/**
 * What came of an injection: when it strikes, and the edits that write it into the scenario's text, so that a run of that text
 * from zero is this run; or what is wrong with the fault.
 */
export type InjectOutcome =
  | { readonly kind: "injected"; readonly atUs: number; readonly edits: readonly ScenarioEdit[] }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };
