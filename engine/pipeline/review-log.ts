import type { Scenario, SourceNode, TopicNode } from "../scenario/scenario.ts";
import type { ReviewRemark } from "./review-remark.ts";
import { type Placed, ReviewScope } from "./review-scope.ts";

const MIN_ISR = "min.insync.replicas";
const UNCLEAN = "unclean.leader.election.enable";
const IDEMPOTENCE = "enable.idempotence";
const KAFKA = ["pipeline", "kafka", "config"];

/** Remarks on producers, topics and the cluster. */
export function reviewLog(scenario: Scenario): readonly ReviewRemark[] {
  const scope = new ReviewScope(scenario);
  return [
    ...scope
      .ofKind("source")
      .flatMap((source) => [
        ...reviewAcks(scope, source),
        ...reviewIdempotence(source),
        ...reviewDeliveryTimeout(scope, source),
        ...reviewKeys(scope, source),
      ]),
    ...scope
      .ofKind("topic")
      .flatMap((topic) => [
        ...reviewReplicas(scope, topic),
        ...reviewMinIsr(scope, topic),
        ...reviewUnclean(scope, topic),
      ]),
    ...reviewHeartbeats(scenario),
  ];
}

function reviewAcks(scope: ReviewScope, { node, index }: Placed<SourceNode>): ReviewRemark[] {
  const { acks } = node.producer;
  const money = scope.moneyBelow(node.id);
  if (acks === -1 || money === undefined) return [];
  const path = ["pipeline", "nodes", index, "producer", "acks"];
  const why =
    acks === 0
      ? "nobody tells the producer what was lost"
      : "a leader that dies takes along what its followers had not copied yet";
  return [
    {
      path,
      message: `${money.id} counts money that can be missing: with acks=${acks} ${why}`,
      found: String(acks),
      allowed: "acks: all, with min.insync.replicas of at least 2",
      code: "review-acks",
      fixes: [{ title: "Set acks to all", edits: [{ path, value: "all" }] }],
    },
  ];
}

function reviewIdempotence({ node, index }: Placed<SourceNode>): ReviewRemark[] {
  const { producer } = node;
  if (producer[IDEMPOTENCE] || producer.retries === 0 || producer.acks === 0) return [];
  const path = ["pipeline", "nodes", index, "producer", IDEMPOTENCE];
  const fixes = producer.acks === -1 ? [{ title: "Turn enable.idempotence on", edits: [{ path, value: true }] }] : [];
  return [
    {
      path,
      message: "a batch that is sent again can stand in the log twice, since the leader does not know it again",
      found: "false",
      allowed: "true, with acks: all; or a consumer that removes duplicates",
      code: "review-idempotence",
      fixes,
    },
  ];
}

/** A producer must outlive the time in which the controller finds a dead leader and elects another. */
function reviewDeliveryTimeout(scope: ReviewScope, { node, index }: Placed<SourceNode>): ReviewRemark[] {
  const timeoutMs = node.producer["delivery.timeout.ms"];
  const sessionMs = scope.scenario.pipeline.kafka.config["broker.session.timeout.ms"];
  if (timeoutMs > 2 * sessionMs) return [];
  const path = ["pipeline", "nodes", index, "producer", "delivery.timeout.ms"];
  return [
    {
      path,
      message:
        "the producer gives records up about when a dead leader is found out: they fail although a new leader was near",
      found: String(timeoutMs),
      allowed: `well above broker.session.timeout.ms, which is ${sessionMs}; Kafka's own is 120000`,
      code: "review-delivery-timeout",
      fixes: [{ title: "Set delivery.timeout.ms to 120000", edits: [{ path, value: 120_000 }] }],
    },
  ];
}

