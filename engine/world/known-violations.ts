import type { CheckOutcome } from "../protocol/report.ts";
import { type Assembly, committedRecords } from "./assembly.ts";
import { runChecks, runChecksWithoutOracle } from "./run-checks.ts";

/** After one of these a table may hold other rows than it should, so the next commit is held against the oracle at once. */
const DISTURBANCES: ReadonlySet<string> = new Set(["fault-began", "fault-ended", "batch-replayed", "log-truncated"]);

/** How much more must have been committed before the oracle is asked again of an undisturbed run. */
const GROWTH = 1.1;

/**
 * The violations that a person has been told of. A look after each batch has to be cheap, and the oracle, which works out every
 * table anew from all records so far, is nine tenths of all checks: it is asked after a disturbance, and else whenever a tenth
 * more records are committed, which keeps all looks of a run together below eleven times the last.
 */
export class KnownViolations {
  #known: readonly CheckOutcome[] = [];
  #eventsSeen = 0;
  #recordsAtOracle = 0;

  /** Looks at what a batch left: a sentence on the first check that is violated and was not at the last look. */
  news(assembly: Assembly): string | undefined {
    const before = new Set(this.#known.map(nameOf));
    assembly.tables.plan("careful");
    const violated = this.#isOracleDue(assembly)
      ? runChecks(assembly).outcomes.filter(isViolated)
      : [...runChecksWithoutOracle(assembly).filter(isViolated), ...this.#known.filter(needsOracle)];
    assembly.tables.plan("quick");
    this.#known = violated;
    const fresh = violated.find((outcome) => !before.has(nameOf(outcome)));
    return fresh && `${nameOf(fresh)} is violated: ${fresh.summary}`;
  }

  #isOracleDue(assembly: Assembly): boolean {
    const { timeline } = assembly.recorder;
    const isDisturbed = timeline.slice(this.#eventsSeen).some(({ kind }) => DISTURBANCES.has(kind));
    this.#eventsSeen = timeline.length;
    const records = committedRecords(assembly);
    const isDue = isDisturbed || records >= this.#recordsAtOracle * GROWTH;
    if (isDue) this.#recordsAtOracle = records;
    return isDue;
  }
}

function nameOf({ check, table, job }: CheckOutcome): string {
  return [check, table ?? job].filter((part) => part !== undefined).join(" ");
}

function isViolated({ verdict }: CheckOutcome): boolean {
  return verdict === "violated";
}

function needsOracle({ check }: CheckOutcome): boolean {
  return check === "silver-latest-per-key" || check === "gold-equals-oracle";
}
