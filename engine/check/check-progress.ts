import { formatCount } from "../base/format-number.ts";
import type { CheckOutcome, EvidenceRow } from "../protocol/report.ts";
import type { Cause, LogPlace } from "./causes.ts";
import { MAX_EVIDENCE } from "./check-log.ts";

/** A step back, and for offsets: which job took it, and from where. */
type StepBack = { readonly row: EvidenceRow; readonly from?: { readonly job: string; readonly place: LogPlace } };

/** Finds why a log lost what a job had read at a place before `atUs`. */
export type LossFinder = (job: string, place: LogPlace, atUs: number) => Cause;

/**
 * Listens to a run and notes every step back: a committed offset that falls, a table version that is not the one after the
 * last. Offsets fall when the log itself went back and the job was told to go on regardless.
 */
export class ProgressWatch {
  readonly #versions = new Map<string, number>();
  readonly #offsets = new Map<string, readonly number[]>();
  readonly #steps: StepBack[] = [];
  #violations = 0;
  #commits = 0;

  /** A table committed a version. */
  tableCommitted(table: string, version: number, at: { readonly batchId: number; readonly atUs: number }): void {
    const before = this.#versions.get(table) ?? 0;
    this.#versions.set(table, version);
    this.#commits += 1;
    if (version === before + 1) return;
    this.#note({ row: { note: `${table} went from version ${before} to ${version}`, ...at } });
  }

  /** A job committed a batch that ends at these offsets. */
  offsetsCommitted(
    job: string,
    endOffsets: readonly number[],
    at: { readonly batchId: number; readonly atUs: number },
  ): void {
    const before = this.#offsets.get(job) ?? [];
    this.#offsets.set(job, endOffsets);
    endOffsets.forEach((offset, partition) => {
      const last = before[partition] ?? 0;
      if (offset >= last) return;
      this.#note({
        row: { note: `${job} went back from offset ${last} to ${offset}`, partition, offset, ...at },
        from: { job, place: { partition, offset: last - 1 } },
      });
    });
  }

  /** What was found; `findLoss` says what made a log go back. */
  outcome(findLoss: LossFinder): CheckOutcome {
    const violations = this.#violations;
    const summary =
      violations === 0
        ? `offsets and versions only grew in ${formatCount(this.#commits)} commits`
        : `${formatCount(violations)} steps back`;
    const verdict = violations === 0 ? "holds" : "violated";
    const evidence = this.#steps.map(({ row, from }) =>
      from === undefined ? row : { ...row, ...findLoss(from.job, from.place, row.atUs ?? 0) },
    );
    return { check: "progress-never-goes-back", verdict, summary, violations, evidence };
  }

  #note(step: StepBack): void {
    this.#violations += 1;
    if (this.#steps.length < MAX_EVIDENCE) this.#steps.push(step);
  }
}
