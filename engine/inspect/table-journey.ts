import { quoteName } from "../lake/sql-names.ts";
import { withoutSemicolon } from "../lake/sql-rules.ts";
import { OPEN_VERSION } from "../lake/table-layout.ts";
import { TablesError } from "../lake/tables.ts";
import type { PlannedTable } from "../pipeline/plan-pipeline.ts";
import type { JourneyStep } from "../protocol/inspection.ts";
import type { Assembly } from "../world/assembly.ts";
import { showVersions, versionsAt } from "./shown-tables.ts";

type NodeOf<Kind extends PlannedTable["node"]["kind"]> = Extract<PlannedTable["node"], { readonly kind: Kind }>;

/** A version of a row: which version of the table added it, and which removed it; the record that it came from, if the table says. */
type RowVersion = { readonly from: number; readonly to: number; readonly record: number | undefined };

/**
 * Follows one record through the tables of a job. The pipeline's own SQL tells where it belongs: over a bronze table that holds this
 * record alone it gives the key of the record's row in silver, and over that row its group in gold.
 */
export class TableJourney {
  readonly #assembly: Assembly;
  readonly #id: number;

  constructor(assembly: Assembly, id: number) {
    this.#assembly = assembly;
    this.#id = id;
    showVersions(assembly, versionsAt(assembly, undefined));
  }

