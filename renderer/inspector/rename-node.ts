import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import { valueAt } from "../../engine/scenario/schema-walk.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import { renameTableIn } from "../editor/sql-names.ts";

/** The edits that give a node another id and keep everything that names it: edges, SQL, recipe, promises, checks, its place. */
export function renameNode({ nodes, edges, plain }: Drawing, from: string, to: string): readonly ScenarioEdit[] {
  const node = nodes.find(({ id }) => id === from);
  if (node === undefined || from === to) return [];
  const edits: ScenarioEdit[] = [{ path: ["pipeline", "nodes", node.index, "id"], value: to }];
  for (const edge of edges) {
    if (edge.from !== from && edge.to !== from) continue;
    const value = `${edge.from === from ? to : edge.from} -> ${edge.to === from ? to : edge.to}`;
    edits.push({ path: ["pipeline", "edges", edge.index], value });
  }
  for (const [path, value] of namingPlaces(plain, nodes.length)) {
    if (value === from) edits.push({ path, value: to });
  }
  for (const [path, sql] of sqlPlaces(plain, nodes.length)) {
    const renamed = typeof sql === "string" ? renameTableIn(sql, from, to) : sql;
    if (typeof renamed === "string" && renamed !== sql) edits.push({ path, value: renamed });
  }
  const place = valueAt(plain, ["layout", from]);
  if (place !== undefined) {
    edits.push({ path: ["layout", from], remove: true }, { path: ["layout", to], value: place as PlainValue });
  }
  return edits;
}

type PlacedValue = readonly [path: ScenarioPath, value: unknown];

/** Every place of a document that may name a node, besides edges and layout. */
function namingPlaces(plain: unknown, nodes: number): readonly PlacedValue[] {
  const paths: ScenarioPath[] = [];
  for (let index = 0; index < nodes; index++) paths.push(["pipeline", "nodes", index, "rejects"]);
  for (const list of ["slos", "expectations", "questions", "chaos"]) {
    for (const index of indexesOf(plain, [list])) {
      paths.push([list, index, "table"], [list, index, "job"], [list, index, "source"], [list, index, "at", "after"]);
    }
  }
  for (const group of indexesOf(plain, ["canvas", "groups"])) {
    const members: ScenarioPath = ["canvas", "groups", group, "nodes"];
    for (const index of indexesOf(plain, members)) paths.push([...members, index]);
  }
  return paths.map((path) => [path, valueAt(plain, path)] as const);
}

function sqlPlaces(plain: unknown, nodes: number): readonly PlacedValue[] {
  const paths: ScenarioPath[] = indexesOf(plain, ["questions"]).map((index) => ["questions", index, "sql"]);
  for (let node = 0; node < nodes; node++) {
    const own: ScenarioPath = ["pipeline", "nodes", node];
    paths.push([...own, "sql"]);
    for (const rule of indexesOf(plain, [...own, "quality"])) paths.push([...own, "quality", rule, "require"]);
  }
  return paths.map((path) => [path, valueAt(plain, path)] as const);
}

function indexesOf(plain: unknown, path: ScenarioPath): readonly number[] {
  const list = valueAt(plain, path);
  return Array.isArray(list) ? [...list.keys()] : [];
}
