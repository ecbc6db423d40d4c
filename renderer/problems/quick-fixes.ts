import { flowBetween, NODE_CATALOGUE } from "../../engine/pipeline/node-catalogue.ts";
import type { Drawing, DrawnNode } from "../../engine/scenario/drawing.ts";
import type { Problem, ScenarioPath } from "../../engine/scenario/problem.ts";
import type { NodeKind } from "../../engine/scenario/scenario.ts";
import { parseEdge } from "../../engine/scenario/scenario-schema.ts";
import { valueAt } from "../../engine/scenario/schema-walk.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import type { ProblemFix } from "./app-problem.ts";
import { parsePath } from "./parse-path.ts";

/** A problem, the way to it, and the document around it as it is drawn. */
type Case = {
  readonly problem: Problem;
  readonly path: ScenarioPath;
  readonly value: unknown;
  readonly drawing: Drawing;
};

type Fixer = (at: Case) => readonly ProblemFix[];

/** How many ways out of the same kind are offered: more would be a list to search. */
const CHOICES_MAX = 3;

/** What could be done about a problem of the document, the likeliest first. Empty when only a person can say. */
export function quickFixesFor(problem: Problem, drawing: Drawing): readonly ProblemFix[] {
  const path = parsePath(problem.path);
  if (path === undefined || path.length === 0) return [];
  const at: Case = { problem, path, value: valueAt(drawing.plain, path), drawing };
  return FIXERS.flatMap((fixer) => fixer(at));
}

const FIXERS: readonly Fixer[] = [
  renameKey,
  useSuggestion,
  useOtherEnd,
  setToBound,
  fillIn,
  nameRejects,
  addEdges,
  useNameThatIsThere,
  renameTwin,
  removeEdge,
  removeKey,
];

function edits(title: string, path: ScenarioPath, value: PlainValue): ProblemFix {
  return { kind: "edits", title, edits: [{ path, value }] };
}

function remove(title: string, path: ScenarioPath): ProblemFix {
  return { kind: "edits", title, edits: [{ path, remove: true }] };
}

function renameKey({ problem, path }: Case): readonly ProblemFix[] {
  const { code, suggestion, line, column } = problem;
  const key = path.at(-1);
  if (code !== "unknown-key" || suggestion === undefined || typeof key !== "string") return [];
  return [{ kind: "word", title: `Change ${key} to ${suggestion}`, line, column, from: key, to: suggestion }];
}

function useSuggestion({ problem, path, value }: Case): readonly ProblemFix[] {
  const { code, suggestion } = problem;
  const isWord = code === "unknown-word" || code === "unknown-reference";
  if (!isWord || suggestion === undefined || typeof value !== "string" || isEdge(path) || path[0] === "layout")
    return [];
  return [edits(`Change ${value} to ${suggestion}`, path, suggestion)];
}

/** An edge whose end is no node, where a node with nearly that name is there. */
function useOtherEnd({ problem, path, value }: Case): readonly ProblemFix[] {
  const edge = typeof value === "string" ? parseEdge(value) : undefined;
  const { suggestion, found } = problem;
  if (!isEdge(path) || edge === undefined || suggestion === undefined) return [];
  const written = readQuoted(found);
  const from = edge.from === written ? suggestion : edge.from;
  const to = edge.to === written ? suggestion : edge.to;
  const other = `${from} -> ${to}`;
  return other === value ? [] : [edits(`Change the edge to ${other}`, path, other)];
}

/** A number beyond what the message allows: the nearest that it does. */
function setToBound({ problem, path, value }: Case): readonly ProblemFix[] {
  if (typeof value !== "number") return [];
  const most = /(?:at most|\d+ to) (\d+)/.exec(problem.allowed)?.[1];
  const least = /at least (\d+)|(?:^| )(\d+) to \d+/
    .exec(problem.allowed)
    ?.slice(1)
    .find((bound) => bound !== undefined);
  const nearest =
    most !== undefined && value > Number(most)
      ? Number(most)
      : least !== undefined && value < Number(least)
        ? Number(least)
        : undefined;
  // A limit of zero comes of another problem, such as a cluster without brokers: that one is mended first.
  return nearest === undefined || most === "0"
    ? []
    : [edits(`Set ${String(path.at(-1))} to ${nearest}`, path, nearest)];
}

/** What a new document needs, and what stands there when nobody thought of it yet. */
const STANDARDS: Readonly<Record<string, PlainValue>> = {
  version: 1,
  name: "Untitled",
  duration: "10m",
  for: "1m",
  at: "1m",
};

function fillIn({ problem, path }: Case): readonly ProblemFix[] {
  const key = String(path.at(-1));
  const standard = STANDARDS[key];
  const isDocument = path.length === 1 || path[0] === "chaos";
  if (problem.code !== "missing" || standard === undefined || !isDocument) return [];
  return [edits(`Add ${key}: ${String(standard)}`, path, standard)];
}

