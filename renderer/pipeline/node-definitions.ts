import type { NodeKind } from "../../engine/scenario/scenario.ts";

/** A kind of node as a person picks it: its name, and what it is in one line. */
export type NodeDefinition = { readonly kind: NodeKind; readonly title: string; readonly definition: string };

/** Every kind, in the order in which a record meets them. */
export const NODE_DEFINITIONS: readonly NodeDefinition[] = [
  { kind: "source", title: "Source", definition: "An application whose producer sends the records of a workload." },
  { kind: "topic", title: "Topic", definition: "A partitioned, replicated log in the Kafka cluster." },
  {
    kind: "kinesis-stream",
    title: "Kinesis stream",
    definition: "A log of shards that split and merge, each with limits of its own.",
  },
  {
    kind: "consumer-group",
    title: "Consumer group",
    definition: "An application whose members share the partitions of one or more topics.",
  },
  {
    kind: "kcl-application",
    title: "KCL application",
    definition: "Workers that share the shards of a Kinesis stream by leases.",
  },
  {
    kind: "micro-batch",
    title: "Micro-batch job",
    definition: "A Structured Streaming query that reads one topic in micro-batches.",
  },
  {
    kind: "bronze",
    title: "Bronze table",
    definition: "The raw records with Kafka's metadata, appended as they come.",
  },
  { kind: "reference", title: "Reference table", definition: "Loaded from a dataset before the run, never changed." },
  {
    kind: "silver",
    title: "Silver table",
    definition: "Typed and checked rows: merged, one for each key, or appended.",
  },
  {
    kind: "dead-letter",
    title: "Dead-letter table",
    definition: "The rows that a silver table rejected, with the reason.",
  },
  { kind: "gold", title: "Gold table", definition: "An aggregate of a silver table, one row for each group." },
];

/** The definition of a kind. */
export function definitionOf(kind: NodeKind): NodeDefinition {
  const found = NODE_DEFINITIONS.find((definition) => definition.kind === kind);
  return found ?? { kind, title: kind, definition: "" };
}
