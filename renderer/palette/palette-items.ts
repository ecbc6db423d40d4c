import type { FaultKind, NodeKind } from "../../engine/scenario/scenario.ts";
import { NODE_DEFINITIONS } from "../pipeline/node-definitions.ts";

/** The palette's groups, in order. */
export const PALETTE_GROUPS = ["Sources", "Log", "Compute", "Tables", "Sinks", "Chaos"] as const;
export type PaletteGroup = (typeof PALETTE_GROUPS)[number];

/** Something that the palette lists: a node, a fault, or what the engine does not run yet. */
export type PaletteItem = {
  readonly id: string;
  readonly title: string;
  /** What it is, in one line. */
  readonly definition: string;
  readonly group: PaletteGroup;
} & (
  | { readonly kind: "node"; readonly node: NodeKind }
  | { readonly kind: "fault"; readonly fault: FaultKind }
  /** `reason` is why it cannot be added, and what there is instead. */
  | { readonly kind: "not-simulated"; readonly reason: string }
);

const GROUP_OF_NODE: Readonly<Record<NodeKind, PaletteGroup>> = {
  source: "Sources",
  topic: "Log",
  "micro-batch": "Compute",
  bronze: "Tables",
  reference: "Tables",
  silver: "Tables",
  "dead-letter": "Tables",
  gold: "Tables",
};

const nodes: readonly PaletteItem[] = NODE_DEFINITIONS.map(({ kind, title, definition }) => ({
  id: kind,
  title,
  definition,
  group: GROUP_OF_NODE[kind],
  kind: "node",
  node: kind,
}));

const fault = (kind: FaultKind, title: string, definition: string): PaletteItem => ({
  id: kind,
  title,
  definition,
  group: "Chaos",
  kind: "fault",
  fault: kind,
});

const faults: readonly PaletteItem[] = [
  fault("broker-crash", "Broker crash", "A broker process is killed; its page cache survives."),
  fault("power-loss", "Power loss", "A machine loses power; what was not flushed is gone."),
  fault("slow-link", "Slow link", "Messages between two brokers take longer, in both directions."),
  fault(
    "slow-follower",
    "Slow follower",
    "A broker pauses before each fetch, as with a slow disk; its heartbeats go on.",
  ),
  fault("driver-crash", "Driver crash", "The driver of a micro-batch job dies; its checkpoint stays."),
  fault("poison-record", "Poison record", "An application sends a record that no parser takes."),
];

type NotSimulated = Pick<PaletteItem, "id" | "title" | "definition" | "group"> & { readonly why: string };

const later: readonly NotSimulated[] = [
  {
    id: "cdc",
    title: "Change data capture",
    definition: "Reads a database's log of changes as records.",
    group: "Sources",
    why: "sources send rows of a file or made-up ones",
  },
  {
    id: "consumer-group",
    title: "Consumer group",
    definition: "Consumers that share a topic's partitions.",
    group: "Log",
    why: "topics are read by Spark jobs, which assign partitions themselves",
  },
  {
    id: "kinesis-stream",
    title: "Kinesis stream",
    definition: "A log of shards that split and merge.",
    group: "Log",
    why: "the log is Kafka's",
  },
  {
    id: "schema-registry",
    title: "Schema registry",
    definition: "Versions of schemas, and which of them fit together.",
    group: "Log",
    why: "values are text without a registered schema",
  },
  {
    id: "flink-job",
    title: "Flink job",
    definition: "A continuous job with barriers and checkpoints.",
    group: "Compute",
    why: "jobs are Spark's micro-batches",
  },
  {
    id: "dashboard",
    title: "Dashboard",
    definition: "Reads gold at its own pace and shows it to people.",
    group: "Sinks",
    why: "gold is read by your SQL and the checks alone",
  },
  {
    id: "ml-features",
    title: "ML features",
    definition: "A feature store that is fed from gold.",
    group: "Sinks",
    why: "gold is read by your SQL and the checks alone",
  },
  {
    id: "alert",
    title: "Alert",
    definition: "Tells somebody when a figure crosses its line.",
    group: "Sinks",
    why: "objectives are judged here, but nobody is told",
  },
  {
    id: "rebalance",
    title: "Rebalance",
    definition: "Partitions of a group change hands; how long consumers stop depends on the protocol.",
    group: "Chaos",
    why: "there are no consumer groups",
  },
  {
    id: "network-partition",
    title: "Network partition",
    definition: "Some machines cannot reach the others.",
    group: "Chaos",
    why: "a link can be slow, not cut",
  },
  {
    id: "key-skew",
    title: "Key skew",
    definition: "A few keys get most of the records from now on.",
    group: "Chaos",
    why: "keys are as uneven as the workload's zipf says, from the start",
  },
  {
    id: "checkpoint-loss",
    title: "Checkpoint loss",
    definition: "A job's checkpoint is gone: it is a new query, from batch 0 and startingOffsets.",
    group: "Chaos",
    why: "the checkpoint store is always there",
  },
];

const notSimulated: readonly PaletteItem[] = later.map(({ why, ...item }) => ({
  ...item,
  kind: "not-simulated",
  reason: `Not simulated yet: ${why}.`,
}));

/** Everything that the palette lists: what runs first, what does not run yet behind it. */
export const PALETTE_ITEMS: readonly PaletteItem[] = [...nodes, ...faults, ...notSimulated];

/** The items that fit what a person typed: every word somewhere in the title, the definition or the group. */
export function searchPalette(text: string): readonly PaletteItem[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return PALETTE_ITEMS.filter(({ title, definition, group }) => {
    const whole = `${title} ${definition} ${group}`.toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
