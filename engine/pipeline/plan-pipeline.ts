import { assert, assertDefined } from "../base/assert.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { ParsedScenario } from "../scenario/parse-scenario.ts";
import { type Finding, locateFinding, type Problem } from "../scenario/problem.ts";
import type {
  BronzeNode,
  ConsumerGroupNode,
  DeadLetterNode,
  GoldNode,
  KclApplicationNode,
  KinesisStreamNode,
  MicroBatchNode,
  NodeKind,
  NodeOfKind,
  PipelineNode,
  ReferenceNode,
  SilverNode,
  SourceNode,
  TopicNode,
} from "../scenario/scenario.ts";
import { checkCrashPlaces, checkPipeline } from "./check-pipeline.ts";
import type { PortType } from "./node-catalogue.ts";
import { type GraphNode, PipelineGraph } from "./pipeline-graph.ts";

/** A table that a job writes, and the node that feeds it: the job for bronze, bronze for silver, silver for gold and dead letters. */
export type PlannedTable = {
  readonly node: BronzeNode | SilverNode | DeadLetterNode | GoldNode;
  readonly from: string;
};

/** A job, the topic that it reads, and its tables in the order in which each batch commits them. */
export type PlannedJob = {
  readonly node: MicroBatchNode;
  readonly topic: TopicNode;
  readonly tables: readonly PlannedTable[];
};

/** A group, the topics that it reads, and the one that takes what it cannot process. */
export type PlannedGroup = {
  readonly node: ConsumerGroupNode;
  readonly topics: readonly TopicNode[];
  readonly deadLetters: TopicNode | undefined;
};

/** What there is of Kinesis: streams, the sources that write to them, and the applications that read them. */
export type KinesisPlan = {
  readonly streams: readonly KinesisStreamNode[];
  readonly sources: readonly { readonly node: SourceNode; readonly stream: KinesisStreamNode }[];
  readonly applications: readonly { readonly node: KclApplicationNode; readonly stream: KinesisStreamNode }[];
};

/** A pipeline that can run, in the order of the file. */
export type PipelinePlan = {
  /** Those that write to a topic. */
  readonly sources: readonly { readonly node: SourceNode; readonly topic: TopicNode }[];
  readonly topics: readonly TopicNode[];
  readonly groups: readonly PlannedGroup[];
  readonly kinesis: KinesisPlan;
  readonly jobs: readonly PlannedJob[];
  readonly references: readonly ReferenceNode[];
};

/** Plans the pipeline of a scenario; the problems are those of the graph, which the parse door does not know. */
export function planPipeline({
  scenario,
  locate,
}: Pick<ParsedScenario, "scenario" | "locate">): Result<PipelinePlan, readonly Problem[]> {
  const graph = new PipelineGraph(scenario);
  const refuse = (findings: readonly Finding[]) => err(findings.map((finding) => locateFinding(finding, locate)));
  const findings = checkPipeline(graph);
  if (findings.length > 0) return refuse(findings);
  const jobs = nodesOf(graph, "micro-batch").map(({ entry, node }) => planJob(graph, entry, node));
  const misplaced = checkCrashPlaces(
    scenario,
    new Map(jobs.map((job) => [job.node.id, job.tables.map((table) => table.node.id)])),
  );
  if (misplaced.length > 0) return refuse(misplaced);
  return ok({
    sources: sourcesInto(graph, "topic").map(({ node, to }) => ({ node, topic: to })),
    topics: nodesOf(graph, "topic").map(({ node }) => node),
    groups: nodesOf(graph, "consumer-group").map(({ entry, node }) => planGroup(graph, entry, node)),
    kinesis: planKinesis(graph),
    jobs,
    references: nodesOf(graph, "reference").map(({ node }) => node),
  });
}

function nodesOf<K extends NodeKind>(graph: PipelineGraph, kind: K): { entry: GraphNode; node: NodeOfKind<K> }[] {
  return graph.nodes.flatMap((entry) => (isKind(entry.node, kind) ? [{ entry, node: entry.node }] : []));
}

function isKind<K extends NodeKind>(node: PipelineNode, kind: K): node is NodeOfKind<K> {
  return node.kind === kind;
}

