import { flowBetween, kindsFedBy, NODE_CATALOGUE } from "../../engine/pipeline/node-catalogue.ts";
import { isTableKind, makeNode, type NodeTemplate } from "../../engine/pipeline/node-templates.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { NodeKind } from "../../engine/scenario/scenario.ts";
import { type Point, snap } from "../pipeline/card-geometry.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import type { Act, ActOrReason } from "./act.ts";
import { connect } from "./connect.ts";
import { asList, asMapping, Draft } from "./draft.ts";
import { shapeBefore } from "./shape-before.ts";

/** The node that a new one is joined to, and on which side of it the new one stands. */
export type Joint = { readonly id: string; readonly side: "after" | "before" };

/** What is added, where, and joined to what. */
export type Addition = { readonly kind: NodeKind; readonly at: Point; readonly joint?: Joint };

/** Adds a node that is complete and valid, with what it needs and its edge: one step. */
export function addNode(draft: Draft, { kind, at, joint }: Addition): ActOrReason {
  const template = makeNode(kind, contextFor(draft, kind, joint));
  const edits = templateEdits(draft, template, at);
  const added: Act = {
    label: `Add ${template.id}`,
    edits,
    select: [template.id],
  };
  if (joint === undefined) return added;
  const [from, to] = joint.side === "after" ? [joint.id, template.id] : [template.id, joint.id];
  const joined = connect(withNode(draft, template), from, to);
  if ("reason" in joined) return joined;
  return { ...added, label: `${added.label} ${joint.side} ${joint.id}`, edits: [...edits, ...joined.edits] };
}

/** The kinds that can stand after a node, or before it. */
export function kindsBeside(kind: string, side: Joint["side"]): readonly NodeKind[] {
  if (!isNodeKind(kind)) return [];
  if (side === "after") return kindsFedBy(kind);
  return Object.values(NODE_CATALOGUE)
    .map((entry) => entry.kind)
    .filter((from) => flowBetween(from, kind) !== undefined);
}

function contextFor(draft: Draft, kind: NodeKind, joint: Joint | undefined) {
  const feeder = joint?.side === "after" ? draft.node(joint.id) : likelyFeeder(draft, kind);
  return {
    takenIds: new Set(draft.nodes.map(({ id }) => id)),
    takenTables: new Set(draft.nodes.filter((node) => isTableKind(node.kind)).map(({ id }) => id)),
    workloads: new Set(Object.keys(draft.mapping("workload"))),
    datasets: Object.keys(draft.mapping("datasets")),
    brokers: draft.brokers,
    stem: stemOf(feeder?.id ?? joint?.id ?? draft.nodes.find((node) => node.kind === "source")?.id ?? "orders"),
    feederId: feeder?.id,
    shape: feeder === undefined ? ({ kind: "generated" } as const) : shapeBefore(draft, feeder.id),
  };
}

/** The one table that a new table would read, when there is only one: its SQL then names it before the edge is drawn. */
function likelyFeeder(draft: Draft, kind: NodeKind) {
  const wanted = kind === "silver" ? "bronze" : kind === "gold" ? "silver" : undefined;
  const feeders = draft.nodes.filter((node) => node.kind === wanted);
  return feeders.length === 1 ? feeders[0] : undefined;
}

/** What an id is about: `orders` of `orders.events`, `bronze.orders_raw`, `silver.orders`. */
function stemOf(id: string): string {
  const name = id.replace(/^(?:bronze|silver|gold)\./, "");
  const stem = name.replace(/(?:[._-](?:events|raw|rejects|summary))?(?:[_-]\d+)?$/, "");
  return stem === "" || stem === "job" ? "orders" : stem;
}

function templateEdits(draft: Draft, { id, node, workload, dataset }: NodeTemplate, at: Point): ScenarioEdit[] {
  return [
    ...(dataset === undefined ? [] : [{ path: ["datasets", dataset.name], value: dataset.value }]),
    { path: ["pipeline", "nodes", draft.nodeCount], value: node },
    ...(workload === undefined ? [] : [{ path: ["workload", workload.name], value: workload.value }]),
    { path: ["layout", id], value: { x: snap(at.x), y: snap(at.y) } },
  ];
}

/** The draft as it reads once the node is in it. */
function withNode({ root }: Draft, { node, workload }: NodeTemplate): Draft {
  const pipeline = asMapping(root["pipeline"]);
  return new Draft({
    ...root,
    pipeline: { ...pipeline, nodes: [...asList(pipeline["nodes"]), node] },
    ...(workload === undefined
      ? {}
      : { workload: { ...asMapping(root["workload"]), [workload.name]: workload.value } }),
  });
}
