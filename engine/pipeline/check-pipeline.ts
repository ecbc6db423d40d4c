import type { Finding } from "../scenario/problem.ts";
import type { DriverCrash, Scenario } from "../scenario/scenario.ts";
import { describePort, kindsFedBy, NODE_CATALOGUE, type Port, whyNotJoined } from "./node-catalogue.ts";
import type { GraphNode, PipelineGraph } from "./pipeline-graph.ts";

/** Everything that keeps a graph from being a pipeline: edges that do not fit, nodes with too few or too many of them, rejects without a way. */
export function checkPipeline(graph: PipelineGraph): Finding[] {
  return [
    ...graph.edges.flatMap((edge) => {
      const { from, to, index } = edge;
      const message = whyNotJoined(from.node.kind, to.node.kind);
      if (message === undefined) return [];
      const allowed = kindsFedBy(from.node.kind).map((kind) => NODE_CATALOGUE[kind].title);
      return [
        {
          path: ["pipeline", "edges", index],
          message,
          found: `"${from.node.id} -> ${to.node.id}"`,
          allowed: allowed.length === 0 ? "no edge from this node" : `an edge to a ${allowed.join(" or a ")}`,
          code: "edge-refused",
        },
      ];
    }),
    ...graph.nodes.flatMap((node) => [
      ...checkPorts(graph, node),
      ...checkRejects(graph, node),
      ...checkFeeds(graph, node),
      ...checkDeadLetters(graph, node),
      ...checkKpl(graph, node),
    ]),
    ...checkCycles(graph),
  ];
}

function checkPorts(graph: PipelineGraph, entry: GraphNode): Finding[] {
  const { inputs, outputs } = NODE_CATALOGUE[entry.node.kind];
  return [
    ...inputs.flatMap((port) => checkPort(entry, port, "from", graph.into(entry, port.type).length)),
    ...outputs.flatMap((port) => checkPort(entry, port, "to", graph.outOf(entry, port.type).length)),
  ];
}

function checkPort({ node, index }: GraphNode, port: Port, side: "from" | "to", edges: number): Finding[] {
  if (edges >= port.min && edges <= port.max) return [];
  const title = NODE_CATALOGUE[node.kind].title;
  const verb = side === "from" ? "takes" : "gives";
  const bound = port.max === 1 ? (port.min === 1 ? "exactly one" : "at most one") : "at least one";
  return [
    {
      path: ["pipeline", "nodes", index, "id"],
      message: `a ${title} ${verb} ${describePort(port)}, which needs ${bound} edge`,
      found: edges === 0 ? "none" : String(edges),
      allowed: `${bound} edge ${side === "from" ? `to ${node.id}` : `from ${node.id}`} that carries ${describePort(port)}`,
      code: edges < port.min ? "edge-missing" : "too-many-edges",
    },
  ];
}

/** A topic that nobody writes to is a mistake, whoever it is that could. */
function checkFeeds(graph: PipelineGraph, entry: GraphNode): Finding[] {
  if (entry.node.kind !== "topic") return [];
  if (graph.into(entry, "records").length + graph.into(entry, "failed records").length > 0) return [];
  const { id } = entry.node;
  return [
    {
      path: ["pipeline", "nodes", entry.index, "id"],
      message: "a topic takes records, which needs at least one edge",
      found: "none",
      allowed: `at least one edge to ${id}, from a source or from a consumer group with onFailure: { afterRetries: dead-letter }`,
      code: "edge-missing",
    },
  ];
}

/** A topic is written to with Kafka's producer. */
function checkKpl(graph: PipelineGraph, entry: GraphNode): Finding[] {
  if (entry.node.kind !== "source" || entry.node.kpl === undefined) return [];
  const to = graph.outOf(entry, "records")[0]?.to.node;
  if (to?.kind !== "topic") return [];
  const path = ["pipeline", "nodes", entry.index, "kpl"];
  const message = "settings of the Kinesis Producer Library, but the source feeds a topic";
  const allowed = `producer, which has the settings of Kafka's producer, or an edge from ${entry.node.id} to a Kinesis stream`;
  return [{ path, message, found: "kpl", allowed, code: "conflict" }];
}

