import type { Problem } from "../../engine/scenario/problem.ts";

/** What is wrong with the node at a position in `pipeline.nodes`, one sentence a line; empty when nothing is. */
export function problemsOfNode(problems: readonly Problem[], index: number): string {
  return problemsAt(problems, `pipeline.nodes[${index}]`);
}

/** What is wrong with the edge at a position in `pipeline.edges`, one sentence a line. */
export function problemsOfEdge(problems: readonly Problem[], index: number): string {
  return problemsAt(problems, `pipeline.edges[${index}]`);
}

function problemsAt(problems: readonly Problem[], place: string): string {
  return problems
    .filter(({ path }) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`))
    .map(({ message, allowed }) => `${message}; allowed: ${allowed}`)
    .join("\n");
}
