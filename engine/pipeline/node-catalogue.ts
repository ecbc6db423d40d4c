import type { NodeKind } from "../scenario/scenario.ts";

/** What flows along an edge. */
export type PortType =
  | "records"
  | "failed records"
  | "offsets"
  | "shards"
  | "batch"
  | "raw table"
  | "typed table"
  | "lookup table"
  | "rejects";

/** One side of a node where edges end or begin; `min` and `max` bound how many. */
export type Port = { readonly type: PortType; readonly min: number; readonly max: number };

/** A kind of node: what it is called, what it takes, what it gives. */
export type NodeEntry = {
  readonly kind: NodeKind;
  readonly title: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
};

const one = (type: PortType): Port => ({ type, min: 1, max: 1 });
const some = (type: PortType): Port => ({ type, min: 1, max: Number.POSITIVE_INFINITY });
const any = (type: PortType): Port => ({ type, min: 0, max: Number.POSITIVE_INFINITY });
const maybe = (type: PortType): Port => ({ type, min: 0, max: 1 });

/**
 * Every kind of node, in the order in which a record meets them. A kind gives only types that later kinds take, but for what a
 * group could not process, which goes back to a topic: `checkCycles` looks at those.
 */
export const NODE_CATALOGUE: { readonly [K in NodeKind]: NodeEntry & { readonly kind: K } } = {
  source: { kind: "source", title: "source", inputs: [], outputs: [one("records")] },
  topic: { kind: "topic", title: "topic", inputs: [any("records"), any("failed records")], outputs: [any("offsets")] },
  "kinesis-stream": {
    kind: "kinesis-stream",
    title: "Kinesis stream",
    inputs: [some("records")],
    outputs: [any("shards")],
  },
  "consumer-group": {
    kind: "consumer-group",
    title: "consumer group",
    inputs: [some("offsets")],
    outputs: [maybe("failed records")],
  },
  "kcl-application": { kind: "kcl-application", title: "KCL application", inputs: [one("shards")], outputs: [] },
  "micro-batch": { kind: "micro-batch", title: "micro-batch job", inputs: [one("offsets")], outputs: [some("batch")] },
  bronze: { kind: "bronze", title: "bronze table", inputs: [one("batch")], outputs: [any("raw table")] },
  reference: { kind: "reference", title: "reference table", inputs: [], outputs: [any("lookup table")] },
  silver: {
    kind: "silver",
    title: "silver table",
    inputs: [one("raw table"), any("lookup table")],
    outputs: [any("typed table"), maybe("rejects")],
  },
  "dead-letter": { kind: "dead-letter", title: "dead-letter table", inputs: [one("rejects")], outputs: [] },
  gold: { kind: "gold", title: "gold table", inputs: [one("typed table"), any("lookup table")], outputs: [] },
};

/** The type that flows from one kind of node to another, or undefined when they cannot be joined. */
export function flowBetween(from: NodeKind, to: NodeKind): PortType | undefined {
  const takes = NODE_CATALOGUE[to].inputs.map((port) => port.type);
  return NODE_CATALOGUE[from].outputs.find((port) => takes.includes(port.type))?.type;
}

/** Why one kind of node cannot feed another, as a sentence; undefined when it can. */
export function whyNotJoined(from: NodeKind, to: NodeKind): string | undefined {
  if (flowBetween(from, to) !== undefined) return undefined;
  const { title: fromTitle, outputs } = NODE_CATALOGUE[from];
  const { title: toTitle, inputs } = NODE_CATALOGUE[to];
  const gives = outputs.length === 0 ? "feeds no other node" : `gives ${describePorts(outputs)}`;
  const takes = inputs.length === 0 ? "is fed by no other node" : `takes ${describePorts(inputs)}`;
  return `a ${fromTitle} ${gives}, a ${toTitle} ${takes}`;
}

/** The kinds that a kind of node can feed. */
export function kindsFedBy(from: NodeKind): NodeKind[] {
  return Object.values(NODE_CATALOGUE)
    .map((entry) => entry.kind)
    .filter((to) => flowBetween(from, to) !== undefined);
}

const PORT_WORDS: Readonly<Record<PortType, string>> = {
  records: "records",
  "failed records": "records that a group could not process",
  offsets: "a topic's offsets",
  shards: "a Kinesis stream's shards",
  batch: "batches of records",
  "raw table": "a bronze table",
  "typed table": "a silver table",
  "lookup table": "a reference table",
  rejects: "rejected rows",
};

/** What a port carries, for messages. */
export function describePort(port: Port): string {
  return PORT_WORDS[port.type];
}

function describePorts(ports: readonly Port[]): string {
  return ports.map(describePort).join(" or ");
}