function reviewKeys(scope: ReviewScope, { node }: Placed<SourceNode>): ReviewRemark[] {
  const workload = scope.scenario.workload[node.workload];
  if (workload?.kind !== "generator") return [];
  const { count, nullShare } = workload.keys;
  const topic = scope.topicsOf(node).find(({ partitions }) => partitions > count);
  if (topic === undefined || nullShare > 0) return [];
  return [
    {
      path: ["workload", node.workload, "keys", "count"],
      message: `${topic.id} has more partitions than there are keys: some of them stay empty, and so do their tasks`,
      found: String(count),
      allowed: `at least ${topic.partitions} keys, better many more`,
      code: "review-few-keys",
      fixes: [],
    },
  ];
}

function reviewReplicas(scope: ReviewScope, { node, index }: Placed<TopicNode>): ReviewRemark[] {
  const { brokers } = scope.scenario.pipeline.kafka;
  if (node.replicationFactor > 1 || brokers === 1) return [];
  const path = ["pipeline", "nodes", index, "replicationFactor"];
  const wanted = Math.min(3, brokers);
  return [
    {
      path,
      message:
        "each partition is on one broker alone: while that is down, nothing can be written or read, and a power loss takes what was not flushed",
      found: String(node.replicationFactor),
      allowed: `${wanted}, as there are ${brokers} brokers`,
      code: "review-one-replica",
      fixes: [{ title: `Set replicationFactor to ${wanted}`, edits: [{ path, value: wanted }] }],
    },
  ];
}

function reviewMinIsr(scope: ReviewScope, { node, index }: Placed<TopicNode>): ReviewRemark[] {
  const minIsr = scope.minInSyncReplicas(node);
  const { replicationFactor } = node;
  const isAskedFor = scope.above(node.id, "source").some(({ producer }) => producer.acks === -1);
  if (replicationFactor < 3 || !isAskedFor || (minIsr > 1 && minIsr < replicationFactor)) return [];
  const path = ["pipeline", "nodes", index, "config", MIN_ISR];
  const wanted = minIsr === 1 ? 2 : replicationFactor - 1;
  return [
    {
      path,
      message:
        minIsr === 1
          ? "acks=all asks for one replica only: once the others fell out of sync, an acknowledged record is on a single machine"
          : "every replica must be in sync for a write: one broker that is restarted stops all producers",
      found: String(minIsr),
      allowed: `${wanted}, with replicationFactor ${replicationFactor}`,
      code: minIsr === 1 ? "review-min-isr-low" : "review-min-isr-high",
      fixes: [{ title: `Set ${MIN_ISR} to ${wanted}`, edits: [{ path, value: wanted }] }],
    },
  ];
}

function reviewUnclean(scope: ReviewScope, { node, index }: Placed<TopicNode>): ReviewRemark[] {
  if (!scope.allowsUncleanElection(node) || node.replicationFactor === 1) return [];
  const path = ["pipeline", "nodes", index, "config", UNCLEAN];
  return [
    {
      path,
      message:
        "a replica that missed records may become leader: what was acknowledged goes, and readers see offsets twice with other records",
      found: "true",
      allowed: "false, unless being there matters more than being right",
      code: "review-unclean-election",
      fixes: [{ title: `Turn ${UNCLEAN} off`, edits: [{ path, value: false }] }],
    },
  ];
}

function reviewHeartbeats({ pipeline }: Scenario): ReviewRemark[] {
  const sessionMs = pipeline.kafka.config["broker.session.timeout.ms"];
  const intervalMs = pipeline.kafka.config["broker.heartbeat.interval.ms"];
  if (intervalMs * 2 <= sessionMs) return [];
  const path = [...KAFKA, "broker.heartbeat.interval.ms"];
  const wanted = Math.max(1, Math.floor(sessionMs / 4));
  return [
    {
      path,
      message: "one heartbeat that comes late has a healthy broker fenced, and its partitions elect",
      found: String(intervalMs),
      allowed: `at most half of broker.session.timeout.ms, which is ${sessionMs}; a quarter is usual`,
      code: "review-heartbeat",
      fixes: [{ title: `Set broker.heartbeat.interval.ms to ${wanted}`, edits: [{ path, value: wanted }] }],
    },
  ];
}
