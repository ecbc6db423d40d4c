import type { TableCommit } from "../check/check-tables.ts";
import { scopeSql } from "../lake/sql-names.ts";
import type { Assembly } from "./assembly.ts";

/** Where SQL finds the tables that are ahead of their job's commit log, as they were. */
const COMMITTED_SCHEMA = "committed";

/**
 * The tables as the last batch in their job's commit log left them. Each table commits alone, so when a run ends in the middle of a
 * batch, because its query failed or its time was over, some tables have the batch and others do not: nobody can be held to it yet.
 */
export class CommittedTables {
  readonly #assembly: Assembly;
  readonly #commits = new Map<string, TableCommit[]>();
  /** By table: the last commit of a batch that its job committed too. */
  readonly #last = new Map<string, TableCommit>();

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
    const committedBatch = new Map<string, number>();
    const jobOf = new Map<string, string>();
    for (const { kind, subject, atUs, fields } of assembly.recorder.timeline) {
      const batchId = Number(fields["batchId"]);
      if (kind === "batch-committed") committedBatch.set(subject, batchId);
      if (kind !== "table-committed") continue;
      const table = String(fields["tableId"]);
      jobOf.set(table, subject);
      const commits = this.#commits.get(table) ?? [];
      commits.push({ batchId, version: Number(fields["version"]), atUs });
      this.#commits.set(table, commits);
    }
    for (const [table, commits] of this.#commits) {
      const newest = committedBatch.get(jobOf.get(table) ?? "") ?? -1;
      const last = commits.findLast(({ batchId }) => batchId <= newest);
      if (last !== undefined) this.#last.set(table, last);
    }
  }

  /** Every commit of a table, those of the batch under way included, the oldest first. */
  commitsOf(table: string): readonly TableCommit[] {
    return this.#commits.get(table) ?? [];
  }

  /** The last commit of a table that counts; undefined before the first. */
  lastCommitOf(table: string): TableCommit | undefined {
    return this.#last.get(table);
  }

  /** SQL that gives a table's rows. */
  rowsOf(table: string): string {
    return this.#isAhead(table) ? this.#asOf(table) : `from ${table}`;
  }

  /** The same SQL over the tables as they were committed. */
  scope(sql: string): string {
    const ahead = [...this.#commits.keys()].filter((table) => this.#isAhead(table));
    if (ahead.length === 0) return sql;
    const { tables } = this.#assembly;
    tables.exec(`create schema if not exists ${COMMITTED_SCHEMA}`);
    for (const table of ahead) {
      const name = table.split(".")[1] ?? "";
      tables.exec(`create or replace view ${COMMITTED_SCHEMA}."${name}" as ${this.#asOf(table)}`);
    }
    return scopeSql(sql, new Map(ahead.map((table) => [table, COMMITTED_SCHEMA])));
  }

  #isAhead(table: string): boolean {
    return this.#commits.get(table)?.at(-1) !== this.#last.get(table);
  }

  #asOf(table: string): string {
    return this.#assembly.lake.asOf(table, this.#last.get(table)?.version ?? 0);
  }
}