/** A group that sends what it cannot process to a topic says so twice, as `afterRetries` and by an edge. */
function checkDeadLetters(graph: PipelineGraph, entry: GraphNode): Finding[] {
  if (entry.node.kind !== "consumer-group") return [];
  const { id, onFailure } = entry.node;
  const edge = graph.outOf(entry, "failed records")[0];
  const sendsThem = onFailure.afterRetries === "dead-letter";
  if (sendsThem === (edge !== undefined)) return [];
  if (edge === undefined) {
    return [
      {
        path: ["pipeline", "nodes", entry.index, "onFailure", "afterRetries"],
        message: "there is no edge along which the records could go",
        found: '"dead-letter"',
        allowed: `with it, an edge from ${id} to a topic`,
        code: "edge-missing",
      },
    ];
  }
  return [
    {
      path: ["pipeline", "edges", edge.index],
      message: `${id} does not send what it cannot process to a topic`,
      found: `"${id} -> ${edge.to.node.id}"`,
      allowed: `onFailure: { afterRetries: dead-letter } on ${id}`,
      code: "edge-refused",
    },
  ];
}

/** A group that reads what it has written itself would never come to an end. */
function checkCycles(graph: PipelineGraph): Finding[] {
  return graph.edges.flatMap((edge) => {
    if (edge.flow !== "failed records" || !isReached(graph, edge.to, edge.from)) return [];
    return [
      {
        path: ["pipeline", "edges", edge.index],
        message: `${edge.from.node.id} would read again what it could not process`,
        found: `"${edge.from.node.id} -> ${edge.to.node.id}"`,
        allowed: "a topic that this group does not read, nor through other groups",
        code: "edge-refused",
      },
    ];
  });
}

/** Does anything flow from one node to another, over however many edges? */
function isReached(graph: PipelineGraph, from: GraphNode, to: GraphNode): boolean {
  const seen = new Set<GraphNode>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...graph.edges.filter((edge) => edge.from === next).map((edge) => edge.to));
  }
  return false;
}

/** A silver table names its dead-letter table twice, as `rejects` and by an edge: both must name the same. */
function checkRejects(graph: PipelineGraph, entry: GraphNode): Finding[] {
  if (entry.node.kind !== "silver") return [];
  const { id, rejects } = entry.node;
  const edges = graph.outOf(entry, "rejects");
  if (rejects !== undefined && !edges.some((edge) => edge.to.node.id === rejects)) {
    const message = "there is no edge along which the rejected rows could go";
    const path = ["pipeline", "nodes", entry.index, "rejects"];
    return [
      { path, message, found: `"${rejects}"`, allowed: `with it, the edge ${id} -> ${rejects}`, code: "edge-missing" },
    ];
  }
  return edges.flatMap((edge) => {
    if (edge.to.node.id === rejects) return [];
    const found = `"${id} -> ${edge.to.node.id}"`;
    const message = `${id} does not name this table as its rejects`;
    return [
      {
        path: ["pipeline", "edges", edge.index],
        message,
        found,
        allowed: `rejects: ${edge.to.node.id} on ${id}`,
        code: "edge-refused",
      },
    ];
  });
}

/** A crash after a table's commit has to name a table that this very job writes. `tablesOf` gives a job's tables. */
export function checkCrashPlaces(scenario: Scenario, tablesOf: ReadonlyMap<string, readonly string[]>): Finding[] {
  const all = new Set([...tablesOf.values()].flat());
  return scenario.chaos.flatMap((fault, index) => {
    if (fault.fault !== "driver-crash" || typeof fault.at === "number") return [];
    const after = fault.at.after;
    const own = tablesOf.get(fault.job) ?? [];
    return all.has(after) && !own.includes(after) ? [foreignTable(fault, after, own, index)] : [];
  });
}

function foreignTable(fault: DriverCrash, after: string, own: readonly string[], index: number): Finding {
  return {
    path: ["chaos", index, "at", "after"],
    message: `the job ${fault.job} does not write ${after}`,
    found: `"${after}"`,
    allowed: own.join(", "),
    code: "unknown-reference",
  };
}
