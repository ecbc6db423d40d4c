import type { ProbeEvent } from "../base/probe.ts";
import type { LogPlace } from "../check/causes.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";
import { offsetOfRecord, recordIndexAt } from "../log/kafka/record-batch.ts";

type Batches = ReturnType<KafkaCluster["replicaBatches"]>;

/** The instant at which a broker failed, and what its replicas held then, by partition as `topic-0`. */
type Failure = { readonly atUs: number; readonly held: ReadonlyMap<string, Batches> };

/** The failures of a broker since it was last part of the cluster; `backUs` is when it was let in again. */
type Absence = { readonly failures: readonly Failure[]; readonly backUs: number | undefined };

/** A leader was elected that lacks what other replicas have, or had when they failed: offsets from `from` up to and without `to`. */
export type Loss = {
  readonly electedUs: number;
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
  /** The failures that kept the replicas from leading that had more, or took it from them. */
  readonly failures: readonly { readonly atUs: number; readonly end: number }[];
};

/** Records that a new leader's log lacks and another replica's has, or had when it failed; in no order. */
export type LostRecords = {
  readonly topic: string;
  readonly partition: number;
  /** The first offset at which the logs differ. */
  readonly from: number;
  readonly recordIds: ReadonlySet<number>;
};

/**
 * Watches a cluster for elections of leaders that lack what others had: that is when a record leaves the log, whatever becomes of
 * other copies later. It only looks.
 */
export class LossWatch {
  readonly #cluster: KafkaCluster;
  readonly #topics: readonly string[];
  /** By partition as `topic-0`, as are the losses. */
  readonly #heldAtFailures = new Map<string, readonly Batches[]>();
  readonly #absences = new Map<number, Absence>();
  readonly #losses = new Map<string, readonly Loss[]>();

  readonly #onLoss: (lost: LostRecords) => void;

  /** `onLoss` is told of every loss at its election. */
  constructor(cluster: KafkaCluster, topics: readonly string[], onLoss: (lost: LostRecords) => void = () => undefined) {
    this.#cluster = cluster;
    this.#topics = topics;
    this.#onLoss = onLoss;
  }

  /** Listens to the events of a run, at the instant of each. */
  event({ kind, atUs, fields }: ProbeEvent): void {
    switch (kind) {
      case "broker-crashed":
        this.#failed(Number(fields["broker"]), atUs);
        return;
      case "broker-unfenced":
        this.#isBack(Number(fields["broker"]), atUs);
        return;
      case "leader-elected":
        this.#elected(String(fields["partition"]), Number(fields["to"]), atUs);
        return;
    }
  }

  /** Where a broker that failed had a record then; undefined when none had it. */
  placeOf(topic: string, partition: number, recordId: number): LogPlace | undefined {
    const batch = this.batchOf(topic, partition, recordId);
    return batch && { partition, offset: offsetOfRecord(batch, batch.recordIds.indexOf(recordId)) };
  }

  /** The batch in which a broker that failed had a record then. */
  batchOf(topic: string, partition: number, recordId: number): Batches[number] | undefined {
    for (const batches of this.#heldAtFailures.get(`${topic}-${partition}`) ?? []) {
      const batch = batches.findLast(({ recordIds }) => recordIds.includes(recordId));
      if (batch !== undefined) return batch;
    }
    return undefined;
  }

  /** The losses at a place of a topic, in order. */
  lossesAt(topic: string, { partition, offset }: LogPlace): readonly Loss[] {
    const losses = this.#losses.get(`${topic}-${partition}`) ?? [];
    return losses.filter(({ ranges }) => ranges.some(({ from, to }) => from <= offset && offset < to));
  }

  /** When a partition last lost something before `atUs`: the last failure of a broker that had it, or else the election. */
  lastLossUs(topic: string, partition: number, atUs: number): number | undefined {
    const losses = this.#losses.get(`${topic}-${partition}`) ?? [];
    const last = losses.findLast(({ electedUs }) => electedUs <= atUs);
    if (last === undefined) return undefined;
    const failures = last.failures.map((failure) => failure.atUs);
    return failures.length === 0 ? last.electedUs : Math.max(...failures);
  }

