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
  | { readonly kind: "not-simulated" }
);

/** Why an item of the last kind cannot be added. */
export const NOT_SIMULATED = "The engine does not simulate this yet.";

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

const later = (id: string, title: string, definition: string, group: PaletteGroup): PaletteItem => ({
  id,
  title,
  definition,
  group,
  kind: "not-simulated",
});

const notSimulated: readonly PaletteItem[] = [
  later("cdc", "Change data capture", "Reads a database's log of changes as records.", "Sources"),
  later("consumer-group", "Consumer group", "Consumers that share a topic's partitions.", "Log"),
  later("kinesis-stream", "Kinesis stream", "A log of shards that split and merge.", "Log"),
  later("schema-registry", "Schema registry", "Versions of schemas, and which of them fit together.", "Log"),
  later("flink-job", "Flink job", "A continuous job with barriers and checkpoints.", "Compute"),
  later("dashboard", "Dashboard", "Reads gold at its own pace and shows it to people.", "Sinks"),
  later("ml-features", "ML features", "A feature store that is fed from gold.", "Sinks"),
  later("alert", "Alert", "Tells somebody when a figure crosses its line.", "Sinks"),
  later(
    "rebalance",
    "Rebalance",
    "Partitions of a group change hands; how long consumers stop depends on the protocol.",
    "Chaos",
  ),
  later("network-partition", "Network partition", "Some machines cannot reach the others.", "Chaos"),
  later("key-skew", "Key skew", "A few keys get most of the records from now on.", "Chaos"),
  later(
    "checkpoint-loss",
    "Checkpoint loss",
    "A job's checkpoint is gone: it is a new query, from batch 0 and startingOffsets.",
    "Chaos",
  ),
];

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