/** The sources that write to nodes of a kind, and where each does. */
function sourcesInto<K extends NodeKind>(graph: PipelineGraph, kind: K): { node: SourceNode; to: NodeOfKind<K> }[] {
  return nodesOf(graph, "source").flatMap(({ entry, node }) => {
    const to = graph.outOf(entry, "records")[0]?.to.node;
    return to !== undefined && isKind(to, kind) ? [{ node, to }] : [];
  });
}

function planKinesis(graph: PipelineGraph): KinesisPlan {
  return {
    streams: nodesOf(graph, "kinesis-stream").map(({ node }) => node),
    sources: sourcesInto(graph, "kinesis-stream").map(({ node, to }) => ({ node, stream: to })),
    applications: nodesOf(graph, "kcl-application").map(({ entry, node }) => ({
      node,
      stream: asKind(graph.into(entry, "shards")[0]?.from.node, "kinesis-stream"),
    })),
  };
}

function asKind<K extends NodeKind>(node: PipelineNode | undefined, kind: K): NodeOfKind<K> {
  const there = assertDefined(node, `a checked pipeline lacks a ${kind}`);
  assert(isKind(there, kind), `a checked pipeline has a ${there.kind} in place of a ${kind}`);
  return there as NodeOfKind<K>;
}

function planGroup(graph: PipelineGraph, entry: GraphNode, node: ConsumerGroupNode): PlannedGroup {
  const deadLetters = graph.outOf(entry, "failed records")[0]?.to.node;
  return {
    node,
    topics: graph.into(entry, "offsets").map((edge) => asKind(edge.from.node, "topic")),
    deadLetters: deadLetters === undefined ? undefined : asKind(deadLetters, "topic"),
  };
}

const BRONZE_FLOW: readonly PortType[] = ["batch"];
const SILVER_FLOWS: readonly PortType[] = ["raw table", "rejects"];
const GOLD_FLOW: readonly PortType[] = ["typed table"];

function planJob(graph: PipelineGraph, entry: GraphNode, node: MicroBatchNode): PlannedJob {
  const topic = asKind(graph.into(entry, "offsets")[0]?.from.node, "topic");
  const bronze = inCommitOrder(graph, [entry], BRONZE_FLOW);
  const silver = inCommitOrder(graph, bronze, SILVER_FLOWS);
  const gold = inCommitOrder(graph, silver, GOLD_FLOW);
  const tables = [...bronze, ...silver, ...gold].map((table) => planTable(graph, table));
  return { node, topic, tables };
}

/**
 * The nodes that can be reached from `roots` along some flows, each after the node that feeds it; among those that are ready,
 * the first in the file comes first.
 */
function inCommitOrder(graph: PipelineGraph, roots: readonly GraphNode[], flows: readonly PortType[]): GraphNode[] {
  const order: GraphNode[] = [];
  const ready = fedBy(graph, roots, flows);
  while (ready.length > 0) {
    ready.sort((left, right) => left.index - right.index);
    const next = assertDefined(ready.shift(), "a list that is not empty has a first entry");
    order.push(next);
    ready.push(...fedBy(graph, [next], flows));
  }
  return order;
}

function fedBy(graph: PipelineGraph, from: readonly GraphNode[], flows: readonly PortType[]): GraphNode[] {
  return graph.edges
    .filter((edge) => from.includes(edge.from) && edge.flow !== undefined && flows.includes(edge.flow))
    .map((edge) => edge.to);
}

const FEEDING_FLOWS: readonly PortType[] = ["batch", "raw table", "rejects", "typed table"];

function planTable(graph: PipelineGraph, { node, index }: GraphNode): PlannedTable {
  const feed = graph.edges.find(
    (edge) => edge.to.index === index && edge.flow !== undefined && FEEDING_FLOWS.includes(edge.flow),
  );
  const from = assertDefined(feed, `a checked pipeline does not feed ${node.id}`).from.node.id;
  assert(
    node.kind === "bronze" || node.kind === "silver" || node.kind === "dead-letter" || node.kind === "gold",
    `${node.id} is no table that a job writes`,
  );
  return { node, from };
}
