import type { PartitionsPerTopic } from "./assignor/partition-index.ts";
import type { GroupSpec, ServerAssignorName, ServerMember, TopicPartitions } from "./assignor/server-assignor.ts";
import { SERVER_ASSIGNORS } from "./assignor/server-assignors.ts";
import type { ConsumerMember } from "./consumer-protocol.ts";

/** The target assignment of a group, by member. */
export type Target = ReadonlyMap<string, TopicPartitions>;

/**
 * Computes the target for all members with the assignor that most of them prefer. Ties go by the order in which the members
 * joined; Kafka's go by the order of a hash map of member ids. As TargetAssignmentBuilder.
 */
export function computeTarget(
  members: readonly ConsumerMember[],
  before: Target,
  counts: PartitionsPerTopic,
  assignors: readonly ServerAssignorName[],
): Target {
  const specs = members.map(
    ({ memberId, instanceId, subscribedTopicNames }): ServerMember => ({
      memberId,
      instanceId,
      topics: subscribedTopicNames.filter((topic) => counts.has(topic)),
      assigned: before.get(memberId) ?? new Map(),
    }),
  );
  const spec: GroupSpec = {
    subscriptionType: areTopicsEqual(specs) ? "HOMOGENEOUS" : "HETEROGENEOUS",
    members: specs,
    partitionsPerTopic: counts,
  };
  const result = SERVER_ASSIGNORS[preferredAssignor(members, assignors)].assign(spec);
  // Topics that do not exist were left out above, and nothing else makes an assignor refuse.
  if (!result.ok) return before;
  return new Map(members.map(({ memberId }) => [memberId, sorted(result.value.get(memberId) ?? new Map())] as const));
}

function areTopicsEqual(specs: readonly ServerMember[]): boolean {
  const first = specs[0]?.topics ?? [];
  return specs.every(
    ({ topics }) => topics.length === first.length && topics.every((topic, at) => topic === first[at]),
  );
}

/** The one that most members name, else the first that is configured. As ConsumerGroup.preferredServerAssignor. */
function preferredAssignor(
  members: readonly ConsumerMember[],
  assignors: readonly ServerAssignorName[],
): ServerAssignorName {
  let best = assignors[0] ?? "uniform";
  let most = 0;
  for (const name of assignors) {
    const votes = members.filter(({ serverAssignor }) => serverAssignor === name).length;
    if (votes > most) {
      best = name;
      most = votes;
    }
  }
  return best;
}

function sorted(partitions: TopicPartitions): TopicPartitions {
  return new Map([...partitions].map(([topic, list]) => [topic, list.toSorted((a, b) => a - b)] as const));
}
