import { NODE_CATALOGUE } from "../../engine/pipeline/node-catalogue.ts";
import type { DrawnEdge, DrawnNode } from "../../engine/scenario/drawing.ts";
import type { NodeKind } from "../../engine/scenario/scenario.ts";

type Graph = { readonly nodes: readonly DrawnNode[]; readonly edges: readonly DrawnEdge[] };

const KINDS = new Set(Object.keys(NODE_CATALOGUE));

/** Whether the engine knows this kind of node. */
export function isNodeKind(kind: string): kind is NodeKind {
  return KINDS.has(kind);
}

/** How many edges lie between each node and the farthest source before it; a cycle in a broken text ends where it began. */
export function ranksOf({ nodes, edges }: Graph): ReadonlyMap<string, number> {
  const feeders = new Map<string, string[]>();
  for (const { from, to } of edges) feeders.set(to, [...(feeders.get(to) ?? []), from]);
  const ranks = new Map<string, number>();
  const rankOf = (id: string, open: ReadonlySet<string>): number => {
    const known = ranks.get(id);
    if (known !== undefined) return known;
    const before = (feeders.get(id) ?? []).filter((feeder) => !open.has(feeder));
    const rank = before.reduce((most, feeder) => Math.max(most, rankOf(feeder, new Set([...open, id])) + 1), 0);
    ranks.set(id, rank);
    return rank;
  };
  for (const { id } of nodes) rankOf(id, new Set());
  return ranks;
}

/** The nodes from source to sink: by rank, those of one rank in the order of the file. */
export function inFlowOrder(graph: Graph): readonly DrawnNode[] {
  const ranks = ranksOf(graph);
  const rank = (node: DrawnNode): number => ranks.get(node.id) ?? 0;
  return graph.nodes.toSorted((left, right) => rank(left) - rank(right) || left.index - right.index);
}
