import { describePort, flowBetween, NODE_CATALOGUE, whyNotJoined } from "../../engine/pipeline/node-catalogue.ts";
import { countSql, goldDefaults, silverDefaults, tableOfDefault } from "../../engine/pipeline/record-shape.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import type { ActOrReason } from "./act.ts";
import { asList, asMapping, type Draft, type DraftNode } from "./draft.ts";
import { shapeBefore, shapesIn } from "./shape-before.ts";

/** What a connection is judged by: a drawing will do as well as a draft. */
export type Graph = {
  readonly nodes: readonly { readonly id: string; readonly kind: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
};

/** Why an edge cannot go from one node to another, as a sentence; undefined when it can. */
export function whyNotConnected({ nodes, edges }: Graph, fromId: string, toId: string): string | undefined {
  const from = nodes.find(({ id }) => id === fromId);
  const to = nodes.find(({ id }) => id === toId);
  if (from === undefined || to === undefined) return "There is no such node.";
  if (from === to) return "A node cannot feed itself.";
  if (!isNodeKind(from.kind)) return `${from.id} is of no kind that exists, so nothing can be joined to it.`;
  if (!isNodeKind(to.kind)) return `${to.id} is of no kind that exists, so nothing can be joined to it.`;
  const mismatch = whyNotJoined(from.kind, to.kind);
  if (mismatch !== undefined) return `${sentence(mismatch)}.`;
  if (edges.some((edge) => edge.from === fromId && edge.to === toId)) return "These two are joined already.";
  const flow = flowBetween(from.kind, to.kind);
  const kindOf = (id: string) => nodes.find((node) => node.id === id)?.kind ?? "";
  const carries = (edge: Graph["edges"][number]): boolean => {
    const left = kindOf(edge.from);
    const right = kindOf(edge.to);
    return isNodeKind(left) && isNodeKind(right) && flowBetween(left, right) === flow;
  };
  const output = NODE_CATALOGUE[from.kind].outputs.find((port) => port.type === flow);
  const leaving = edges.filter((edge) => edge.from === fromId && carries(edge));
  if (output !== undefined && leaving.length >= output.max)
    return `A ${NODE_CATALOGUE[from.kind].title} gives ${describePort(output)} to one node only, and ${fromId} feeds ${leaving[0]?.to} already.`;
  const input = NODE_CATALOGUE[to.kind].inputs.find((port) => port.type === flow);
  const coming = edges.filter((edge) => edge.to === toId && carries(edge));
  if (input !== undefined && coming.length >= input.max)
    return `A ${NODE_CATALOGUE[to.kind].title} takes ${describePort(input)} from one node only, and ${toId} has ${coming[0]?.from} already.`;
  return undefined;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Draws an edge, and fills in what it implies: where rejects go, and default SQL from the table that now feeds another. */
export function connect(draft: Draft, fromId: string, toId: string): ActOrReason {
  const reason = whyNotConnected(draft, fromId, toId);
  const from = draft.node(fromId);
  const to = draft.node(toId);
  if (reason !== undefined || from === undefined || to === undefined)
    return { reason: reason ?? "There is no such node." };
  return {
    label: `Connect ${fromId} to ${toId}`,
    edits: [
      { path: ["pipeline", "edges", draft.edgeCount], value: `${fromId} -> ${toId}` },
      ...implied(draft, from, to),
    ],
  };
}

function implied(draft: Draft, from: DraftNode, to: DraftNode): ScenarioEdit[] {
  if (from.kind === "silver" && to.kind === "dead-letter") return rejectEdits(draft, from, to);
  if (from.kind === "bronze" && to.kind === "silver") return silverEdits(draft, from, to);
  if (from.kind === "silver" && to.kind === "gold") return goldEdits(draft, from, to);
  return [];
}

function rejectEdits(draft: Draft, silver: DraftNode, deadLetters: DraftNode): ScenarioEdit[] {
  const path = ["pipeline", "nodes", silver.index];
  const edits: ScenarioEdit[] = [{ path: [...path, "rejects"], value: deadLetters.id }];
  const { sql } = silver.value;
  const hasRules = asList(silver.value["quality"]).length > 0;
  const shape = shapesIn(draft).find(
    (candidate) => typeof sql === "string" && tableOfDefault(sql, candidate) !== undefined,
  );
  if (hasRules || shape === undefined) return edits;
  return [{ path: [...path, "quality"], value: [silverDefaults("", shape).rule] }, ...edits];
}

/** SQL that nobody touched is made anew for the bronze table that now feeds it; what a person wrote stays. */
function silverEdits(draft: Draft, bronze: DraftNode, silver: DraftNode): ScenarioEdit[] {
  if (!isUntouched(draft, silver)) return [];
  const { rule, ...defaults } = silverDefaults(bronze.id, shapeBefore(draft, bronze.id));
  const path = ["pipeline", "nodes", silver.index];
  const hasRules = asList(silver.value["quality"]).length > 0;
  return [
    ...Object.entries(defaults).map(([key, value]): ScenarioEdit => ({ path: [...path, key], value })),
    ...(defaults.merge === undefined ? [{ path: [...path, "merge"], remove: true } as const] : []),
    ...(defaults.sink === undefined && asMapping(silver.value["sink"])["mode"] === "append"
      ? [{ path: [...path, "sink"], remove: true } as const]
      : []),
    ...(hasRules ? [{ path: [...path, "quality"], value: [rule] }] : []),
  ];
}

function goldEdits(draft: Draft, silver: DraftNode, gold: DraftNode): ScenarioEdit[] {
  if (!isUntouched(draft, gold)) return [];
  const path = ["pipeline", "nodes", gold.index];
  const defaults = isUntouched(draft, silver)
    ? goldDefaults(silver.id, shapeBefore(draft, silver.id))
    : countDefaults(silver);
  return [
    ...Object.entries(defaults).map(([key, value]): ScenarioEdit => ({ path: [...path, key], value })),
    ...("money" in defaults ? [] : [{ path: [...path, "money"], remove: true } as const]),
  ];
}

/** What can be said of a silver table whose SQL a person wrote: it has its merge key, which can be counted. */
function countDefaults(silver: DraftNode): { readonly sql: string; readonly groupBy: readonly string[] } {
  const key = asList(asMapping(silver.value["merge"])["key"])[0];
  const column = typeof key === "string" ? key : "correlation_id";
  return { sql: countSql(silver.id, column), groupBy: [column] };
}

function isUntouched(draft: Draft, table: DraftNode): boolean {
  const { sql } = table.value;
  return typeof sql === "string" && shapesIn(draft).some((shape) => tableOfDefault(sql, shape) !== undefined);
}