  /** The record's rows in bronze, one for each time that it was written. */
  bronze({ id }: NodeOf<"bronze">): readonly JourneyStep[] {
    const { lake } = this.#assembly;
    const sql = `select "__from", batch_id, partition, "offset" from ${lake.shownStore(id)} where correlation_id = ${this.#id} order by 1`;
    return this.#rows(sql).map(([from, batchId, partition, offset], index) => ({
      ...this.#commit(id, Number(from)),
      kind: "written",
      message: `${id} took it${index === 0 ? "" : " once more, a duplicate,"} with version ${from}.`,
      batchId: Number(batchId),
      partition: Number(partition),
      offset: Number(offset),
    }));
  }

  /** The record in a dead-letter table. */
  deadLetters({ id }: NodeOf<"dead-letter">, silverId: string): readonly JourneyStep[] {
    const { lake } = this.#assembly;
    const sql = `select "__from", reason from ${lake.shownStore(id)} where correlation_id = ${this.#id} order by 1`;
    return this.#rows(sql).map(([from, reason]) => ({
      ...this.#commit(id, Number(from)),
      kind: "rejected",
      message: `${silverId} rejected it (${reason}); ${id} has it since version ${from}.`,
    }));
  }

  /** What silver made of the record: its row, what replaced it, or whose row is newer. */
  silver(node: NodeOf<"silver">, bronzeId: string, batchIds: readonly number[]): readonly JourneyStep[] {
    const rows = this.#attempt(() => this.#silverRows(node, bronzeId)) ?? [];
    const versions = this.#versionsOf(node.id, batchIds);
    const hasRecords = this.#hasColumn(node.id, "correlation_id");
    const own = rows.filter(({ from, record }) => (hasRecords ? record === this.#id : versions.includes(from)));
    if (own.length > 0) return own.flatMap((row) => this.#silverSteps(node.id, row, rows));
    return versions.slice(0, 1).flatMap((version) => {
      const winner = rows.find(({ from, to }) => from <= version && version < to);
      if (winner === undefined) return [];
      const message = `${node.id} keeps ${nameOf(winner)}, which is newer for the same key.`;
      return [{ ...this.#commit(node.id, version), kind: "superseded" as const, message }];
    });
  }

  /** The record's group in a gold table, if its batch changed that. To be asked after silver has been. */
  gold(node: NodeOf<"gold">, silver: NodeOf<"silver">, batchIds: readonly number[]): readonly JourneyStep[] {
    const { lake, tables } = this.#assembly;
    const group = node.groupBy.map((column) => quoteName(column));
    const text =
      group.length === 0 ? "''" : `concat_ws(', ', ${group.map((column) => `k.${column}::varchar`).join(", ")})`;
    const same = group.map((column) => `g.${column} is not distinct from k.${column}`).join(" and ");
    const rows =
      this.#attempt(() => {
        tables.reader.show(new Map([[silver.id, withoutSemicolon(silver.sql)]]));
        const own = `(\n${withoutSemicolon(node.sql)}\n) k`;
        return this.#rows(
          `select g."__from", ${text} from ${lake.shownStore(node.id)} g join ${own} on ${same || "true"} order by 1`,
        );
      }) ?? [];
    return this.#versionsOf(node.id, batchIds).flatMap((version) => {
      const row = rows.find(([from]) => Number(from) === version);
      if (row === undefined) return [];
      const what = group.length === 0 ? "itself" : `the group (${row[1]})`;
      const message = `${node.id} changed ${what} with version ${version}.`;
      return [{ ...this.#commit(node.id, version), kind: "written" as const, message }];
    });
  }

  #silverRows(node: NodeOf<"silver">, bronzeId: string): readonly RowVersion[] {
    const { lake, tables } = this.#assembly;
    const store = lake.shownStore(bronzeId);
    const columns = lake.columnsOf(bronzeId).map(({ name }) => quoteName(name));
    const alone = `select ${columns.join(", ")} from ${store} where correlation_id = ${this.#id} limit 1`;
    tables.reader.show(new Map([[bronzeId, alone]]));
    const record = this.#hasColumn(node.id, "correlation_id") ? "s.correlation_id" : "null";
    const isSame =
      node.merge === undefined
        ? `s.correlation_id = ${this.#id}`
        : `exists (select 1 from (\n${withoutSemicolon(node.sql)}\n) k where ${node.merge.key
            .map((column) => `s.${quoteName(column)} is not distinct from k.${quoteName(column)}`)
            .join(" and ")})`;
    const sql = `select s."__from", s."__to", ${record} from ${lake.shownStore(node.id)} s where ${isSame} order by 1`;
    return this.#rows(sql).map(([from, to, by]) => ({
      from: Number(from),
      to: Number(to),
      record: by === null || by === undefined ? undefined : Number(by),
    }));
  }

  #silverSteps(silverId: string, row: RowVersion, rows: readonly RowVersion[]): readonly JourneyStep[] {
    const written = {
      ...this.#commit(silverId, row.from),
      kind: "written" as const,
      message: `${silverId} has its row since version ${row.from}.`,
    };
    if (row.to === OPEN_VERSION) return [written];
    const next = rows.find(({ from }) => from === row.to);
    const by = next === undefined ? "" : ` by ${nameOf(next)}`;
    const message = `${silverId} replaced its row${by} with version ${row.to}.`;
    return [written, { ...this.#commit(silverId, row.to), kind: "superseded", message }];
  }

  /** The versions that batches made of a table. */
  #versionsOf(tableId: string, batchIds: readonly number[]): readonly number[] {
    const commits = this.#assembly.lake.history(tableId).filter(({ meta }) => batchIds.includes(meta.batchId));
    return commits.map(({ version }) => version);
  }

  #commit(tableId: string, version: number): Pick<JourneyStep, "stage" | "atUs" | "version"> & { batchId?: number } {
    const commit = this.#assembly.lake.history(tableId)[version - 1];
    const batch = commit === undefined ? {} : { batchId: commit.meta.batchId };
    return { stage: tableId, atUs: commit?.meta.atUs ?? 0, version, ...batch };
  }

  #hasColumn(tableId: string, column: string): boolean {
    return this.#assembly.lake.columnsOf(tableId).some(({ name }) => name === column);
  }

  #rows(sql: string): readonly (readonly unknown[])[] {
    const { columns, rowCount } = this.#assembly.tables.reader.query(sql);
    return Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row]));
  }

  /** The pipeline's SQL may fail on this very record, which then has no row. */
  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (thrown) {
      if (thrown instanceof TablesError) return undefined;
      throw thrown;
    }
  }
}

function nameOf({ record }: RowVersion): string {
  return record === undefined ? "another row" : `the row of record ${record}`;
}
