import type { FaultKind, NodeKind } from "../../engine/scenario/scenario.ts";
import { NODE_DEFINITIONS } from "../pipeline/node-definitions.ts";

/** The palette's groups, in order. */
export const PALETTE_GROUPS = ["Sources", "Log", "Compute", "Tables", "Sinks", "Chaos", "Operations"] as const;
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
  "kinesis-stream": "Log",
  "consumer-group": "Log",
  "kcl-application": "Log",
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

type FaultEntry = readonly [title: string, definition: string, group?: "Operations"];
type FaultGroup = Extract<PaletteGroup, "Chaos" | "Operations">;

/** What can be broken, and what an administrator or an operator can do. */
const FAULTS: Readonly<Record<FaultKind, FaultEntry>> = {
  "broker-crash": ["Broker crash", "A broker process is killed; its page cache survives."],
  "power-loss": ["Power loss", "A machine loses power; what was not flushed is gone."],
  "disk-replaced": ["Disk replaced", "A machine comes back with an empty disk: none of its replicas is left."],
  "slow-link": ["Slow link", "Messages between two brokers take longer, in both directions."],
  "slow-follower": ["Slow follower", "A broker pauses before each fetch, as with a slow disk; its heartbeats go on."],
  "slow-disk": ["Slow disk", "Every append of a broker takes longer, as leader and as follower."],
  "disk-full": ["Disk full", "A broker's disk takes no more: its log directory goes offline."],
  "network-partition": ["Network partition", "Some machines cannot reach the others."],
  "controller-crash": ["Controller crash", "The active controller dies: nothing is fenced or elected meanwhile."],
  "driver-crash": ["Driver crash", "The driver of a micro-batch job dies; its checkpoint stays."],
  "producer-crash": ["Producer crash", "An application is killed with all that its producer had not sent."],
  "poison-record": ["Poison record", "An application sends a record that no parser takes."],
  "member-crash": ["Member crash", "A group's member is killed: its partitions rest until its session is over."],
  "member-stall": ["Member stall", "A member's processing stands still while its heartbeats go on."],
  "member-pause": ["Member pause", "A member's whole process stands still, as in a long garbage collection."],
  "worker-crash": ["Worker crash", "A worker of a KCL application is killed: its leases rest until others notice."],
  "worker-pause": ["Worker pause", "A worker's whole process stands still; then it ends what it had in hand."],
  "update-shard-count": ["Change shards", "A stream is split and merged to another number of shards.", "Operations"],
  "split-shard": ["Split a shard", "One shard of a stream is divided in the middle.", "Operations"],
  "broker-stop": ["Broker shutdown", "A broker is stopped in order: its leaderships move first.", "Operations"],
  "add-broker": ["Add a broker", "A new broker joins the cluster with an empty disk.", "Operations"],
  "decommission-broker": ["Take a broker out", "Its replicas move to the others, then it is stopped.", "Operations"],
  "reassign-partition": ["Reassign a partition", "Its replicas move to the brokers that you name.", "Operations"],
  "add-partitions": ["Add partitions", "Keys go elsewhere from then on, and groups rebalance.", "Operations"],
  "elect-preferred-leaders": [
    "Preferred leaders",
    "Every partition goes back to the first of its replicas, where that is in sync.",
    "Operations",
  ],
  "members-join": ["Members join", "More members of a group are started.", "Operations"],
  "members-leave": ["Members leave", "Members of a group are closed in order.", "Operations"],
};

const faults: readonly PaletteItem[] = (Object.entries(FAULTS) as [FaultKind, FaultEntry][]).map(
  ([fault, [title, definition, where]]): PaletteItem => {
    const group: FaultGroup = where ?? "Chaos";
    return { id: fault, title, definition, group, kind: "fault", fault };
  },
);

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
