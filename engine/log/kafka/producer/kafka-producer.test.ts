import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC, type SceneOptions } from "../../../testing/kafka-scene.ts";
import { partitionForKey } from "../murmur2.ts";

const ONE_PARTITION = { partitions: 1 };

/** The sizes in records of the batches of a partition, in the order of their offsets. */
function batchSizes(scene: KafkaScene, partition = 0): number[] {
  return scene.cluster.replicaBatches(SCENE_TOPIC, partition, partition + 1).map((batch) => batch.recordIds.length);
}

/** A producer that has its connection and its producer id already. */
function warmScene(options: SceneOptions): KafkaScene {
  const scene = new KafkaScene(options);
  scene.send(scene.topic.partitions * 3);
  scene.runTo(1);
  return scene;
}

/** Followers 2 and 3 die at 1 s; broker 1, alone, refuses acks=all from 11 s until broker 2 is back at 16 s. */
function underMinIsrFor5s(scene: KafkaScene): void {
  for (const id of [2, 3]) scene.at(1, () => scene.cluster.crashBroker(id, "process-kill"));
  scene.at(11, () => scene.cluster.restartBroker(2));
}

describe("batches", () => {
  it("one that is not full waits for linger.ms, and for nothing else", () => {
    const ackDelayUs = (lingerUs: number) => {
      const scene = warmScene({ topic: ONE_PARTITION, producer: { lingerUs } });
      const first = scene.send(1);
      scene.runTo(3);
      return (scene.acknowledged.get(first)?.atUs ?? 0) - 1_000_000;
    };
    expect(ackDelayUs(100_000) - ackDelayUs(0)).toBe(100_000);
    // To the leader, to the follower, its next fetch, and back.
    expect(ackDelayUs(0)).toBeGreaterThanOrEqual(2_000);
    expect(ackDelayUs(0)).toBeLessThan(2_100);
  });

  it("records that come while a batch lingers travel in it", () => {
    const scene = warmScene({ topic: ONE_PARTITION, producer: { lingerUs: 100_000 } });
    const before = batchSizes(scene).length;
    for (const at of [1.01, 1.05, 1.09]) scene.at(at, () => scene.send(2));
    scene.runTo(2);
    expect(batchSizes(scene).slice(before)).toEqual([6]);
  });

  it("are full at batch.size and then do not wait", () => {
    const scene = warmScene({ topic: ONE_PARTITION, producer: { lingerUs: 10_000_000, batchSizeBytes: 1_000 } });
    scene.runTo(20);
    const before = batchSizes(scene).length;
    // 61 bytes of header and 65 per record (50 of value, 5 of key, 10 around them): 14 fit.
    const first = scene.send(30);
    scene.runTo(21);
    expect(batchSizes(scene).slice(before)).toEqual([14, 14]);
    expect(scene.acknowledged.has(first + 27)).toBe(true);
    expect(scene.acknowledged.has(first + 28)).toBe(false);
    scene.producer.flush();
    scene.runTo(21.1);
    expect(scene.producer.pendingRecords).toBe(0);
  });

  it("of one record that is larger than batch.size wait as well: the buffer made for it has room left (MemoryRecordsBuilder.isFull)", () => {
    for (const [batchSizeBytes, valueBytes] of [
      [1_000, 2_000],
      [0, 50],
    ] as const) {
      const scene = warmScene({ topic: ONE_PARTITION, producer: { lingerUs: 100_000, batchSizeBytes } });
      const before = batchSizes(scene).length;
      const first = scene.send(1, valueBytes);
      scene.runTo(1.09);
      expect(scene.acknowledged.has(first)).toBe(false);
      scene.runTo(1.11);
      expect(scene.acknowledged.has(first)).toBe(true);
      scene.send(3, valueBytes);
      scene.runTo(2);
      expect(batchSizes(scene).slice(before)).toEqual([1, 1, 1, 1]);
    }
  });

  it("of other partitions travel along when one partition's batch makes their broker ready", () => {
    const scene = warmScene({ topic: { partitions: 6 }, producer: { lingerUs: 1_000_000, batchSizeBytes: 700 } });
    scene.runTo(5);
    const keyOf = (partition: number) => {
      for (let key = 0; ; key++) {
        const id = scene.records.keys.internText(`k${key}`);
        if (partitionForKey(scene.records.keyBytes(id), 6) === partition) return id;
      }
    };
    const [full, other] = [keyOf(0), keyOf(3)];
    const first = scene.sendKeyed(21, (id) => (id % 21 === 0 ? other : full));
    scene.runTo(5.1);
    // Partitions 0 and 3 have the same leader: the one record of 3 did not wait for its second.
    const place = [...Array(21).keys()].map((at) => scene.acknowledged.get(first + at)?.partition);
    expect(place).toContain(3);
  });

  it("that are too large for the topic are split until they fit; a record that is too large fails", () => {
    const scene = new KafkaScene({ topic: { ...ONE_PARTITION, maxMessageBytes: 700 }, producer: { lingerUs: 0 } });
    scene.send(40);
    scene.runTo(5);
    expect(scene.consume(0)).toEqual([...Array(40).keys()]);
    expect(Math.max(...batchSizes(scene))).toBeLessThanOrEqual(9);
    const large = scene.send(1, 5_000);
    const huge = scene.send(1, 2_000_000);
    scene.runTo(10);
    expect(scene.failed.get(large)).toBe("MESSAGE_TOO_LARGE");
    expect(scene.failed.get(huge)).toBe("MESSAGE_TOO_LARGE");
    expect(scene.producer.pendingRecords).toBe(0);
    scene.send(3);
    scene.runTo(15);
    expect(scene.consume(0)).toHaveLength(43);
  });
});

