import type { JavaClient, OffsetView, PartitionView, SendResult, Settings } from "./client.ts";
import { BROKER_IDS, type RealCluster } from "./real-cluster.ts";
import { until } from "./wait.ts";

/** Three replicas of one partition, broker 1 leading: as the engine places partition 0. */
export const ONE_PARTITION = [BROKER_IDS] as const;

/** A producer on the real cluster that writes to one topic. */
export type LabProducer = {
  readonly name: string;
  send(values: readonly string[]): Promise<readonly SendResult[]>;
  startStream(everyMs: number): Promise<void>;
  stopStream(): Promise<readonly SendResult[]>;
};

/** A running real cluster with the things that experiments do to it; every topic and producer has a name of its own. */
export class Lab {
  readonly cluster: RealCluster;
  #names = 0;

  constructor(cluster: RealCluster) {
    this.cluster = cluster;
  }

  get client(): JavaClient {
    return this.cluster.client;
  }

  /** A name that nothing has yet. */
  newName(kind: string): string {
    this.#names += 1;
    return `${kind}-${this.#names}`;
  }

  /** Creates a topic and waits until every replica of it is in sync and every leader answers. */
  async createTopic(
    configs: Settings = {},
    assignments: readonly (readonly number[])[] = ONE_PARTITION,
  ): Promise<string> {
    const topic = this.newName("topic");
    await this.client.call("createTopic", { topic, assignments, configs });
    await until(
      async () => {
        const views = await this.client.call("describeTopic", { topic });
        const isWhole =
          views.length === assignments.length &&
          views.every(({ leader, isr }, index) => leader > 0 && isr.length === assignments[index]?.length);
        return isWhole || undefined;
      },
      { forWhat: `topic ${topic}` },
    );
    // The metadata may name a leader that does not know it yet. Of two batches in flight the first is refused then and the second
    // taken, as a leader without any state of the producer takes every sequence number; the first can never be appended after that.
    for (const partition of assignments.keys()) {
      await until(() => this.client.call("offsets", { topic, partition }), {
        forWhat: `leader of ${topic}-${partition}`,
      });
    }
    return topic;
  }

  async openProducer(topic: string, settings: Settings = {}): Promise<LabProducer> {
    const producer = this.newName("producer");
    const { client } = this;
    await client.call("openProducer", { producer, topic, settings });
    return {
      name: producer,
      send: (values) =>
        client.call("send", { producer, topic, records: values.map((value) => ({ value, partition: 0 })) }),
      startStream: async (everyMs) => void (await client.call("startStream", { producer, topic, everyMs })),
      stopStream: () => client.call("stopStream", { producer }),
    };
  }

  /** Partition 0 as the admin client sees it now. */
  async partition(topic: string): Promise<PartitionView> {
    const { answer } = await until(async () => (await this.client.call("describeTopic", { topic }))[0], {
      forWhat: `partition of ${topic}`,
    });
    return answer;
  }

  /** The offsets of partition 0, asked for until its leader answers. */
  async offsets(topic: string): Promise<OffsetView> {
    const { answer } = await until(() => this.client.call("offsets", { topic, partition: 0 }), {
      forWhat: `offsets of ${topic}`,
    });
    return answer;
  }

  /** Waits until partition 0 is as it should be; returns how, and when that was seen. */
  async untilPartition(
    topic: string,
    forWhat: string,
    isReached: (view: PartitionView) => boolean,
  ): Promise<{ readonly view: PartitionView; readonly atMs: number }> {
    const { answer, atMs } = await until(
      async () => {
        const [view] = await this.client.call("describeTopic", { topic });
        return view !== undefined && isReached(view) ? view : undefined;
      },
      { forWhat },
    );
    return { view: answer, atMs };
  }

  /** Waits until consumers can read partition 0 up to an offset: an answer to acks=1 does not mean that. */
  async untilReadable(topic: string, offset: number): Promise<void> {
    await until(
      async () => (await this.client.call("offsets", { topic, partition: 0 })).latest >= offset || undefined,
      { forWhat: `high watermark ${offset} of ${topic}` },
    );
  }

  /** The values and offsets that a consumer of this isolation reads from the beginning. */
  async readAll(
    topic: string,
    settings: Settings = {},
  ): Promise<readonly { readonly offset: number; readonly value: string }[]> {
    const { records, error } = await this.client.call("read", { topic, partition: 0, from: 0, settings });
    if (error !== undefined) throw new Error(`reading ${topic}: ${error}`);
    return records;
  }

  /** Brings brokers back that were killed, and waits until partition 0 of a topic has all its replicas in sync. */
  async bringBack(ids: readonly number[], topic: string): Promise<PartitionView> {
    await this.cluster.restart(ids);
    const { view } = await this.untilPartition(
      topic,
      "full in-sync set",
      ({ isr }) => isr.length === BROKER_IDS.length,
    );
    return view;
  }
}
