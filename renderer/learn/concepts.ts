/** A word of the field that is no figure of the simulator. */
export type Concept = { readonly id: string; readonly title: string; readonly definition: string };

/** The nouns that the screen uses, each in a sentence. */
export const CONCEPTS: readonly Concept[] = [
  {
    id: "acks",
    title: "acks",
    definition:
      "Which replicas must have a batch before the leader acknowledges it: 0 none, and there is no answer; 1 the leader; all (-1) every in-sync replica.",
  },
  {
    id: "bronze",
    title: "Bronze",
    definition: "The log as a table: raw values with their offsets, nothing interpreted, nothing refused.",
  },
  {
    id: "checkpoint",
    title: "Checkpoint",
    definition:
      "Where a job remembers its progress: the offset log says what a batch will read, the commit log that it is done.",
  },
  {
    id: "consumer-group",
    title: "Consumer group",
    definition:
      "Members that share the partitions of their topics: each partition has one reader at a time, and the group's commits say where a successor goes on.",
  },
  {
    id: "cooperative-rebalance",
    title: "Cooperative rebalance",
    definition:
      "Members keep what they have and give up only the partitions that move, in two rounds; with an eager one everybody gives up everything first.",
  },
  {
    id: "dead-letter",
    title: "Dead letters",
    definition: "Rows that broke a quality rule, kept with the reason instead of being dropped.",
  },
  {
    id: "digest",
    title: "Digest",
    definition:
      "A fingerprint of everything that a run did. The same scenario and seed give the same digest everywhere.",
  },
  {
    id: "exactly-once",
    title: "Exactly once",
    definition:
      "No property of a node but the verdict of a whole run: every acknowledged record counts once in the end, with the evidence beside it.",
  },
  {
    id: "gold",
    title: "Gold",
    definition: "Aggregates that answer questions, computed from silver.",
  },
  {
    id: "idempotence",
    title: "Idempotent producer",
    definition:
      "The broker recognises a batch that is sent again by producer id, epoch and sequence number, and keeps one copy.",
  },
  {
    id: "idempotent-sink",
    title: "Idempotent sink",
    definition: "A table commit carries the job and the batch number, so a batch that runs again is not written twice.",
  },
  {
    id: "isr",
    title: "In-sync replicas (ISR)",
    definition:
      "The leader and the replicas that keep up with it. Only they may lead next, unless unclean elections are allowed, and acks=all waits for all of them.",
  },
  {
    id: "micro-batch",
    title: "Micro-batch",
    definition:
      "A job reads what has arrived since its last batch, computes, and commits; then it waits for the trigger.",
  },
  {
    id: "min-isr",
    title: "min.insync.replicas",
    definition: "With fewer replicas in sync than this, a topic refuses writes with acks=all rather than risk them.",
  },
  {
    id: "oracle",
    title: "Oracle",
    definition:
      "The same question answered from the source's records alone, without the pipeline: what the answer should be.",
  },
  {
    id: "poison",
    title: "Poison record",
    definition:
      "A record that its readers cannot parse. A quality gate sends it to the dead letters; without one it fails the query, or gets into silver as nulls.",
  },
  {
    id: "rebalance",
    title: "Rebalance",
    definition:
      "A group divides its partitions anew. With the classic protocol all members meet at a barrier; with KIP-848 the coordinator moves partitions one member at a time.",
  },
  {
    id: "review",
    title: "Review",
    definition: "The screen shows an instant of the past. The run is not changed by it; an edit there forks a new run.",
  },
  {
    id: "silver",
    title: "Silver",
    definition: "Typed, checked rows; merged, there is one for each key, and the newest state wins.",
  },
  {
    id: "unclean-election",
    title: "Unclean election",
    definition:
      "A replica that was not in sync becomes leader: the partition is writable again, and what it lacked is lost.",
  },
  {
    id: "virtual-time",
    title: "Virtual time",
    definition:
      "The clock of a run. It goes as fast as the machine can, and never faster or slower for one part than for another.",
  },
  {
    id: "watermark",
    title: "Watermark",
    definition:
      "The newest event time that a query has seen, less the delay that it allows: rows below it may be dropped as late. Jobs here set none.",
  },
];
