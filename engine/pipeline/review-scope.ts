import type {
  GoldNode,
  MicroBatchNode,
  NodeKind,
  NodeOfKind,
  PipelineNode,
  Scenario,
  SourceNode,
  TopicNode,
} from "../scenario/scenario.ts";

/** A node and its position in the file. */
export type Placed<N extends PipelineNode> = { readonly node: N; readonly index: number };

/** A pipeline as a reviewer asks about it: what feeds what, at any distance. The graph may have edges that do not fit. */
export class ReviewScope {
  readonly scenario: Scenario;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
  }

  ofKind<K extends NodeKind>(kind: K): readonly Placed<NodeOfKind<K>>[] {
    return this.scenario.pipeline.nodes.flatMap((node, index) =>
      node.kind === kind ? [{ node: node as NodeOfKind<K>, index }] : [],
    );
  }

  /** Everything that can be reached from a node along the edges, or against them. */
  reach(id: string, direction: "down" | "up"): ReadonlySet<string> {
    const seen = new Set<string>();
    const waiting = [id];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const { from, to } of this.scenario.pipeline.edges) {
        const next = direction === "down" ? to : from;
        if ((direction === "down" ? from : to) !== at || seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
    return seen;
  }

  below<K extends NodeKind>(id: string, kind: K): readonly NodeOfKind<K>[] {
    const reached = this.reach(id, "down");
    return this.ofKind(kind).flatMap(({ node }) => (reached.has(node.id) ? [node] : []));
  }

  above<K extends NodeKind>(id: string, kind: K): readonly NodeOfKind<K>[] {
    const reached = this.reach(id, "up");
    return this.ofKind(kind).flatMap(({ node }) => (reached.has(node.id) ? [node] : []));
  }

  /** The first gold table below a node that counts money. */
  moneyBelow(id: string): GoldNode | undefined {
    return this.below(id, "gold").find(({ money }) => money !== undefined);
  }

  topicsOf(source: SourceNode): readonly TopicNode[] {
    const targets = this.scenario.pipeline.edges.filter(({ from }) => from === source.id).map(({ to }) => to);
    return this.ofKind("topic").flatMap(({ node }) => (targets.includes(node.id) ? [node] : []));
  }

  topicOf(job: MicroBatchNode): TopicNode | undefined {
    const feeding = this.scenario.pipeline.edges.filter(({ to }) => to === job.id).map(({ from }) => from);
    return this.ofKind("topic").find(({ node }) => feeding.includes(node.id))?.node;
  }

  /** min.insync.replicas as it holds for a topic: its own setting, else the cluster's. */
  minInSyncReplicas({ config }: TopicNode): number {
    return config["min.insync.replicas"] ?? this.scenario.pipeline.kafka.config["min.insync.replicas"];
  }

  /** Whether a replica outside the in-sync set may become leader of a topic's partitions. */
  allowsUncleanElection({ config }: TopicNode): boolean {
    return (
      config["unclean.leader.election.enable"] ?? this.scenario.pipeline.kafka.config["unclean.leader.election.enable"]
    );
  }
}
