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
    ...graph.nodes.flatMap((node) => [...checkPorts(graph, node), ...checkRejects(graph, node)]),
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
