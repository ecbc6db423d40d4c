import type { ProbeEvent } from "../../base/probe.ts";
import type { KafkaCluster } from "../../log/kafka/cluster.ts";

/** At most so many sentences: one bug breaks an invariant at every look. */
const MOST_SENTENCES = 10;

/**
 * Looks at a cluster again and again, and notes whatever the protocol forbids: a high watermark beyond what a member of the ISR
 * holds, an epoch that is used twice, two different records at one offset of one epoch.
 */
export class LogInvariants {
  readonly #cluster: KafkaCluster;
  readonly #topic: string;
  readonly #broken: string[] = [];
  /** By partition: the newest epoch in which a leader was elected. */
  readonly #epochs = new Map<string, number>();
  /** By partition: brokers whose disk lost what they had acknowledged, until they are out of the ISR. */
  readonly #robbed = new Map<number, Set<number>>();
  /** By `partition/offset/epoch`: the first record of the batch that begins there. */
  readonly #written = new Map<string, number>();

  constructor(cluster: KafkaCluster, topic: string) {
    this.#cluster = cluster;
    this.#topic = topic;
  }

  /** What was broken, in sentences. */
  get broken(): readonly string[] {
    return this.#broken;
  }

  /** A broker's machine loses power: what it held as a member of an ISR may be gone, and that is no fault of the protocol. */
  losePower(broker: number): void {
    this.#cluster.describeTopic(this.#topic).forEach(({ isr }, partition) => {
      if (!isr.includes(broker)) return;
      this.#robbed.set(partition, new Set([...(this.#robbed.get(partition) ?? []), broker]));
    });
  }

  /** Something happened in the cluster. */
  event({ kind, subject, fields, atUs }: ProbeEvent): void {
    // Whoever joins has everything below the watermark at that instant, not soon after.
    if (kind === "isr-expanded" || kind === "isr-shrunk") this.look(atUs);
    if (kind !== "leader-elected") return;
    const epoch = Number(fields["epoch"]);
    const before = this.#epochs.get(subject) ?? 0;
    if (epoch <= before) this.#note(`${subject} elected a leader in epoch ${epoch} after epoch ${before}`);
    this.#epochs.set(subject, epoch);
  }

  /** Looks at the watermarks. */
  look(atUs: number): void {
    this.#cluster.describeTopic(this.#topic).forEach(({ leader, isr, highWatermark }, partition) => {
      const robbed = this.#robbed.get(partition);
      for (const member of isr) {
        if (robbed?.has(member)) continue;
        const end = this.#endOf(partition, member);
        if (end >= highWatermark) continue;
        this.#note(
          `at ${atUs} us the watermark of ${this.#topic}-${partition} (leader ${leader}) is ${highWatermark}, and broker ${member} of its ISR ends at ${end}`,
        );
      }
      for (const broker of robbed ?? []) if (!isr.includes(broker)) robbed?.delete(broker);
    });
  }

  /** Looks at all replicas, batch by batch. */
  compareReplicas(): void {
    this.#cluster.describeTopic(this.#topic).forEach(({ replicas }, partition) => {
      for (const broker of replicas) {
        for (const { baseOffset, leaderEpoch, recordIds } of this.#cluster.replicaBatches(
          this.#topic,
          partition,
          broker,
        )) {
          const place = `${partition}/${baseOffset}/${leaderEpoch}`;
          const first = recordIds[0] ?? -1;
          const known = this.#written.get(place);
          if (known !== undefined && known !== first) {
            this.#note(
              `epoch ${leaderEpoch} of partition ${partition} has records ${known} and ${first} at ${baseOffset}`,
            );
          }
          this.#written.set(place, first);
        }
      }
    });
  }

  #endOf(partition: number, broker: number): number {
    return (this.#cluster.replicaBatches(this.#topic, partition, broker).at(-1)?.lastOffset ?? -1) + 1;
  }

  #note(sentence: string): void {
    if (this.#broken.length < MOST_SENTENCES) this.#broken.push(sentence);
  }
}
