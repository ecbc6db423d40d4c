import { freeName, isTableKind } from "../../engine/pipeline/node-templates.ts";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import { LIMITS } from "../../engine/scenario/limits.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import { type Point, snap } from "../pipeline/card-geometry.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import type { ActOrReason } from "./act.ts";
import { asMapping, type Draft, type DraftMapping, type DraftNode, readDraft } from "./draft.ts";
import { renamerFor } from "./rename.ts";

/** Nodes as text for the clipboard: a scenario that holds them, the edges between them, their workloads and their places. */
export function copyNodes(draft: Draft, ids: readonly string[]): string | undefined {
  const nodes = draft.nodes.filter((node) => ids.includes(node.id));
  if (nodes.length === 0) return undefined;
  const edges = draft.edges.filter((edge) => ids.includes(edge.from) && ids.includes(edge.to));
  const workloads = pick(
    draft.mapping("workload"),
    nodes.flatMap((node) => workloadOf(node) ?? []),
  );
  const layout = pick(draft.mapping("layout"), ids);
  const edits: ScenarioEdit[] = [
    { path: ["pipeline", "nodes"], value: nodes.map(({ value }) => value) },
    ...(edges.length === 0
      ? []
      : [{ path: ["pipeline", "edges"], value: edges.map(({ from, to }) => `${from} -> ${to}`) }]),
    ...(Object.keys(workloads).length === 0 ? [] : [{ path: ["workload"], value: workloads }]),
    ...(Object.keys(layout).length === 0 ? [] : [{ path: ["layout"], value: layout }]),
  ];
  return applyEdits({ text: "version: 1\n" }, edits);
}

function workloadOf({ kind, value }: DraftNode): string | undefined {
  const { workload } = value;
  return kind === "source" && typeof workload === "string" ? workload : undefined;
}

function pick(mapping: DraftMapping, keys: readonly string[]): DraftMapping {
  return Object.fromEntries(
    [...new Set(keys)].flatMap((key) => {
      const value = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

/**
 * Adds the nodes of a clipboard's text under names that are free, with their inner edges. The text may be anything: it passes the
 * reader's limits, and what is no node of a known kind is left out.
 */
export function pasteNodes(draft: Draft, text: string, at?: Point): ActOrReason {
  const copied = text.length > LIMITS.textLength ? undefined : readDraft(text);
  const nodes = copied?.nodes.filter(({ kind }) => isNodeKind(kind)) ?? [];
  if (copied === undefined || nodes.length === 0) return { reason: "The clipboard holds no nodes of a pipeline." };
  if (draft.nodeCount + nodes.length > LIMITS.pipelineNodes)
    return { reason: `A pipeline has at most ${LIMITS.pipelineNodes} nodes.` };
  const ids = freshIds(draft, nodes);
  const workloads = freshWorkloads(draft, copied, nodes);
  const edges = copied.edges.flatMap(({ from, to }) => {
    const [newFrom, newTo] = [ids.get(from), ids.get(to)];
    return newFrom === undefined || newTo === undefined ? [] : [`${newFrom} -> ${newTo}`];
  });
  const pasted = nodes.map((node) => renamed(node, ids, workloads));
  return {
    edits: [
      ...pasted.map((value, index) => ({ path: ["pipeline", "nodes", draft.nodeCount + index], value })),
      ...edges.map((value, index) => ({ path: ["pipeline", "edges", draft.edgeCount + index], value })),
      ...[...workloads].map(([name, fresh]) => ({
        path: ["workload", fresh],
        value: copied.mapping("workload")[name] ?? {},
      })),
      ...placeEdits(copied, ids, at),
    ],
    label: nodes.length === 1 ? `Paste ${ids.get(nodes[0]?.id ?? "")}` : `Paste ${nodes.length} nodes`,
    select: [...ids.values()],
  };
}

function freshIds(draft: Draft, nodes: readonly DraftNode[]): Map<string, string> {
  const taken = new Set(draft.nodes.map(({ id }) => id));
  const tableNames = new Set(draft.nodes.filter((node) => isTableKind(node.kind)).map(({ id }) => nameOfTable(id)));
  const ids = new Map<string, string>();
  for (const { id, kind } of nodes) {
    if (ids.has(id)) continue;
    const isTable = isTableKind(kind);
    const isTaken = (candidate: string): boolean =>
      taken.has(candidate) || (isTable && tableNames.has(nameOfTable(candidate)));
    const fresh = freeName(id, isTaken, isTable ? "_" : "-");
    ids.set(id, fresh);
    taken.add(fresh);
    if (isTable) tableNames.add(nameOfTable(fresh));
  }
  return ids;
}

function nameOfTable(id: string): string {
  return id.slice(id.indexOf(".") + 1);
}

/** Each pasted source gets a workload of its own, so that changing the copy leaves the original alone. */
function freshWorkloads(draft: Draft, copied: Draft, nodes: readonly DraftNode[]): Map<string, string> {
  const taken = new Set(Object.keys(draft.mapping("workload")));
  const workloads = new Map<string, string>();
  for (const node of nodes) {
    const name = workloadOf(node);
    if (name === undefined || workloads.has(name) || !Object.hasOwn(copied.mapping("workload"), name)) continue;
    const fresh = freeName(name, (candidate) => taken.has(candidate), "-");
    workloads.set(name, fresh);
    taken.add(fresh);
  }
  return workloads;
}

function renamed(
  node: DraftNode,
  ids: ReadonlyMap<string, string>,
  workloads: ReadonlyMap<string, string>,
): PlainValue {
  const renamer = renamerFor(ids);
  const value = deepRename(node.value, "", renamer);
  const workload = workloads.get(workloadOf(node) ?? "");
  return { ...asMapping(value), id: ids.get(node.id) ?? node.id, ...(workload === undefined ? {} : { workload }) };
}

function deepRename(value: PlainValue, key: string, renamer: (key: string, text: string) => string): PlainValue {
  if (typeof value === "string") return renamer(key, value);
  if (Array.isArray(value)) return value.map((item: PlainValue) => deepRename(item, key, renamer));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, deepRename(part, name, renamer)]));
}

const PASTE_OFFSET = 40;

function placeEdits(copied: Draft, ids: ReadonlyMap<string, string>, at: Point | undefined): ScenarioEdit[] {
  const layout = copied.mapping("layout");
  const places = [...ids].flatMap(([id, fresh]) => {
    const { x, y } = Object.hasOwn(layout, id) ? asMapping(layout[id]) : {};
    return typeof x === "number" && typeof y === "number" ? [{ fresh, x, y }] : [];
  });
  const left = Math.min(...places.map(({ x }) => x));
  const top = Math.min(...places.map(({ y }) => y));
  const shift = at === undefined ? { x: PASTE_OFFSET, y: PASTE_OFFSET } : { x: at.x - left, y: at.y - top };
  return places.map(({ fresh, x, y }) => ({
    path: ["layout", fresh],
    value: { x: snap(x + shift.x), y: snap(y + shift.y) },
  }));
}
