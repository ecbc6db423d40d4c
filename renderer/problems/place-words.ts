import type { Drawing } from "../../engine/scenario/drawing.ts";
import { formatPath } from "../../engine/scenario/problem.ts";
import { parsePath } from "./parse-path.ts";

const NAME_MAX = 100;

/** Where a problem is, by the names of the drawing: "silver.flight › sql". The path itself where it leads to no node and no edge. */
export function placeInWords(path: string, { nodes, edges }: Pick<Drawing, "nodes" | "edges">): string {
  const [area, list, index, ...rest] = parsePath(path) ?? [];
  if (area !== "pipeline") return path;
  const name = list === "nodes" ? nodeName(nodes, index) : list === "edges" ? edgeName(edges, index) : undefined;
  if (name === undefined) return path;
  return rest.length === 0 ? name : `${name} › ${formatPath(rest)}`;
}

function nodeName(nodes: Drawing["nodes"], index: unknown): string | undefined {
  return nodes.find((node) => node.index === index)?.id.slice(0, NAME_MAX);
}

function edgeName(edges: Drawing["edges"], index: unknown): string | undefined {
  const edge = edges.find((candidate) => candidate.index === index);
  return edge === undefined ? undefined : `${edge.from.slice(0, NAME_MAX)} → ${edge.to.slice(0, NAME_MAX)}`;
}
