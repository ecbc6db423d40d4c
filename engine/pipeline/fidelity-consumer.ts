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
