import { isTableKind } from "../../engine/pipeline/node-templates.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import type { ActOrReason } from "./act.ts";
import { asList, asMapping, type Draft, type DraftNode } from "./draft.ts";
import { renameInSql } from "./sql-names.ts";

const ID = /^[A-Za-z_][A-Za-z0-9._-]*$/;
const TABLE_ID = /^(bronze|silver|gold)\.[a-z_][a-z0-9_]*$/;
const ID_LENGTH_MAX = 249;

/** Why a node cannot be called so, as a sentence; undefined when it can. */
export function whyNotRenamed(draft: Pick<Draft, "nodes">, id: string, newId: string): string | undefined {
  const node = draft.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) return "There is no such node.";
  if (newId === id) return undefined;
  if (newId === "") return "A node needs a name.";
  if (newId.length > ID_LENGTH_MAX) return `A name has at most ${ID_LENGTH_MAX} letters.`;
  if (draft.nodes.some((other) => other.id === newId)) return "Another node has this name.";
  if (isTableKind(node.kind)) return whyNotTable(draft, node, newId);
  if (!ID.test(newId)) return 'A name has letters, digits, ".", "_" and "-", and begins with a letter or "_".';
  return undefined;
}

function whyNotTable(draft: Pick<Draft, "nodes">, { id, kind }: DraftNode, newId: string): string | undefined {
  const layer = TABLE_ID.exec(newId)?.[1];
  const isLayered = kind === "bronze" || kind === "silver" || kind === "gold";
  if (layer === undefined || (isLayered && layer !== kind))
    return `A table is called ${isLayered ? kind : "bronze, silver or gold"}.<name>; the name has small letters, digits and "_".`;
  const name = newId.slice(layer.length + 1);
  const twin = draft.nodes.find(
    (other) => other.id !== id && isTableKind(other.kind) && other.id.slice(other.id.indexOf(".") + 1) === name,
  );
  return twin === undefined
    ? undefined
    : `${twin.id} has the same name in another layer, which SQL could not tell apart.`;
}

/** Calls a node otherwise, everywhere in the document: edges, layout, groups, chaos, objectives, checks, questions, SQL. */
export function rename(draft: Draft, id: string, newId: string): ActOrReason {
  const reason = whyNotRenamed(draft, id, newId);
  const node = draft.node(id);
  if (reason !== undefined || node === undefined) return { reason: reason ?? "There is no such node." };
  const edits = [
    { path: ["pipeline", "nodes", node.index, "id"], value: newId },
    ...edgeEdits(draft, id, newId),
    ...Object.entries(draft.root).flatMap(([key, value]) =>
      key === "pipeline" || key === "layout" ? [] : replaced([key], value, renamerOf(id, newId)),
    ),
    ...draft.nodes.flatMap((other) =>
      replaced(["pipeline", "nodes", other.index], withoutId(other), renamerOf(id, newId)),
    ),
    ...layoutEdits(draft, id, newId),
  ];
  return { edits, label: `Rename ${id} to ${newId}`, select: [newId] };
}

function edgeEdits(draft: Draft, id: string, newId: string): ScenarioEdit[] {
  const called = (end: string): string => (end === id ? newId : end);
  return draft.edges
    .filter((edge) => edge.from === id || edge.to === id)
    .map((edge) => ({
      path: ["pipeline", "edges", edge.index],
      value: `${called(edge.from)} -> ${called(edge.to)}`,
    }));
}

function layoutEdits(draft: Draft, id: string, newId: string): ScenarioEdit[] {
  const place = draft.mapping("layout")[id];
  if (place === undefined) return [];
  return [
    { path: ["layout", newId], value: place },
    { path: ["layout", id], remove: true },
  ];
}

function withoutId({ value }: DraftNode): PlainValue {
  const { id: _id, ...rest } = value;
  return rest;
}

/** Keys whose text is SQL, and keys whose text names a node. */
const SQL_KEYS = new Set(["sql", "require"]);
const ID_KEYS = new Set(["job", "table", "after", "rejects"]);

/** What a text under a key becomes. */
type Renamer = (key: string, text: string) => string;

/** Renames in one text: SQL where a key holds SQL, the whole text where it holds an id. */
export function renamerFor(ids: ReadonlyMap<string, string>): Renamer {
  return (key, text) => {
    if (SQL_KEYS.has(key)) return renameInSql(text, ids);
    return ID_KEYS.has(key) ? (ids.get(text) ?? text) : text;
  };
}

function renamerOf(id: string, newId: string): Renamer {
  return renamerFor(new Map([[id, newId]]));
}

/** The edits for every text below a path that reads otherwise afterwards. Members of a group are ids too. */
function replaced(path: ScenarioPath, value: PlainValue, renamer: Renamer): ScenarioEdit[] {
  const key = String(path.at(-1));
  if (typeof value === "string") {
    const isMember = path[0] === "canvas" && path.at(-2) === "nodes";
    const text = renamer(isMember ? "table" : key, value);
    return text === value ? [] : [{ path, value: text }];
  }
  const list = asList(value);
  if (list.length > 0) return list.flatMap((item, index) => replaced([...path, index], item, renamer));
  return Object.entries(asMapping(value)).flatMap(([name, part]) => replaced([...path, name], part, renamer));
}