describe("retries", () => {
  it("without idempotence and with several requests in flight a retry reorders; with one in flight, or idempotence, never", () => {
    const order = (producer: SceneOptions["producer"]) => {
      const scene = warmScene({ topic: ONE_PARTITION, producer: { lingerUs: 0, ...producer } });
      underMinIsrFor5s(scene);
      scene.stream(12, 13, 1, 1);
      scene.runTo(60);
      expect(scene.failed.size).toBe(0);
      expect(scene.acknowledged.size).toBe(scene.records.count);
      return scene.consume(0);
    };
    const isSorted = (ids: readonly number[]) => ids.every((id, at) => at === 0 || id > (ids[at - 1] as number));
    expect(isSorted(order({ isIdempotent: false, maxInFlightRequests: 5 }))).toBe(false);
    expect(isSorted(order({ isIdempotent: false, maxInFlightRequests: 1 }))).toBe(true);
    expect(isSorted(order({ isIdempotent: true, maxInFlightRequests: 5 }))).toBe(true);
  });

  it("with one request in flight nothing overtakes a batch, not even by way of a new leader", () => {
    const producer = { isIdempotent: false, maxInFlightRequests: 1, lingerUs: 0, metadataMaxAgeUs: 1_000_000 };
    const scene = warmScene({ topic: ONE_PARTITION, producer });
    scene.at(5, () => scene.send(1));
    scene.at(5.0001, () => scene.cluster.crashBroker(1, "power-loss"));
    scene.at(17, () => scene.send(1));
    scene.runTo(30);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]?.leader).toBe(2);
    scene.runTo(60);
    expect(scene.consume(0)).toEqual([0, 1, 2, 3, 4]);
  });

  it("end at delivery.timeout.ms, counted from the creation of the batch", () => {
    const scene = warmScene({
      topic: ONE_PARTITION,
      producer: { deliveryTimeoutUs: 3_000_000, requestTimeoutUs: 1_000_000 },
    });
    for (const id of [2, 3]) scene.at(1, () => scene.cluster.crashBroker(id, "process-kill"));
    scene.runTo(15);
    const first = scene.send(1);
    scene.runTo(17.9);
    expect(scene.failed.size).toBe(0);
    scene.runTo(18.2);
    expect(scene.failed.get(first)).toBe("REQUEST_TIMED_OUT");
    const [failed] = scene.eventsOf("delivery-failed");
    expect(failed?.atUs).toBe(18_000_000);
  });

  it("end after `retries` attempts with the broker's own error", () => {
    const scene = warmScene({ topic: ONE_PARTITION, producer: { retries: 2 } });
    for (const id of [2, 3]) scene.at(1, () => scene.cluster.crashBroker(id, "process-kill"));
    scene.runTo(15);
    const first = scene.send(1);
    scene.runTo(17);
    expect(scene.failed.get(first)).toBe("NOT_ENOUGH_REPLICAS");
    // Pauses of 100 ms and 200 ms, each with 20 % jitter, and three round trips.
    const [failed] = scene.eventsOf("delivery-failed");
    expect(failed?.atUs).toBeGreaterThan(15_240_000);
    expect(failed?.atUs).toBeLessThan(15_380_000);
  });

  it("wait for their pause and not for linger.ms again: a batch that came back is closed (ProducerBatch.isFull)", () => {
    const scene = warmScene({ topic: ONE_PARTITION, producer: { retries: 2, lingerUs: 2_000_000 } });
    for (const id of [2, 3]) scene.at(4, () => scene.cluster.crashBroker(id, "process-kill"));
    scene.runTo(15);
    scene.send(1);
    scene.runTo(25);
    const [failed] = scene.eventsOf("delivery-failed");
    expect(failed?.atUs).toBeGreaterThan(17_240_000);
    expect(failed?.atUs).toBeLessThan(17_380_000);
  });

  it("come after REQUEST_TIMED_OUT when the broker is silent, after NETWORK_EXCEPTION when it closes the connection", () => {
    const reasons = (crash: "power-loss" | "process-kill") => {
      const scene = warmScene({ topic: ONE_PARTITION, producer: { requestTimeoutUs: 5_000_000 } });
      scene.stream(2, 2.1, 10, 1);
      scene.at(2.056, () => scene.cluster.crashBroker(1, crash));
      scene.runTo(20);
      return new Set(scene.eventsOf("producer-retry").map((event) => event.fields.error));
    };
    expect(reasons("power-loss")).toEqual(new Set(["REQUEST_TIMED_OUT"]));
    expect(reasons("process-kill")).toEqual(new Set(["NETWORK_EXCEPTION"]));
  });

  it("after a gap an idempotent producer bumps its epoch and goes on from sequence 0", () => {
    const scene = warmScene({
      topic: ONE_PARTITION,
      producer: { deliveryTimeoutUs: 3_000_000, requestTimeoutUs: 1_000_000 },
    });
    underMinIsrFor5s(scene);
    scene.stream(12, 13, 20, 2);
    scene.stream(25, 26, 20, 2);
    scene.runTo(60);
    expect(scene.failed.size).toBeGreaterThan(0);
    expect(scene.producer.pendingRecords).toBe(0);
    const epochs = scene.cluster.replicaBatches(SCENE_TOPIC, 0, 1).map((batch) => batch.producerEpoch);
    expect(epochs.at(0)).toBe(0);
    expect(epochs.at(-1)).toBeGreaterThan(0);
    const bumped = scene.cluster.replicaBatches(SCENE_TOPIC, 0, 1).find((batch) => batch.producerEpoch > 0);
    expect(bumped?.baseSequence).toBe(0);
    const ids = scene.consume(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect(scene.lostRecords()).toEqual([]);
  });

  /** A batch is created at 5 s, first sent at 6.5 s and given up at 8 s, before its request is: it was never retried. */
  function expiredOnFirstAttempt(): KafkaScene {
    const timeouts = { requestTimeoutUs: 2_000_000, deliveryTimeoutUs: 3_000_000, metadataMaxAgeUs: 1_000_000 };
    const scene = warmScene({ topic: ONE_PARTITION, producer: { lingerUs: 1_500_000, ...timeouts } });
    scene.runTo(5);
    scene.at(6, () => scene.cluster.slowLink(1_000_000, 1, 4_000_000));
    scene.at(7, () => scene.cluster.slowLink(1_000_000, 1, undefined));
    const expired = scene.send(1);
    scene.runTo(8.1);
    expect(scene.failed.get(expired)).toBe("REQUEST_TIMED_OUT");
    return scene;
  }

  it("a batch given up on its first attempt leaves the sequences as they are (Sender.failExpiredBatches)", () => {
    const scene = expiredOnFirstAttempt();
    // Its request arrives at 10.5 s after all: there is no gap.
    scene.runTo(12);
    const next = scene.send(1);
    scene.runTo(20);
    expect(scene.acknowledged.has(next)).toBe(true);
    const epochs = scene.cluster.replicaBatches(SCENE_TOPIC, 0, 1).map((batch) => batch.producerEpoch);
    expect(new Set(epochs)).toEqual(new Set([0]));
  });

  it("if it was lost, what follows is out of order until it is given up too; then the epoch is bumped", () => {
    const scene = expiredOnFirstAttempt();
    scene.cluster.crashBroker(1, "power-loss");
    scene.runTo(25);
    const outOfOrder = scene.send(1);
    scene.runTo(30);
    const next = scene.send(1);
    scene.runTo(40);
    expect(scene.failed.get(outOfOrder)).toBe("REQUEST_TIMED_OUT");
    expect(scene.acknowledged.has(next)).toBe(true);
    const errors = scene.eventsOf("producer-retry").map((event) => event.fields.error);
    expect(errors).toContain("OUT_OF_ORDER_SEQUENCE_NUMBER");
    const last = scene.cluster.replicaBatches(SCENE_TOPIC, 0, 2).at(-1);
    expect(last).toMatchObject({ producerEpoch: 1, baseSequence: 0 });
  });

  it("a request that was given up may still arrive: idempotence keeps it from being written twice", () => {
    const course = (isIdempotent: boolean) => {
      const producer = { isIdempotent, requestTimeoutUs: 2_000_000, lingerUs: 0 };
      const scene = warmScene({ topic: ONE_PARTITION, producer });
      // The client's link to the leader gets slow; client machines are numbered from a million on.
      scene.at(5, () => scene.cluster.slowLink(1_000_000, 1, 3_000_000));
      scene.at(5.1, () => scene.send(3));
      scene.at(7, () => scene.cluster.slowLink(1_000_000, 1, undefined));
      scene.runTo(60);
      expect(scene.acknowledged.size).toBe(scene.records.count);
      return scene.consume(0).length - scene.records.count;
    };
    expect(course(false)).toBe(3);
    expect(course(true)).toBe(0);
  });
});

