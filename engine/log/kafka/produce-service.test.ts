import { describe, expect, it } from "vitest";
import { BrokerScene, plainBatch, SceneFollower } from "../../testing/broker-scene.ts";
import type { UnplacedBatch } from "./record-batch.ts";

/** Broker 1 leads partitions 0 and 1 with broker 2, and nobody has told it of partition 2. */
class ProduceScene extends BrokerScene {
  readonly #follower = new SceneFollower(this, 2);

  constructor() {
    super({ topic: { replicationFactor: 2 } });
    for (const partition of [0, 1]) this.register(partition, { replicas: [1, 2], isr: [1, 2] });
  }

  /** Broker 2 has everything below these offsets. */
  replicated(partition: number, offset: number): void {
    this.#follower.fetch([this.position(partition, offset)]);
    this.runFor(10_000);
  }
}

describe("acks=all", () => {
  it("a request is answered when its last partition is replicated, not with the first", () => {
    const scene = new ProduceScene();
    const told = scene.produce([0, 1]);
    scene.replicated(1, 1);
    expect(told).toEqual([]);
    scene.replicated(0, 1);
    expect(told).toEqual([
      { error: "NONE", baseOffset: 0 },
      { error: "NONE", baseOffset: 0 },
    ]);
  });

  it("a partition that is not led here gets NOT_LEADER_OR_FOLLOWER, and the others their own answer", () => {
    const scene = new ProduceScene();
    const told = scene.produce([2, 0]);
    scene.replicated(0, 1);
    expect(told).toEqual([
      { error: "NOT_LEADER_OR_FOLLOWER", baseOffset: -1 },
      { error: "NONE", baseOffset: 0 },
    ]);
  });

  it("a request of which nothing is appended is answered at once", () => {
    const scene = new ProduceScene();
    const told = scene.produce([2]);
    scene.runFor(1_000);
    expect(told).toEqual([{ error: "NOT_LEADER_OR_FOLLOWER", baseOffset: -1 }]);
  });

  it("what is not replicated in time gets REQUEST_TIMED_OUT, what is does not (DelayedProduce.onExpiration)", () => {
    const scene = new ProduceScene();
    const told = scene.produce([0, 1]);
    scene.replicated(0, 1);
    scene.runFor(29_980_000);
    expect(told).toEqual([]);
    scene.runFor(20_000);
    expect(told).toEqual([
      { error: "NONE", baseOffset: 0 },
      { error: "REQUEST_TIMED_OUT", baseOffset: -1 },
    ]);
    scene.replicated(1, 1);
    expect(told).toHaveLength(2);
  });

  it("each of several waiting requests has its own timeout, also after another one is answered in time", () => {
    const scene = new ProduceScene();
    // Requests of one connection are worked on one at a time; these come on connections of their own.
    const tellings = [0, 10_000_000, 10_000_000].map((pauseUs) => {
      scene.runFor(pauseUs);
      return scene.reconnected().produce([1]);
    });
    scene.replicated(1, 2);
    expect(tellings.map((told) => told.length)).toEqual([1, 1, 0]);
    scene.runFor(29_000_000);
    expect(tellings[2]).toEqual([]);
    scene.runFor(1_000_000);
    expect(tellings[2]).toEqual([{ error: "REQUEST_TIMED_OUT", baseOffset: -1 }]);
  });

  it("a retried batch that is there already waits for the replicas like the first one (it is not acknowledged earlier)", () => {
    const scene = new ProduceScene();
    const batch: UnplacedBatch = {
      ...plainBatch(1),
      producerId: 7,
      producerEpoch: 0,
      baseSequence: 0,
      lastSequence: 0,
    };
    const first = scene.produce([0], batch);
    const retried = scene.reconnected().produce([0], batch);
    scene.runFor(1_000_000);
    expect([first, retried]).toEqual([[], []]);
    scene.replicated(0, 1);
    expect(retried).toEqual([{ error: "NONE", baseOffset: 0 }]);
    expect(scene.broker.leaderOf(scene.at(0))?.log.logEndOffset).toBe(1);
  });
});

describe("acks=1", () => {
  it("is answered as soon as the leader has the batch", () => {
    const scene = new ProduceScene();
    const told = scene.produce([0], plainBatch(3), 1);
    scene.runFor(1_000);
    expect(told).toEqual([{ error: "NONE", baseOffset: 0 }]);
  });
});

describe("acks=0", () => {
  it("is not answered; an error in any of its partitions closes the connection (KafkaApis.handleProduceRequest)", () => {
    const scene = new ProduceScene();
    const told = scene.produce([0], plainBatch(1), 0);
    scene.runFor(10_000);
    expect(scene.client.isOpen).toBe(true);
    scene.produce([0, 2], plainBatch(1), 0);
    scene.runFor(10_000);
    expect(scene.client.isOpen).toBe(false);
    expect(told).toEqual([]);
    expect(scene.broker.leaderOf(scene.at(0))?.log.logEndOffset).toBe(2);
  });
});
