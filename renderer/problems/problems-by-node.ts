import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { AppProblem } from "./app-problem.ts";
import { parsePath } from "./parse-path.ts";

/** Problems by what the canvas draws: nodes by their ids, edges by their positions in `pipeline.edges`. */
export type DrawnProblems = {
  readonly nodes: ReadonlyMap<string, readonly AppProblem[]>;
  readonly edges: ReadonlyMap<number, readonly AppProblem[]>;
};

/** Sorts problems to the nodes and edges that they belong to; what belongs to none, such as the cluster's, is left out. */
export function problemsByNode(problems: readonly AppProblem[], drawing: Drawing): DrawnProblems {
  const nodes = new Map<string, AppProblem[]>();
  const edges = new Map<number, AppProblem[]>();
  const ids = new Map(drawing.nodes.map(({ id, index }) => [index, id]));
  for (const problem of problems) {
    const [area, list, index] = parsePath(problem.path) ?? [];
    if (area !== "pipeline" || typeof index !== "number") continue;
    if (list === "edges") edges.set(index, [...(edges.get(index) ?? []), problem]);
    const id = list === "nodes" ? ids.get(index) : undefined;
    if (id !== undefined) nodes.set(id, [...(nodes.get(id) ?? []), problem]);
  }
  return { nodes, edges };
}
