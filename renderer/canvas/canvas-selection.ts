import type { Workbench } from "../workbench/workbench.ts";
import { indexInFlowId } from "./flow-model.ts";

/** What is selected, by what it is; what is no longer there is left out. */
export type CanvasSelection = {
  readonly nodes: readonly string[];
  readonly edges: readonly number[];
  readonly groups: readonly number[];
  readonly notes: readonly number[];
};

/** Sorts the selection: groups and notes are selected under ids of their own. */
export function selectionOf({ document, view }: Pick<Workbench, "document" | "view">): CanvasSelection {
  const { drawing } = document.getState();
  const { nodes, edges } = view.getState().selection;
  const known = new Set(drawing.nodes.map(({ id }) => id));
  const positions = (what: "group" | "note"): number[] => nodes.flatMap((id) => indexInFlowId(id, what) ?? []);
  return {
    nodes: nodes.filter((id) => known.has(id)),
    edges: edges.filter((index) => drawing.edges.some((edge) => edge.index === index)),
    groups: positions("group"),
    notes: positions("note"),
  };
}

/** The one selected node; undefined when there is none, or more. */
export function onlyNode(workbench: Pick<Workbench, "document" | "view">): string | undefined {
  const { nodes } = selectionOf(workbench);
  return nodes.length === 1 ? nodes[0] : undefined;
}

/** The selected nodes together with those of the selected groups. */
export function nodesWithGroups(workbench: Pick<Workbench, "document" | "view">): readonly string[] {
  const { nodes, groups } = selectionOf(workbench);
  const members = workbench.document
    .getState()
    .drawing.groups.filter((group) => groups.includes(group.index))
    .flatMap((group) => group.nodes);
  return [...new Set([...nodes, ...members])];
}
