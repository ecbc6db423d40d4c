import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import type { Selection } from "../stores/view-store.ts";

/** What the canvas can select of what stands in some lines; undefined for lines that it cannot. */
type Part = { readonly line: number; readonly selection: Partial<Selection> | undefined };

/** What stands at a line of the text, as a selection; undefined when it is nothing that the canvas can select. */
export function selectionAtLine(drawing: Drawing, line: number): Partial<Selection> | undefined {
  return partsOf(drawing).findLast((part) => part.line <= line)?.selection;
}

/** The line where what is selected begins; undefined when nothing is selected that stands in the text. */
export function lineOfSelection(drawing: Drawing, selection: Selection): number | undefined {
  const node = drawing.nodes.find(({ id }) => id === selection.nodes[0]);
  const [edge] = selection.edges;
  if (selection.fault !== undefined) return drawing.locate(["chaos", selection.fault]).line;
  if (node !== undefined) return drawing.locate(["pipeline", "nodes", node.index]).line;
  return edge === undefined ? undefined : drawing.locate(["pipeline", "edges", edge]).line;
}

/** Whether two selections are of the same things. */
export function isSameSelection(left: Partial<Selection>, right: Selection): boolean {
  return left.fault === right.fault && left.nodes?.[0] === right.nodes[0] && left.edges?.[0] === right.edges[0];
}

/** Everything of the text that begins somewhere, in its order: what a canvas can select, and the keys in between, which end it. */
function partsOf({ plain, locate, nodes, edges, faults }: Drawing): readonly Part[] {
  const lineAt = (path: ScenarioPath): number => locate(path, "key").line;
  const keysOf = (value: unknown): string[] =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const pipeline = keysOf(plain).includes("pipeline") ? (plain as Record<string, unknown>)["pipeline"] : undefined;
  const parts: Part[] = [
    ...keysOf(plain).map((key) => ({ line: lineAt([key]), selection: undefined })),
    ...keysOf(pipeline).map((key) => ({ line: lineAt(["pipeline", key]), selection: undefined })),
    ...nodes.map(({ id, index }) => ({ line: lineAt(["pipeline", "nodes", index]), selection: { nodes: [id] } })),
    ...edges.map(({ index }) => ({ line: lineAt(["pipeline", "edges", index]), selection: { edges: [index] } })),
    ...faults.map(({ index }) => ({ line: lineAt(["chaos", index]), selection: { fault: index } })),
  ];
  return parts.sort((left, right) => left.line - right.line);
}