  #failed(broker: number, atUs: number): void {
    const before = this.#absences.get(broker);
    const earlier = before === undefined || before.backUs !== undefined ? [] : before.failures;
    const held = this.#heldBy(broker);
    this.#absences.set(broker, { failures: [...earlier, { atUs, held }], backUs: undefined });
    for (const [label, batches] of held) {
      this.#heldAtFailures.set(label, [...(this.#heldAtFailures.get(label) ?? []), batches]);
    }
  }

  #heldBy(broker: number): ReadonlyMap<string, Batches> {
    const held = new Map<string, Batches>();
    for (const topic of this.#topics) {
      this.#cluster.describeTopic(topic).forEach(({ replicas }, partition) => {
        if (replicas.includes(broker)) {
          held.set(`${topic}-${partition}`, [...this.#cluster.replicaBatches(topic, partition, broker)]);
        }
      });
    }
    return held;
  }

  #isBack(broker: number, atUs: number): void {
    const absence = this.#absences.get(broker);
    if (absence !== undefined) this.#absences.set(broker, { ...absence, backUs: atUs });
  }

  #elected(label: string, leader: number, atUs: number): void {
    const dash = label.lastIndexOf("-");
    const topic = label.slice(0, dash);
    const partition = Number(label.slice(dash + 1));
    const replicas = this.#cluster.describeTopic(topic)[partition]?.replicas ?? [];
    const led = this.#cluster.replicaBatches(topic, partition, leader);
    // What retention took from the new leader is no loss of this election, although others may hold it still.
    const startOfLed = this.#cluster.earliestOffsets(topic)[partition] ?? 0;
    const lost = replicas.map((broker) => {
      const failures = this.#failuresUpTo(broker, label, atUs);
      const held = this.#cluster.replicaBatches(topic, partition, broker);
      const split = Math.max(divergence(held, led), startOfLed);
      const from = split < endOf(held) ? split : endOf(led);
      return { broker, from, to: Math.max(endOf(held), ...failures.map(({ end }) => end)), failures };
    });
    const ranges = lost.filter(({ from, to }) => from < to).map(({ from, to }) => ({ from, to }));
    if (ranges.length === 0) return;
    const recordIds = new Set<number>();
    for (const { broker, from } of lost) {
      for (const log of this.#logsOf(broker, { topic, partition, atUs })) collectFrom(log, from, recordIds);
    }
    this.#onLoss({ topic, partition, from: Math.min(...ranges.map(({ from }) => from)), recordIds });
    const loss = { electedUs: atUs, ranges, failures: lost.flatMap(({ failures }) => failures) };
    this.#losses.set(label, [...(this.#losses.get(label) ?? []), loss]);
  }

  /** What a replica has now, and what it had at each of its failures that matter. */
  #logsOf(broker: number, { topic, partition, atUs }: Place): readonly Batches[] {
    const label = `${topic}-${partition}`;
    const held = this.#cluster.replicaBatches(topic, partition, broker);
    return [held, ...this.#absenceAt(broker, atUs).map((failure) => failure.held.get(label) ?? [])];
  }

  /** The failures of a broker that is not back, or is just being let in, as far as they matter to a partition. */
  #failuresUpTo(broker: number, label: string, atUs: number): Loss["failures"] {
    return this.#absenceAt(broker, atUs).map((failure) => ({
      atUs: failure.atUs,
      end: endOf(failure.held.get(label) ?? []),
    }));
  }

  #absenceAt(broker: number, atUs: number): readonly Failure[] {
    const absence = this.#absences.get(broker);
    return absence === undefined || (absence.backUs ?? atUs) < atUs ? [] : absence.failures;
  }
}

type Place = { readonly topic: string; readonly partition: number; readonly atUs: number };

/** Adds the records of a log from an offset on. */
function collectFrom(batches: Batches, from: number, into: Set<number>): void {
  for (let index = batches.length - 1; index >= 0; index--) {
    const batch = batches[index];
    if (batch === undefined || batch.lastOffset < from) return;
    for (let place = recordIndexAt(batch, from); place < batch.recordIds.length; place++) {
      into.add(batch.recordIds[place] as number);
    }
  }
}

function endOf(batches: Batches): number {
  return (batches.at(-1)?.lastOffset ?? -1) + 1;
}

/**
 * The first offset at which two replicas differ, 0 when they share no batch. Logs that agree on the epoch of an offset agree on
 * everything before it, though retention and compaction, which each does for itself, may have left more of it to one of them. So
 * the last batch that both have is looked for, from the ends.
 */
function divergence(one: Batches, other: Batches): number {
  let index = one.length - 1;
  let otherIndex = other.length - 1;
  for (;;) {
    const batch = one[index];
    const otherBatch = other[otherIndex];
    if (batch === undefined || otherBatch === undefined) return 0;
    const isSame = batch.baseOffset === otherBatch.baseOffset;
    if (isSame && batch.leaderEpoch === otherBatch.leaderEpoch) return batch.lastOffset + 1;
    if (batch.baseOffset >= otherBatch.baseOffset) index -= 1;
    if (isSame || batch.baseOffset < otherBatch.baseOffset) otherIndex -= 1;
  }
}
