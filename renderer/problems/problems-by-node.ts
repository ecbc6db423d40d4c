import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { AppProblem } from "./app-problem.ts";
import { parsePath } from "./parse-path.ts";

/** Sorts problems to the nodes that they belong to, by id; what belongs to none, such as an edge's or the cluster's, is left out. */
export function problemsByNode(
  problems: readonly AppProblem[],
  drawing: Drawing,
): ReadonlyMap<string, readonly AppProblem[]> {
  const nodes = new Map<string, AppProblem[]>();
  const ids = new Map(drawing.nodes.map(({ id, index }) => [index, id]));
  for (const problem of problems) {
    const [area, list, index] = parsePath(problem.path) ?? [];
    const id = area === "pipeline" && list === "nodes" ? ids.get(Number(index)) : undefined;
    if (id !== undefined) nodes.set(id, [...(nodes.get(id) ?? []), problem]);
  }
  return nodes;
}
