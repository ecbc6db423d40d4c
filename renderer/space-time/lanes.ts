import { groupPartitionSubject, variableName } from "../../engine/pipeline/state-variables.ts";
import type { Drawing, DrawnNode } from "../../engine/scenario/drawing.ts";
import { groupPartitions } from "../pipeline/group-facts.ts";

/** What a bar of a lane tells, and the variable that it is read from. */
export type LaneBar =
  /** `is-up` of a broker: a bar while it is down. */
  | { readonly kind: "down"; readonly variable: string }
  /** `is-fenced` of a broker. */
  | { readonly kind: "fenced"; readonly variable: string }
  /** Which broker leads a partition. */
  | { readonly kind: "leader"; readonly variable: string }
  /** Which member of a group reads a partition. */
  | { readonly kind: "owner"; readonly variable: string }
  /** The state of a group. */
  | { readonly kind: "group"; readonly variable: string }
  /** The state of a job. */
  | { readonly kind: "job"; readonly variable: string };

/** A machine, a partition or a client, along which time runs. */
export type Lane = {
  /** The subject of its events, and the name of its machine where it is one. */
  readonly id: string;
  readonly title: string;
  readonly bars: readonly LaneBar[];
};

/** Lanes that can be folded into one. */
export type LaneGroup = { readonly id: string; readonly title: string; readonly lanes: readonly Lane[] };

/** Where the events of topics are that the cluster keeps for itself, such as __consumer_offsets. */
export const INTERNAL = "__";

/** More lanes of one kind than this are not made. */
const LANES_MAX = 1_000;

/**
 * The lanes of a run: faults, the controller and the brokers, each topic with its partitions, each group with its members and what they
 * read, the producers, and everything else that has events.
 */
export function laneGroups(drawing: Drawing, brokers: number): readonly LaneGroup[] {
  const ofKind = (wanted: string): readonly DrawnNode[] => drawing.nodes.filter(({ kind }) => kind === wanted);
  const groups: LaneGroup[] = [
    { id: "cluster", title: "Cluster", lanes: clusterLanes(drawing, brokers) },
    ...ofKind("topic").map((node) => ({ id: `topic ${node.id}`, title: node.id, lanes: topicLanes(node) })),
    ...ofKind("consumer-group").map((node) => ({
      id: `group ${node.id}`,
      title: node.id,
      lanes: groupLanes(node, drawing),
    })),
    { id: "clients", title: "Producers", lanes: ofKind("source").map(({ id }) => plainLane(id)) },
    { id: "jobs", title: "Jobs", lanes: ofKind("micro-batch").map(({ id }) => jobLane(id)) },
    { id: "rest", title: "Tables and the rest", lanes: drawing.nodes.filter(isOther).map(({ id }) => plainLane(id)) },
  ];
  return groups.filter(({ lanes }) => lanes.length > 0);
}

const LANED = new Set(["topic", "consumer-group", "source", "micro-batch"]);

function isOther({ kind }: DrawnNode): boolean {
  return !LANED.has(kind);
}

function plainLane(id: string): Lane {
  return { id, title: id, bars: [] };
}

function jobLane(id: string): Lane {
  return { id, title: id, bars: [{ kind: "job", variable: variableName(id, "state") }] };
}

function clusterLanes({ nodes }: Drawing, brokers: number): readonly Lane[] {
  if (!nodes.some(({ kind }) => kind === "topic")) return [{ id: "chaos", title: "Faults", bars: [] }];
  return [
    { id: "chaos", title: "Faults", bars: [] },
    { id: "controller", title: "Controller", bars: [] },
    { id: INTERNAL, title: "Internal topics", bars: [] },
    ...Array.from({ length: Math.min(brokers, LANES_MAX) }, (_, index): Lane => {
      const id = `broker-${index + 1}`;
      return {
        id,
        title: `Broker ${index + 1}`,
        bars: [
          { kind: "fenced", variable: variableName(id, "is-fenced") },
          { kind: "down", variable: variableName(id, "is-up") },
        ],
      };
    }),
  ];
}

function topicLanes({ id, value }: DrawnNode): readonly Lane[] {
  const { partitions } = value;
  const count = typeof partitions === "number" && partitions > 0 ? Math.min(partitions, LANES_MAX) : 1;
  return [
    ...Array.from({ length: count }, (_, partition): Lane => {
      const label = `${id}-${partition}`;
      return { id: label, title: label, bars: [{ kind: "leader", variable: variableName(label, "leader") }] };
    }),
  ];
}

function groupLanes({ id, value }: DrawnNode, drawing: Drawing): readonly Lane[] {
  const started = typeof value["members"] === "number" ? value["members"] : 1;
  const count = Math.min(LANES_MAX, started + joining(id, drawing));
  return [
    { id, title: "Coordination", bars: [{ kind: "group", variable: variableName(id, "state") }] },
    ...Array.from({ length: count }, (_, index) => ({
      id: `${id}-${index + 1}`,
      title: `Member ${index + 1}`,
      bars: [],
    })),
    ...groupPartitions(id, drawing, LANES_MAX).map((label): Lane => {
      const subject = groupPartitionSubject(id, label);
      return {
        id: subject,
        title: `reads ${label}`,
        bars: [{ kind: "owner", variable: variableName(subject, "owner") }],
      };
    }),
  ];
}

/** How many members the recipe starts later. */
function joining(group: string, { faults }: Drawing): number {
  return faults.reduce((sum, { value }) => {
    if (value["fault"] !== "members-join" || value["group"] !== group) return sum;
    return sum + (typeof value["members"] === "number" ? value["members"] : 1);
  }, 0);
}
