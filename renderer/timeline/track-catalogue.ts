import {
  BROKER_VARIABLES,
  NODE_VARIABLES,
  PARTITION_VARIABLES,
  variableName,
} from "../../engine/pipeline/state-variables.ts";
import type { VariableEntry, VariableUnit } from "../../engine/pipeline/variable-entry.ts";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { NodeKind } from "../../engine/scenario/scenario.ts";
import { SERIES_MAX } from "../charts/series-style.ts";

/** One line of a track: a state variable, and what the legend calls it. */
export type TrackSeries = {
  readonly variable: string;
  readonly label: string;
  readonly isCounter: boolean;
  /** The line is how far `variable` is ahead of this one. */
  readonly minus?: string;
};

/** A chart of the timeline: variables of one unit on one axis. */
export type Track = {
  /** Lines over time; a map with a row for each series; or the batches of jobs as bars. */
  readonly kind: "lines" | "heat" | "batches";
  /** `all:<key>` for a variable of all that have it, `one:<subject>/<key>` for one of one, `throughput` for that of all nodes. */
  readonly id: string;
  readonly title: string;
  readonly unit: VariableUnit;
  readonly definition: string;
  /** Of lines the first six; more cannot be told apart in one chart. */
  readonly series: readonly TrackSeries[];
  /** How many more there are. */
  readonly more: number;
};

/** Something of a pipeline that has variables. */
type Subject = { readonly id: string; readonly variables: readonly VariableEntry[] };

/** By kind: the counter that says how much goes through a node. */
const THROUGHPUT_KEYS: Readonly<Partial<Record<NodeKind, string>>> = {
  source: "records-sent",
  topic: "records-in",
  "consumer-group": "records-read",
  "micro-batch": "records-read",
  bronze: "rows-added",
  silver: "rows-added",
  gold: "rows-added",
  "dead-letter": "rows-added",
};

/** What cannot be drawn as a line: names and sets. */
const UNDRAWN: ReadonlySet<VariableUnit> = new Set(["mask"]);

/** Every track that a pipeline can have: throughput, then each variable of all that have it, then each by itself. */
export function trackCatalogue(drawing: Pick<Drawing, "nodes">): readonly Track[] {
  const subjects = subjectsOf(drawing);
  const throughput = throughputTrack(drawing);
  const special = [throughput, partitionLagTrack(drawing), batchTrack(drawing)].filter((track) => track !== undefined);
  return [...special, ...sharedTracks(subjects), ...singleTracks(subjects)];
}

function subjectsOf({ nodes }: Pick<Drawing, "nodes">): readonly Subject[] {
  const own = nodes.flatMap(({ id, kind }): Subject[] => {
    return isKind(kind) ? [{ id, variables: NODE_VARIABLES[kind] }] : [];
  });
  const partitions = nodes.flatMap(({ id, kind, value }): Subject[] => {
    if (kind !== "topic") return [];
    return partitionsOf(id, value).map((partition) => ({ id: partition, variables: PARTITION_VARIABLES }));
  });
  return [...own, ...partitions];
}

const PARTITIONS_MAX = 1_000;

function partitionsOf(topic: string, { partitions: count }: Readonly<Record<string, unknown>>): readonly string[] {
  const isCount = typeof count === "number" && Number.isInteger(count) && count > 0;
  return Array.from({ length: isCount ? Math.min(count, PARTITIONS_MAX) : 0 }, (_, index) => `${topic}-${index}`);
}

function partitionLagTrack({ nodes }: Pick<Drawing, "nodes">): Track | undefined {
  const topics = nodes.filter(({ kind }) => kind === "topic");
  const series = topics.flatMap(({ id, value }) =>
    partitionsOf(id, value).map((partition) => ({
      variable: variableName(partition, "high-watermark"),
      minus: variableName(partition, "committed-offset"),
      label: partition,
      isCounter: false,
    })),
  );
  if (series.length === 0) return undefined;
  return {
    kind: "heat",
    id: "partition-lag",
    title: "Lag by partition",
    unit: "records",
    definition:
      "Records between the committed offset and the high watermark of each partition, a row each: one that is stronger than the others is skewed. Time to clear: how long the job needs for them at its speed of the last 30 s, if nothing more arrived.",
    series,
    more: 0,
  };
}

