import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import type { ActOrReason } from "./act.ts";
import { asList, asMapping, type Draft, type DraftMapping } from "./draft.ts";

/** What is removed: nodes by id, edges, groups and notes by their positions. */
export type Removal = {
  readonly nodes: readonly string[];
  readonly edges: readonly number[];
  readonly groups?: readonly number[];
  readonly notes?: readonly number[];
};

/** Removes nodes with everything that names them, and edges: one step. */
export function remove(draft: Draft, { nodes, edges, groups = [], notes = [] }: Removal): ActOrReason {
  const ids = new Set(nodes);
  const gone = draft.nodes.filter((node) => ids.has(node.id));
  const cut = draft.edges.filter((edge) => edges.includes(edge.index) || ids.has(edge.from) || ids.has(edge.to));
  const edits = [
    ...removals(["canvas", "notes"], notes),
    ...groupEdits(draft, ids, groups),
    ...mentionEdits(draft, ids),
    ...gone.flatMap(({ id }) => [{ path: ["layout", id], remove: true } as const]),
    ...workloadEdits(draft, ids),
    ...rejectEdits(draft, ids, cut),
    ...removals(
      ["pipeline", "edges"],
      cut.map(({ index }) => index),
    ),
    ...removals(
      ["pipeline", "nodes"],
      gone.map(({ index }) => index),
    ),
  ];
  if (edits.length === 0) return { reason: "Select a node, an edge, a group or a note first." };
  return {
    edits,
    label: labelOf(
      gone.map(({ id }) => id),
      cut,
      groups.length + notes.length,
    ),
    select: [],
  };
}

function labelOf(ids: readonly string[], cut: Draft["edges"], others: number): string {
  if (ids.length === 1) return `Delete ${ids[0]}`;
  if (ids.length > 1) return `Delete ${ids.length} nodes`;
  const [edge] = cut;
  if (edge !== undefined)
    return cut.length === 1 ? `Disconnect ${edge.from} from ${edge.to}` : `Delete ${cut.length} edges`;
  return others === 1 ? "Delete from the canvas" : `Delete ${others} things from the canvas`;
}

/** Items of a list, last first: a removal moves what is behind it. */
function removals(path: readonly string[], indexes: readonly number[]): ScenarioEdit[] {
  return [...new Set(indexes)]
    .sort((left, right) => right - left)
    .map((index) => ({ path: [...path, index], remove: true }) as const);
}

/** Lists whose items may name a node that goes: such an item goes too. */
const MENTIONS: readonly { readonly list: string; readonly names: (item: DraftMapping) => readonly unknown[] }[] = [
  { list: "chaos", names: (item) => [item["job"], asMapping(item["at"])["after"]] },
  { list: "slos", names: (item) => [item["table"], item["job"]] },
  { list: "expectations", names: (item) => [item["table"], item["job"]] },
  { list: "questions", names: (item) => [item["table"]] },
];

function mentionEdits(draft: Draft, ids: ReadonlySet<string>): ScenarioEdit[] {
  return MENTIONS.flatMap(({ list, names }) => {
    const named = draft.list(list).flatMap((item, index) => {
      const isNamed = names(asMapping(item)).some((name) => typeof name === "string" && ids.has(name));
      return isNamed ? [index] : [];
    });
    return removals([list], named);
  });
}

/** A workload that only removed sources used goes with them. */
function workloadEdits(draft: Draft, ids: ReadonlySet<string>): ScenarioEdit[] {
  const sources = draft.nodes.filter((node) => node.kind === "source");
  const used = (isGone: boolean): readonly PlainValue[] =>
    sources.filter((node) => ids.has(node.id) === isGone).map((node) => node.value["workload"] ?? "");
  const kept = new Set(used(false));
  const workloads = draft.mapping("workload");
  return [...new Set(used(true))].flatMap((name) =>
    typeof name === "string" && !kept.has(name) && Object.hasOwn(workloads, name)
      ? [{ path: ["workload", name], remove: true } as const]
      : [],
  );
}

/** A silver table whose way to its dead letters is cut sends its rejects nowhere. */
function rejectEdits(draft: Draft, ids: ReadonlySet<string>, cut: Draft["edges"]): ScenarioEdit[] {
  return draft.nodes.flatMap((node) => {
    const { rejects } = node.value;
    if (typeof rejects !== "string" || ids.has(node.id)) return [];
    const isCut = cut.some((edge) => edge.from === node.id && edge.to === rejects);
    return isCut ? [{ path: ["pipeline", "nodes", node.index, "rejects"], remove: true } as const] : [];
  });
}

function groupEdits(draft: Draft, ids: ReadonlySet<string>, removed: readonly number[]): ScenarioEdit[] {
  const groups = asList(asMapping(draft.root["canvas"])["groups"]);
  const emptied: number[] = [...removed];
  const shrunk = groups.flatMap((group, index): ScenarioEdit[] => {
    const members = asList(asMapping(group)["nodes"]);
    const kept = members.filter((id) => typeof id !== "string" || !ids.has(id));
    if (removed.includes(index) || kept.length === members.length) return [];
    if (kept.length > 0) return [{ path: ["canvas", "groups", index, "nodes"], value: kept }];
    emptied.push(index);
    return [];
  });
  return [...shrunk, ...removals(["canvas", "groups"], emptied)];
}