/** Rejected rows without a way: the dead-letter tables that nobody feeds yet, by `rejects` and by edge. */
function nameRejects({ problem, path, drawing }: Case): readonly ProblemFix[] {
  const silver = drawing.nodes.find(({ index }) => path[0] === "pipeline" && index === path[2]);
  if (path.at(-1) === "rejects" && problem.code === "missing" && silver !== undefined) {
    const free = drawing.nodes.filter(
      ({ id, kind }) => kind === "dead-letter" && !drawing.edges.some(({ to }) => to === id),
    );
    return free.slice(0, CHOICES_MAX).map(({ id }) => ({
      kind: "edits",
      title: `Send rejects to ${id}`,
      edits: [
        { path, value: id },
        { path: ["pipeline", "edges", drawing.edges.length], value: `${silver.id} -> ${id}` },
      ],
    }));
  }
  const edge = isEdge(path) ? drawing.edges.find(({ index }) => index === path[2]) : undefined;
  const from = drawing.nodes.find(({ id }) => id === edge?.from);
  const to = drawing.nodes.find(({ id }) => id === edge?.to);
  if (problem.code !== "edge-refused" || from?.kind !== "silver" || to?.kind !== "dead-letter") return [];
  return [edits(`Set rejects of ${from.id} to ${to.id}`, ["pipeline", "nodes", from.index, "rejects"], to.id)];
}

/** A port that lacks an edge: one from or to each of the nodes that fit it. */
function addEdges({ problem, path, drawing }: Case): readonly ProblemFix[] {
  const node = drawing.nodes.find(({ index }) => path[0] === "pipeline" && path[1] === "nodes" && index === path[2]);
  if (problem.code !== "edge-missing" || node === undefined) return [];
  const add = (edge: string): ProblemFix =>
    edits(`Add the edge ${edge}`, ["pipeline", "edges", drawing.edges.length], edge);
  if (path.at(-1) === "rejects") return [add(`${node.id} -> ${String(node.value["rejects"])}`)];
  const isInput = problem.message.includes(" takes ");
  const fitting = drawing.nodes.filter(
    (other) => other !== node && (isInput ? canFeed(other, node) : canFeed(node, other)),
  );
  const unlinked = fitting.filter(({ id }) => !drawing.edges.some(({ from, to }) => from === id || to === id));
  const offered = [...unlinked, ...fitting.filter((other) => !unlinked.includes(other))].slice(0, CHOICES_MAX);
  return offered.map(({ id }) => add(isInput ? `${id} -> ${node.id}` : `${node.id} -> ${id}`));
}

function canFeed(from: DrawnNode, to: DrawnNode): boolean {
  return isKind(from.kind) && isKind(to.kind) && flowBetween(from.kind, to.kind) !== undefined;
}

function isKind(kind: string): kind is NodeKind {
  return Object.hasOwn(NODE_CATALOGUE, kind);
}

/** A reference to nothing, without a name that is near: the names that are there. */
function useNameThatIsThere({ problem, path, value }: Case): readonly ProblemFix[] {
  const isReference = problem.code === "unknown-reference" || problem.code === "unknown-word";
  if (!isReference || problem.suggestion !== undefined || isEdge(path) || typeof value !== "string") return [];
  if (problem.allowed.includes("there is none") || path[0] === "layout") return [];
  const names = problem.allowed.split(", ").filter((name) => /^[\w.-]+$/u.test(name));
  return names.slice(0, CHOICES_MAX).map((name) => edits(`Change it to ${name}`, path, name));
}

/** Two nodes with one id: the later one gets another, which nobody refers to yet. */
function renameTwin({ problem, path, value, drawing }: Case): readonly ProblemFix[] {
  if (problem.code !== "duplicate" || path.at(-1) !== "id" || typeof value !== "string") return [];
  const taken = new Set(drawing.nodes.map(({ id }) => id.slice(id.indexOf(".") + 1)));
  const bare = value.slice(value.indexOf(".") + 1);
  let number = 2;
  while (taken.has(`${bare}_${number}`)) number += 1;
  const name = `${value}_${number}`;
  return [edits(`Rename it to ${name}`, path, name)];
}

function removeEdge({ problem, path, drawing }: Case): readonly ProblemFix[] {
  if (!isEdge(path)) return [];
  const edge = drawing.edges.find(({ index }) => index === path[2]);
  const name = edge === undefined ? "this edge" : `the edge ${edge.from} -> ${edge.to}`;
  return problem.code === "malformed" ? [] : [remove(`Remove ${name}`, path.slice(0, 3))];
}

/** A key that means nothing here, a place of a node that is gone, a second one of the same. */
function removeKey({ problem, path, value }: Case): readonly ProblemFix[] {
  const { code } = problem;
  const isUseless =
    code === "unknown-key" ||
    code === "not-read" ||
    code === "conflict" ||
    (code === "unknown-reference" && path[0] === "layout") ||
    (code === "duplicate" && path[0] === "expectations");
  if (!isUseless || value === undefined) return [];
  const name = typeof path.at(-1) === "string" ? String(path.at(-1)) : "this entry";
  return [remove(`Remove ${name}`, path)];
}

function isEdge(path: ScenarioPath): boolean {
  return path[0] === "pipeline" && path[1] === "edges";
}

/** The word of `found`, which messages write in quotes. */
function readQuoted(found: string): string | undefined {
  try {
    const word: unknown = JSON.parse(found);
    return typeof word === "string" ? word : undefined;
  } catch {
    // Shortened, or no word: then no end of the edge is it.
    return undefined;
  }
}