describe("acks=0", () => {
  it("is told nothing and loses what was on its way to a dead leader", () => {
    const scene = warmScene({ topic: ONE_PARTITION, producer: { acks: 0, isIdempotent: false, lingerUs: 0 } });
    scene.stream(2, 4, 1, 1);
    scene.at(3, () => scene.cluster.crashBroker(1, "power-loss"));
    scene.runTo(30);
    expect(scene.failed.size).toBe(0);
    expect(scene.acknowledged.get(20)?.offset).toBe(-1);
    expect(scene.lostRecords().length).toBeGreaterThan(500);
  });

  it("learns of a new leader only by the connection that the old one closes", () => {
    const scene = warmScene({
      config: { isAutoLeaderRebalanceEnabled: false },
      topic: ONE_PARTITION,
      producer: { acks: 0, isIdempotent: false, lingerUs: 0 },
    });
    scene.stream(2, 100, 20, 1);
    scene.at(3, () => scene.cluster.slowLink(1, 0, 20_000_000));
    scene.at(30, () => scene.cluster.slowLink(1, 0, undefined));
    scene.runTo(60);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]?.leader).not.toBe(1);
    scene.runTo(160);
    const last = scene.records.count - 1;
    expect(scene.consume(0)).toContain(last);
  });
});

describe("a producer", () => {
  it("takes no records after close and delivers what it has", () => {
    const scene = warmScene({ producer: { lingerUs: 60_000_000 } });
    scene.send(10);
    scene.producer.close();
    scene.runTo(2);
    expect(scene.producer.pendingRecords).toBe(0);
    expect(() => scene.producer.send(0, 1)).toThrow("closed");
  });

  it("tries unreachable brokers at growing intervals, up to one second", () => {
    const scene = warmScene({ topic: ONE_PARTITION });
    for (const id of [1, 2, 3]) scene.at(2, () => scene.cluster.crashBroker(id, "process-kill"));
    scene.at(3, () => scene.send(10));
    scene.runTo(3);
    const before = scene.clock.eventsRun;
    scene.runTo(23);
    // Three brokers, about one attempt a second each, two or three events an attempt, and the controller's checks.
    expect(scene.clock.eventsRun - before).toBeLessThan(400);
    expect(scene.clock.eventsRun - before).toBeGreaterThan(60);
  });

  it("that is created while everything is down delivers when the cluster is back", () => {
    const scene = new KafkaScene();
    for (const id of [1, 2, 3]) scene.cluster.crashBroker(id, "process-kill");
    scene.send(30);
    scene.at(20, () => {
      for (const id of [1, 2, 3]) scene.cluster.restartBroker(id);
    });
    scene.runTo(100);
    expect(scene.acknowledged.size).toBe(30);
  });
});
