import type { TimeUs } from "../base/time.ts";
import type { BatchRows } from "./batch-rows.ts";

/** Which commit of a batch: every commit names the batch it belongs to and the instant at which it becomes visible. */
export type BatchCommit = { readonly batchId: number; readonly atUs: TimeUs };

/** What one table's commit did. A skipped commit found its txnVersion stored already and wrote nothing. */
export type CommitResult = CommitFacts | { readonly kind: "failed"; readonly reason: string };

type CommitFacts = {
  readonly kind: "committed" | "skipped";
  /** The table's version after the commit. */
  readonly version: number;
  readonly rowsAdded: number;
  readonly rowsRemoved: number;
  /** Order-independent hash of the version's rows. */
  readonly contentHash: string;
};

/** The tables a job writes, one commit after another; each commit stands alone, as in Delta. */
export interface BatchTables {
  /** Table ids in the order in which they commit. */
  readonly tableIds: readonly string[];
  /** Whether a table takes every record of a batch, so that its commit is a stage of each; a dead-letter table takes the rejects only. */
  takesWholeBatch(tableId: string): boolean;
  /** Takes the rows of a batch: what the tasks hold in memory, gone with the driver. */
  stage(rows: BatchRows, batchId: number): void;
  /** Commits one table's part of the staged batch; undefined when there is nothing to write (an empty dead-letter batch). */
  commit(tableId: string, commit: BatchCommit): CommitResult | undefined;
}
