import type { FidelityStatement } from "./fidelity-statement.ts";

/** A consumer group and the application in its members. */
export const GROUP_FIDELITY: readonly FidelityStatement[] = [
  [
    "classic protocol",
    "modelled",
    "join and sync phases, the initial delay that new members put off, session and rebalance timeouts, votes for a protocol, generations, static membership, Kafka's error names. ClassicGroup, GroupMetadataManager",
  ],
  [
    "assignors of the classic protocol",
    "modelled",
    "`range`, `roundrobin`, `sticky`, `cooperative-sticky`; ties that Kafka leaves to a hash map fall as in that map. Without racks. AbstractStickyAssignor, RangeAssignor, RoundRobinAssignor",
  ],
  [
    "KIP-848 protocol",
    "modelled",
    "group, target and member epochs, revocation confirmed before anybody else gets the partition, `uniform` and `range`, `group.consumer.assignment.interval.ms`, static leave, commits by the epoch of the assignment (KIP-1251). CurrentAssignmentBuilder, ConsumerGroup",
  ],
  [
    "ties of the server-side assignors",
    "simplified",
    "members in the order in which they joined, topics by name; in Kafka by the hashes of random ids",
  ],
  [
    "a group's entries in `__consumer_offsets`",
    "simplified",
    "one entry with the whole group; Kafka writes several kinds, member by member, for a KIP-848 group",
  ],
  [
    "committed offsets",
    "modelled",
    "the next offset to read; those of a transaction count when it commits; forgotten `offsets.retention.minutes` after the group is empty (classic) or after the commit (KIP-848), unless the topic is still subscribed to. OffsetMetadataManager",
  ],
  [
    "fetching",
    "modelled",
    "`fetch.min.bytes`, `fetch.max.wait.ms`, `fetch.max.bytes`, `max.partition.fetch.bytes` with at least one batch, ahead of the application but from within poll only; a broker with records still to be handed out is not asked again. After a change of leader the position is compared with the new leader's log. Fetcher, FetchCollector, SubscriptionState",
  ],
  [
    "fetch sessions, fetches from followers (KIP-392)",
    "not modelled",
    "every fetch names all its partitions and goes to the leader",
  ],
  [
    "a fetch that fails",
    "simplified",
    "the partition rests for `retry.backoff.ms` or until the leaders are known anew; Kafka's client asks again at once",
  ],
  ["offsets by time (by_duration)", "simplified", "found to the batch, not to the record"],
  [
    "poll, heartbeats, `max.poll.interval.ms`",
    "modelled",
    "heartbeats go on beside the application; joining, callbacks and commits happen while it polls. A member that does not poll leaves by itself, a paused process is thrown out and does not know. AbstractCoordinator, ConsumerMembershipManager",
  ],
  [
    "commits",
    "modelled",
    "auto commit in poll, before revocations and on close; commitSync tries again until `default.api.timeout.ms`, commitAsync once. A cooperative member may repeat what it did between its commit and the revocation, as Kafka's does. ConsumerCoordinator, CommitRequestManager",
  ],
  ["rebalance callbacks", "simplified", "take no time"],
  [
    "the coordinator's fail-over",
    "modelled",
    "the next leader of the group's partition of `__consumer_offsets` reads it, at a modelled 100 MB a second, and starts the sessions anew; members look for it. GroupCoordinatorService, CoordinatorRuntime",
  ],
  [
    "a coordinator's write that fails",
    "simplified",
    "it reads its whole partition again; Kafka takes back only that write",
  ],
  [
    "creation of `__consumer_offsets`",
    "simplified",
    "it is there before the first member, where Kafka creates it when one asks for its coordinator",
  ],
  [
    "an exception that nobody catches",
    "simplified",
    "the member's process exits without closing its consumer: its session must end first",
  ],
  [
    "subscription by pattern, racks of consumers, migration between the two protocols",
    "not modelled",
    "topics are named, and a group keeps its protocol",
  ],
  [
    "the application",
    "simplified",
    "a fixed time for each poll and each record; it reads a value as text, JSON or columns, and fails on what is none",
  ],
];
