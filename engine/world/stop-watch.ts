import { assertNever } from "../base/assert.ts";
import { formatCount } from "../base/format-number.ts";
import type { ProbeEvent } from "../base/probe.ts";
import type { StopCondition, Stopped } from "../protocol/run-control.ts";
import type { Assembly } from "./assembly.ts";
import type { KnownViolations } from "./known-violations.ts";
import { repeatedRecords } from "./table-variables.ts";

/** What some conditions are watched by: the counts at which they stood when the watch began. */
type Counts = { readonly duplicates: number; readonly lost: number };

/**
 * Watches a run for the conditions at which it is to stop, event by event. It only looks.
 *
 * Every condition is an edge: lag that was over its limit when the watch began must first fall, and counts must grow, so a run that
 * goes on after a stop makes progress. Violated checks are remembered from watch to watch by `known`.
 */
export class StopWatch {
  readonly #assembly: Assembly;
  readonly #conditions: readonly StopCondition[];
  readonly #known: KnownViolations;
  readonly #isOver: boolean[];
  #eventsSeen: number;
  #counts: Counts;
  #stopped: Stopped | undefined;

  constructor(assembly: Assembly, conditions: readonly StopCondition[], known: KnownViolations) {
    this.#assembly = assembly;
    this.#conditions = conditions;
    this.#known = known;
    this.#eventsSeen = assembly.recorder.timeline.length;
    this.#counts = this.#countNow();
    this.#isOver = conditions.map(
      (condition) => condition.kind === "lag-over" && this.#laggard(condition) !== undefined,
    );
  }

  /** The first condition that came true; undefined while none did. */
  get stopped(): Stopped | undefined {
    return this.#stopped;
  }

  /** Looks at what the last event did: true when a condition came true by it. */
  look(): boolean {
    const { timeline } = this.#assembly.recorder;
    const events = timeline.length === this.#eventsSeen ? [] : timeline.slice(this.#eventsSeen);
    this.#eventsSeen = timeline.length;
    const before = this.#counts;
    const now = this.#countNow();
    this.#counts = now;
    for (const [condition, wanted] of this.#conditions.entries()) {
      // All are asked, also behind one that is true: an edge that nobody looked at would be taken for a new one.
      const message = this.#reached(condition, wanted, { events, before, now });
      if (message !== undefined) this.#stopped ??= { condition, message };
    }
    return this.#stopped !== undefined;
  }

  #reached(
    index: number,
    condition: StopCondition,
    { events, before, now }: { readonly events: readonly ProbeEvent[]; readonly before: Counts; readonly now: Counts },
  ): string | undefined {
    switch (condition.kind) {
      case "lag-over":
        return this.#rises(index, condition);
      case "event":
        return events.find((event) => isWanted(event, condition))?.message;
      case "batch-committed":
        return events.find(({ kind, subject }) => kind === "batch-committed" && (condition.job ?? subject) === subject)
          ?.message;
      case "record-duplicated":
        return now.duplicates > before.duplicates
          ? `${counted(now.duplicates - before.duplicates, "record")} came a second time`
          : undefined;
      case "record-lost":
        return now.lost > before.lost
          ? `${counted(now.lost - before.lost, "record")} left the log although their producer had handed them over`
          : undefined;
      case "record-rejected":
        return events.map(rejection).find((message) => message !== undefined);
      case "check-violated":
        return events.some(({ kind }) => kind === "batch-committed") ? this.#known.news(this.#assembly) : undefined;
      default:
        return assertNever(condition);
    }
  }

  #rises(index: number, condition: Extract<StopCondition, { kind: "lag-over" }>): string | undefined {
    const laggard = this.#laggard(condition);
    const wasOver = this.#isOver[index] === true;
    this.#isOver[index] = laggard !== undefined;
    if (laggard === undefined || wasOver) return undefined;
    return `${laggard.job} is ${formatCount(laggard.lag)} records behind, more than ${formatCount(condition.records)}`;
  }

  #laggard({ job, records }: Extract<StopCondition, { kind: "lag-over" }>): { job: string; lag: number } | undefined {
    const { plan, jobs, cluster } = this.#assembly;
    for (const { node, topic } of plan.jobs) {
      if (job !== undefined && job !== node.id) continue;
      const committed = jobs.get(node.id)?.committedOffsets;
      let lag = 0;
      for (const [partition, end] of cluster.highWatermarks(topic.id).entries()) {
        lag += Math.max(0, end - (committed?.[partition] ?? 0));
      }
      if (lag > records) return { job: node.id, lag };
    }
    return undefined;
  }

  #countNow(): Counts {
    const { logWatches, plan, recorder } = this.#assembly;
    let duplicates = 0;
    let lost = 0;
    for (const watch of logWatches.values()) {
      duplicates += watch.duplicates;
      lost += watch.recordsLost;
    }
    for (const { tables } of plan.jobs) {
      for (const { node } of tables) {
        if (node.kind === "bronze") duplicates += recorder.metrics.counter(repeatedRecords(node.id));
      }
    }
    return { duplicates, lost };
  }
}

function isWanted(event: ProbeEvent, wanted: Extract<StopCondition, { kind: "event" }>): boolean {
  return (
    (wanted.eventKind ?? event.kind) === event.kind &&
    (wanted.subject ?? event.subject) === event.subject &&
    (wanted.severity ?? event.severity) === event.severity
  );
}

function rejection({ kind, fields }: ProbeEvent): string | undefined {
  const rows = Number(fields["rowsRejected"] ?? 0);
  return kind === "table-committed" && rows > 0 ? `${fields["tableId"]} rejected ${counted(rows, "row")}` : undefined;
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
}
