import type { History } from "../../engine/base/history.ts";
import { timeUs } from "../../engine/base/time.ts";
import { variableName } from "../../engine/pipeline/state-variables.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";

const LAYERS = ["bronze", "silver", "gold"] as const;
const TABLE_KINDS = new Set<string>([...LAYERS, "dead-letter", "reference"]);

export type TableLayer = (typeof LAYERS)[number];

/** A table of a run, as far as its scenario says. */
export type TableEntry = { readonly id: string; readonly kind: string; readonly layer: TableLayer };

/** A table at an instant; what the run did not record is undefined. */
export type TableAt = TableEntry & { readonly rows: number | undefined; readonly version: number | undefined };

export type TableOrder = "pipeline" | "name" | "rows";

/** The tables that a scenario's text declares, in its order. */
export function tablesOf(scenarioText: string): readonly TableEntry[] {
  const nodes = readDrawing(scenarioText)?.nodes ?? [];
  return nodes.flatMap(({ id, kind }) => {
    const layer = LAYERS.find((name) => id.startsWith(`${name}.`));
    return TABLE_KINDS.has(kind) && layer !== undefined ? [{ id, kind, layer }] : [];
  });
}

/** Whether an id is a table's: its layer stands in front. */
export function isTable(id: string): boolean {
  return LAYERS.some((layer) => id.startsWith(`${layer}.`));
}

/** How many rows tables have at an instant, and their versions, as the run's history says. */
export function tablesAt(tables: readonly TableEntry[], history: History, atUs: number): readonly TableAt[] {
  const valueNow = (id: string, key: string): number | undefined =>
    history.valueAt(variableName(id, key), timeUs(atUs));
  return tables.map((table) => ({
    ...table,
    rows: valueNow(table.id, "rows"),
    version: valueNow(table.id, "version"),
  }));
}

/** The same tables in another order; the pipeline's breaks every tie. */
export function orderTables(tables: readonly TableAt[], order: TableOrder): readonly TableAt[] {
  switch (order) {
    case "pipeline":
      return tables;
    case "name":
      return tables.toSorted((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
    case "rows":
      return tables.toSorted((one, other) => (other.rows ?? -1) - (one.rows ?? -1));
  }
}
