import { groupPartitionSubject, variableName } from "../../engine/pipeline/state-variables.ts";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import { groupPartitions } from "../pipeline/group-facts.ts";

/** A partition as its reader has it: which state variables say how far behind it is, and who reads it. */
export type ReaderPartition = {
  /** `<topic>-<partition>`. */
  readonly label: string;
  /** The lag; with `minus`, how far the first is ahead of the second. */
  readonly lag: string;
  readonly minus: string | undefined;
  readonly committed: string;
  /** Who reads it; only in a group. */
  readonly owner: string | undefined;
};

/** A consumer group or a job, with the partitions that it reads. */
export type Reader = {
  readonly id: string;
  readonly kind: "group" | "job";
  readonly partitions: readonly ReaderPartition[];
  /** The variable that says the greatest lag of all partitions; a job has none. */
  readonly greatest: string | undefined;
  readonly timeToClear: string | undefined;
};

/** More partitions than a cluster of this size has. */
const PARTITIONS_MAX = 10_000;

/** Everybody who reads a topic, groups first, each kind in the order of the drawing. */
export function readersOf(drawing: Pick<Drawing, "nodes" | "edges">): readonly Reader[] {
  const idsOf = (wanted: string): string[] => drawing.nodes.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  return [
    ...idsOf("consumer-group").map((id) => groupReader(id, groupPartitions(id, drawing, PARTITIONS_MAX))),
    ...idsOf("micro-batch").map((id) => jobReader(id, groupPartitions(id, drawing, PARTITIONS_MAX))),
  ];
}

function groupReader(id: string, labels: readonly string[]): Reader {
  const partitions = labels.map((label): ReaderPartition => {
    const subject = groupPartitionSubject(id, label);
    return {
      label,
      lag: variableName(subject, "lag-records"),
      minus: undefined,
      committed: variableName(subject, "committed-offset"),
      owner: variableName(subject, "owner"),
    };
  });
  return {
    id,
    kind: "group",
    partitions,
    greatest: variableName(id, "lag-records-max"),
    timeToClear: variableName(id, "time-to-clear-us"),
  };
}

function jobReader(id: string, labels: readonly string[]): Reader {
  const partitions = labels.map((label): ReaderPartition => {
    const committed = variableName(label, "committed-offset");
    return { label, lag: variableName(label, "high-watermark"), minus: committed, committed, owner: undefined };
  });
  return { id, kind: "job", partitions, greatest: undefined, timeToClear: undefined };
}