function batchTrack({ nodes }: Pick<Drawing, "nodes">): Track | undefined {
  const jobs = nodes.filter(({ kind }) => kind === "micro-batch");
  if (jobs.length === 0) return undefined;
  return {
    kind: "batches",
    id: "batches",
    title: "Batches",
    unit: "us",
    definition:
      "Each batch of a job from its entry in the offset log to its entry in the commit log: as wide as it took, as high as it had records. One that a new driver ran again is hatched.",
    series: jobs.map(({ id }) => ({ variable: variableName(id, "batch-duration-us"), label: id, isCounter: false })),
    more: 0,
  };
}

function isKind(kind: string): kind is NodeKind {
  return Object.hasOwn(NODE_VARIABLES, kind);
}

/** The tracks of machines, which no node of the drawing names. */
export function brokerTracks(brokerCount: number): readonly Track[] {
  const subjects = Array.from({ length: brokerCount }, (_, index) => ({
    id: `broker-${index + 1}`,
    variables: BROKER_VARIABLES,
  }));
  return [...sharedTracks(subjects), ...singleTracks(subjects)];
}

function throughputTrack({ nodes }: Pick<Drawing, "nodes">): Track | undefined {
  const series = nodes.flatMap(({ id, kind }): TrackSeries[] => {
    const key = isKind(kind) ? THROUGHPUT_KEYS[kind] : undefined;
    return key === undefined ? [] : [{ variable: variableName(id, key), label: id, isCounter: true }];
  });
  if (series.length === 0) return undefined;
  return {
    kind: "lines",
    id: "throughput",
    title: "Throughput",
    unit: "per-second",
    definition:
      "How many records or rows a second go through each node: sent by a source, appended to a topic, read by a job, written to a table.",
    series: series.slice(0, SERIES_MAX),
    more: Math.max(0, series.length - SERIES_MAX),
  };
}

function sharedTracks(subjects: readonly Subject[]): readonly Track[] {
  const byKey = new Map<string, { entry: VariableEntry; ids: string[] }>();
  for (const { id, variables } of subjects) {
    for (const entry of variables) {
      if (UNDRAWN.has(entry.unit)) continue;
      const shared = byKey.get(entry.key);
      if (shared === undefined) byKey.set(entry.key, { entry, ids: [id] });
      else shared.ids.push(id);
    }
  }
  return [...byKey].map(([key, { entry, ids }]) => ({
    kind: "lines",
    id: `all:${key}`,
    ...factsOf(entry),
    series: ids.slice(0, SERIES_MAX).map((id) => seriesFor(id, entry, id)),
    more: Math.max(0, ids.length - SERIES_MAX),
  }));
}

function singleTracks(subjects: readonly Subject[]): readonly Track[] {
  return subjects.flatMap(({ id, variables }) =>
    variables
      .filter(({ unit }) => !UNDRAWN.has(unit))
      .map((entry) => ({
        kind: "lines",
        id: `one:${variableName(id, entry.key)}`,
        ...factsOf(entry),
        title: `${entry.title} of ${id}`,
        series: [seriesFor(id, entry, id)],
        more: 0,
      })),
  );
}

function factsOf({ title, unit, definition, isCounter }: VariableEntry): Pick<Track, "title" | "unit" | "definition"> {
  return { title, unit: isCounter === true ? "per-second" : unit, definition };
}

function seriesFor(id: string, { key, isCounter }: VariableEntry, label: string): TrackSeries {
  return { variable: variableName(id, key), label, isCounter: isCounter === true };
}
