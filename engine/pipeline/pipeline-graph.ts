import { assertDefined } from "../base/assert.ts";
import type { PipelineNode, Scenario } from "../scenario/scenario.ts";
import { flowBetween, type PortType } from "./node-catalogue.ts";

/** A node and its position in the file. */
export type GraphNode = { readonly node: PipelineNode; readonly index: number };

/** An edge between two nodes, its position in the file, and what flows along it; undefined when its ends cannot be joined. */
export type GraphEdge = {
  readonly from: GraphNode;
  readonly to: GraphNode;
  readonly index: number;
  readonly flow: PortType | undefined;
};

/** The pipeline of a parsed scenario as a graph: every edge has both its ends. */
export class PipelineGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];

  constructor({ pipeline }: Scenario) {
    this.nodes = pipeline.nodes.map((node, index) => ({ node, index }));
    const byId = new Map(this.nodes.map((entry) => [entry.node.id, entry]));
    const end = (id: string) => assertDefined(byId.get(id), `the parse door let an edge to nowhere through: ${id}`);
    this.edges = pipeline.edges.map((edge, index) => {
      const from = end(edge.from);
      const to = end(edge.to);
      return { from, to, index, flow: flowBetween(from.node.kind, to.node.kind) };
    });
  }

  /** Edges that bring `flow` to a node. */
  into(to: GraphNode, flow: PortType): GraphEdge[] {
    return this.edges.filter((edge) => edge.to === to && edge.flow === flow);
  }

  /** Edges that take `flow` from a node. */
  outOf(from: GraphNode, flow: PortType): GraphEdge[] {
    return this.edges.filter((edge) => edge.from === from && edge.flow === flow);
  }
}
