import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { formatCount } from "../format/format-value.ts";
import { partitionCount } from "./card-geometry.ts";
import type { Readings } from "./readings.ts";

/** How one replica of a partition is doing. */
export type ReplicaState = "leader" | "in-sync" | "out-of-sync" | "down";
export type Replica = { readonly broker: number; readonly state: ReplicaState };

/** One partition at an instant; offsets are undefined before the run. */
export type PartitionFacts = {
  readonly partition: number;
  readonly logEndOffset: number | undefined;
  readonly committedOffset: number | undefined;
  /** Records that wait for the reading job. */
  readonly lag: number;
  readonly replicas: readonly Replica[];
  /** Fewer in-sync replicas than min.insync.replicas: acks=all is refused. */
  readonly isBelowMinIsr: boolean;
  /** More than twice its fair share of the topic's lag, and enough to matter. */
  readonly isBehind: boolean;
  /** All of it in words. */
  readonly sentence: string;
};

const BEHIND_FROM_RECORDS = 100;
/** Kafka's own min.insync.replicas. */
const KAFKA_MIN_ISR = 1;
/** `isr-mask` knows brokers 1 to 52: what a double's whole numbers hold. */
const BROKERS_MAX = 52;

/** Reads one partition of a topic. `clusterMinIsr` is the cluster's min.insync.replicas, for a topic that writes none of its own. */
export function partitionFacts(
  topic: DrawnNode,
  partition: number,
  readings: Readings,
  clusterMinIsr = KAFKA_MIN_ISR,
): PartitionFacts {
  const subject = `${topic.id}-${partition}`;
  const leader = readings.valueOf(subject, "leader") ?? -1;
  const logEndOffset = readings.valueOf(subject, "log-end-offset");
  const committedOffset = readings.valueOf(subject, "committed-offset");
  const lag = lagIn(subject, readings);
  const replicas = replicasOf(subject, leader, readings);
  const inSync = replicas.filter(({ state }) => state === "leader" || state === "in-sync").length;
  const fairShare = (readings.valueOf(topic.id, "lag-records") ?? 0) / partitionCount(topic);
  const isBelowMinIsr = replicas.length > 0 && inSync < (writtenMinIsr(topic) ?? clusterMinIsr);
  const facts = {
    partition,
    logEndOffset,
    committedOffset,
    lag,
    replicas,
    isBelowMinIsr,
    isBehind: lag > BEHIND_FROM_RECORDS && lag > 2 * fairShare,
  };
  return { ...facts, sentence: describe(facts) };
}

/** The partitions with the most lag. */
export function worstPartitions(
  topic: DrawnNode,
  readings: Readings,
  count: number,
): readonly { readonly partition: number; readonly lag: number }[] {
  return Array.from({ length: partitionCount(topic) }, (_, partition) => ({
    partition,
    lag: lagIn(`${topic.id}-${partition}`, readings),
  }))
    .toSorted((left, right) => right.lag - left.lag || left.partition - right.partition)
    .slice(0, count);
}

function lagIn(subject: string, readings: Readings): number {
  const end = readings.valueOf(subject, "high-watermark") ?? 0;
  return Math.max(0, end - (readings.valueOf(subject, "committed-offset") ?? 0));
}

/** Who keeps the partition: all replicas are in sync when a run begins. */
function replicasOf(subject: string, leader: number, readings: Readings): readonly Replica[] {
  const assigned = brokersIn(readings.firstOf(subject, "isr-mask") ?? 0);
  const inSync = new Set(brokersIn(readings.valueOf(subject, "isr-mask") ?? 0));
  return assigned.map((broker) => ({ broker, state: replicaState(broker, leader, inSync, readings) }));
}

function replicaState(broker: number, leader: number, inSync: ReadonlySet<number>, readings: Readings): ReplicaState {
  if (readings.valueOf(`broker-${broker}`, "is-up") === 0) return "down";
  if (broker === leader) return "leader";
  return inSync.has(broker) ? "in-sync" : "out-of-sync";
}

/** The brokers of a mask: bit b - 1 stands for broker b. Beyond 32 bits, so by division. */
function brokersIn(mask: number): readonly number[] {
  const brokers: number[] = [];
  let rest = mask;
  for (let broker = 1; broker <= BROKERS_MAX && rest > 0; broker += 1) {
    if (rest % 2 === 1) brokers.push(broker);
    rest = Math.floor(rest / 2);
  }
  return brokers;
}

/** `min.insync.replicas` as the topic writes it. */
function writtenMinIsr(topic: DrawnNode): number | undefined {
  const { config } = topic.value;
  const written =
    typeof config === "object" && config !== null ? Reflect.get(config, "min.insync.replicas") : undefined;
  return typeof written === "number" ? written : undefined;
}

const REPLICA_WORDS: Readonly<Record<ReplicaState, string>> = {
  leader: "leads",
  "in-sync": "in sync",
  "out-of-sync": "out of sync",
  down: "down",
};

function describe({ partition, logEndOffset, lag, replicas, isBelowMinIsr }: Omit<PartitionFacts, "sentence">): string {
  if (logEndOffset === undefined) return `Partition ${partition}: not run yet.`;
  const places = replicas.map(({ broker, state }) => `broker ${broker} ${REPLICA_WORDS[state]}`).join(", ");
  const refused = isBelowMinIsr ? " Below min ISR: writes with acks=all are refused." : "";
  return `Partition ${partition}: ${formatCount(logEndOffset)} records, ${formatCount(lag)} not read yet; ${places}.${refused}`;
}
