import { assert, assertDefined } from "../base/assert.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { GoldNode } from "../scenario/scenario.ts";
import { BATCH_SCHEMAS, BRONZE_COLUMNS, batchName, bronzeLayout } from "./bronze-table.ts";
import { type CheckedGold, checkGold } from "./check-gold.ts";
import type { CheckContext, CheckedSelect } from "./check-select.ts";
import { checkReference, checkSilver } from "./check-silver.ts";
import { deadLetterLayout } from "./dead-letter-table.ts";
import { type FunctionCatalogue, readFunctionCatalogue } from "./function-catalogue.ts";
import { goldHiddenColumns } from "./gold-sql.ts";
import type { GoldPlan } from "./gold-table.ts";
import type { LakePlan, LakeTable } from "./lake-plan.ts";
import type { PipelineSqlProblem } from "./pipeline-problem.ts";
import { type GroupHash, type SilverPlan, silverHiddenColumns } from "./silver-sql.ts";
import { quoteTable, scopeSql } from "./sql-names.ts";
import { createEmptyView, type TableColumn } from "./table-layout.ts";
import type { Tables } from "./tables.ts";

/** Where gold finds the batch's rows that silver had not seen. */
export const UNSEEN_SCHEMA = "unseen_silver";

/** All tables of a pipeline, checked: nothing that a person wrote can be wrong from here on, but for the values in the rows. */
export type CheckedLake = {
  readonly functions: FunctionCatalogue;
  readonly references: ReadonlyMap<string, CheckedSelect>;
  readonly silver: ReadonlyMap<string, SilverPlan>;
  readonly gold: ReadonlyMap<string, GoldPlan>;
};

/**
 * Checks all SQL of a pipeline against empty tables, in the order in which the tables depend on each other. The datasets of
 * reference tables must stand in schema `main`. A table whose source is wrong is not checked: its own errors would be noise.
 */
export function checkLake(tables: Tables, plan: LakePlan): Result<CheckedLake, readonly PipelineSqlProblem[]> {
  for (const schema of [...Object.values(BATCH_SCHEMAS), UNSEEN_SCHEMA]) {
    tables.exec(`create schema if not exists ${schema}`);
  }
  return new LakeCheck({ tables, functions: readFunctionCatalogue(tables) }, plan).run();
}

class LakeCheck {
  readonly #context: CheckContext;
  readonly #plan: LakePlan;
  readonly #planned: readonly LakeTable[];
  readonly #problems: PipelineSqlProblem[] = [];
  readonly #references = new Map<string, CheckedSelect>();
  readonly #silver = new Map<string, CheckedSelect>();
  readonly #gold = new Map<string, CheckedGold>();

  constructor(context: CheckContext, plan: LakePlan) {
    this.#context = context;
    this.#plan = plan;
    this.#planned = plan.jobs.flatMap((job) => job.tables);
  }

  run(): Result<CheckedLake, readonly PipelineSqlProblem[]> {
    for (const node of this.#plan.references) {
      this.#keep(node.id, checkReference(this.#context, node), this.#references);
    }
    const references = this.#plan.references.map(({ id }) => id);
    for (const { node, from } of this.#planned) {
      switch (node.kind) {
        case "bronze":
          createEmptyView(this.#context.tables, node.id, BRONZE_COLUMNS);
          break;
        case "silver":
          this.#keep(node.id, checkSilver(this.#context, node, from, references), this.#silver);
          break;
        case "dead-letter":
          createEmptyView(this.#context.tables, node.id, deadLetterLayout(node.id).columns);
          break;
        case "gold":
          if (this.#silver.has(from)) {
            this.#keep(node.id, checkGold(this.#context, node, from, references), this.#gold);
          }
          break;
      }
    }
    if (this.#problems.length > 0) return err(this.#problems);
    const groups = this.#groupIndexes();
    return ok({
      functions: this.#context.functions,
      references: this.#references,
      silver: this.#silverPlans(groups),
      gold: this.#goldPlans(groups),
    });
  }

  #keep<S extends CheckedSelect>(
    id: string,
    checked: Result<S, readonly PipelineSqlProblem[]>,
    into: Map<string, S>,
  ): void {
    if (!checked.ok) {
      this.#problems.push(...checked.error);
      return;
    }
    into.set(id, checked.value);
    createEmptyView(this.#context.tables, id, checked.value.columns);
  }

  /** The gold tables whose groups each silver table keeps beside its rows: those that compute touched groups again. */
  #groupIndexes(): ReadonlyMap<string, readonly string[]> {
    const bySilver = new Map<string, string[]>();
    for (const { node, from } of this.#planned) {
      if (node.kind !== "gold" || node.feed !== "changes") continue;
      const gold = this.#gold.get(node.id);
      if (gold?.shape.kind !== "grouped" || gold.sums !== undefined) continue;
      bySilver.set(from, [...(bySilver.get(from) ?? []), node.id]);
    }
    return bySilver;
  }

  #silverPlans(groups: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, SilverPlan> {
    const plans = new Map<string, SilverPlan>();
    for (const { node, from } of this.#planned) {
      if (node.kind !== "silver") continue;
      const { sql, columns } = assertDefined(this.#silver.get(node.id), `${node.id} was checked`);
      const groupHashes = (groups.get(node.id) ?? []).map((id) => this.#groupHash(id));
      plans.set(node.id, {
        node,
        bronzeId: from,
        sql,
        batchSelect: scopeSql(sql, new Map([[from, BATCH_SCHEMAS["bronze"] ?? ""]])),
        layout: {
          tableId: node.id,
          columns,
          hidden: silverHiddenColumns(groupHashes.length),
          isAppendOnly: false,
        },
        groupHashes,
        feedsBatch: this.#feeds(node.id, "batch"),
        feedsUnseen: this.#feeds(node.id, "unseen"),
      });
    }
    return plans;
  }

  #feeds(silverId: string, feed: GoldNode["feed"]): boolean {
    return this.#planned.some(({ node, from }) => from === silverId && node.kind === "gold" && node.feed === feed);
  }

  #groupHash(goldId: string): GroupHash {
    const shape = this.#gold.get(goldId)?.shape;
    assert(shape?.kind === "grouped", `${goldId} has groups`);
    return { alias: shape.alias, expressions: shape.groupExpressions };
  }

  #goldPlans(groups: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, GoldPlan> {
    const plans = new Map<string, GoldPlan>();
    for (const { node, from } of this.#planned) {
      if (node.kind !== "gold") continue;
      const { sql, columns, shape, sums } = assertDefined(this.#gold.get(node.id), `${node.id} was checked`);
      const groupIndex = (groups.get(from) ?? []).indexOf(node.id);
      plans.set(node.id, {
        node,
        silverId: from,
        sql,
        shape,
        sums,
        layout: { tableId: node.id, columns, hidden: goldHiddenColumns(groupIndex >= 0, sums), isAppendOnly: false },
        groupIndex: groupIndex < 0 ? undefined : groupIndex,
        batchSql: scopeSql(sql, new Map([[from, BATCH_SCHEMAS["silver"] ?? ""]])),
        unseenSql: scopeSql(sql, new Map([[from, UNSEEN_SCHEMA]])),
      });
    }
    return plans;
  }
}

/** Makes the table of the batch at hand, without rows, so that what reads it can be prepared. */
export function createEmptyBatch(tables: Tables, bronzeId: string): void {
  const definitions = bronzeLayout(bronzeId).columns.map(({ name, type }: TableColumn) => `"${name}" ${type}`);
  tables.exec(`create table ${quoteTable(batchName(bronzeId))} (${definitions.join(", ")})`);
}
