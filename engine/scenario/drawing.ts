import { parseDuration } from "../base/time.ts";
import { Outline } from "./outline.ts";
import type { Locate, ScenarioPath } from "./problem.ts";
import { valueAt } from "./schema-walk.ts";
import { readYaml, type YamlReading } from "./yaml-reader.ts";

/** A node as it can be drawn: whatever it says of itself, right or wrong, under its own keys. */
export type DrawnNode = {
  readonly id: string;
  /** As written; may be no kind that exists. */
  readonly kind: string;
  /** Its position in `pipeline.nodes`. */
  readonly index: number;
  readonly value: Readonly<Record<string, unknown>>;
};

/** An edge as it can be drawn; its ends may not exist. `index` is its position in `pipeline.edges`. */
export type DrawnEdge = { readonly from: string; readonly to: string; readonly index: number };

export type DrawnGroup = {
  readonly title: string;
  readonly nodes: readonly string[];
  readonly isCollapsed: boolean;
  readonly index: number;
};

export type DrawnNote = {
  readonly x: number;
  readonly y: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly text: string;
  readonly index: number;
};

/** A fault of the recipe as it can be drawn. `index` is its position in `chaos`. */
export type DrawnFault = { readonly index: number; readonly value: Readonly<Record<string, unknown>> };

/** What a canvas can show of a document, even of one that is no valid scenario: what cannot be read is not there. */
export type Drawing = {
  /** The whole document as it is written, defaults not filled in: plain values of any form. */
  readonly plain: unknown;
  /** Where a path stands in the text that was drawn. */
  readonly locate: Locate;
  readonly name: string;
  /** How long a run goes on, in microseconds of virtual time; undefined when the text does not say. */
  readonly durationUs: number | undefined;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Where nodes lie, by id; a node that is not here has no place yet. */
  readonly layout: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly groups: readonly DrawnGroup[];
  readonly notes: readonly DrawnNote[];
  readonly faults: readonly DrawnFault[];
};

/** Reads what can be drawn of a text; undefined when its YAML is too broken to say. Never throws. */
export function readDrawing(text: string): Drawing | undefined {
  return drawReading(readYaml(text));
}

/** The same for a text that was read already. */
export function drawReading(reading: YamlReading): Drawing | undefined {
  if ("problems" in reading) return undefined;
  const { value: document, locate } = reading.content;
  const outline = new Outline(document);
  return {
    plain: document,
    locate,
    name: outline.text(["name"]) ?? "",
    durationUs: readDuration(outline.text(["duration"])),
    nodes: outline.nodes.flatMap(({ id, kind, path }) => {
      const value = mappingAt(document, path);
      return value === undefined ? [] : [{ id, kind, index: positionIn(path), value }];
    }),
    edges: outline.edges.map(({ from, to, path }) => ({ from, to, index: positionIn(path) })),
    layout: new Map(
      outline.keys(["layout"]).flatMap((id) => {
        const place = mappingAt(document, ["layout", id]);
        const x = finite(place?.["x"]);
        const y = finite(place?.["y"]);
        return x === undefined || y === undefined ? [] : [[id, { x, y }] as const];
      }),
    ),
    groups: outline.list(["canvas", "groups"]).flatMap((path) => readGroup(document, path)),
    notes: outline.list(["canvas", "notes"]).flatMap((path) => readNote(document, path)),
    faults: outline.list(["chaos"]).flatMap((path) => {
      const value = mappingAt(document, path);
      return value === undefined ? [] : [{ index: positionIn(path), value }];
    }),
  };
}

function readDuration(written: string | undefined): number | undefined {
  const parsed = written === undefined ? undefined : parseDuration(written);
  return parsed?.ok === true && parsed.value > 0 ? parsed.value : undefined;
}

function readGroup(document: unknown, path: ScenarioPath): DrawnGroup[] {
  const value = mappingAt(document, path);
  const { title, nodes, isCollapsed } = value ?? {};
  if (typeof title !== "string" || !Array.isArray(nodes)) return [];
  const ids = nodes.filter((id): id is string => typeof id === "string");
  return [{ title, nodes: ids, isCollapsed: isCollapsed === true, index: positionIn(path) }];
}

function readNote(document: unknown, path: ScenarioPath): DrawnNote[] {
  const value = mappingAt(document, path) ?? {};
  const x = finite(value["x"]);
  const y = finite(value["y"]);
  const { text } = value;
  if (x === undefined || y === undefined || typeof text !== "string") return [];
  return [{ x, y, width: finite(value["width"]), height: finite(value["height"]), text, index: positionIn(path) }];
}

function positionIn(path: ScenarioPath): number {
  return Number(path.at(-1));
}

function finite(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function mappingAt(document: unknown, path: ScenarioPath): Readonly<Record<string, unknown>> | undefined {
  const value = valueAt(document, path);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
