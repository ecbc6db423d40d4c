import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC } from "../../testing/kafka-scene.ts";

describe("a new leader", () => {
  it("knows the watermark from its last fetch; until it has caught up with its epoch it tells no end", () => {
    const scene = new KafkaScene({ topic: { partitions: 1 } });
    scene.send(10);
    scene.at(5, () => scene.cluster.slowFollower(3, 8_000_000));
    scene.at(10, () => scene.cluster.crashBroker(1, "process-kill"));
    scene.runTo(10);
    while (scene.eventsOf("leader-elected").length === 0) scene.runTo(scene.clock.now() / 1_000_000 + 0.01);
    scene.runTo(scene.clock.now() / 1_000_000 + 0.01);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ leader: 2, highWatermark: 10 });
    expect(scene.cluster.latestOffsets(SCENE_TOPIC)).toEqual([10]);
  });

  it("that has records above the watermark tells no end before the followers have them too", () => {
    const scene = new KafkaScene({ topic: { partitions: 1 }, producer: { acks: 1, isIdempotent: false } });
    scene.send(10);
    scene.at(5, () => scene.cluster.slowFollower(3, 20_000_000));
    scene.at(8, () => scene.send(5));
    scene.at(10, () => scene.cluster.crashBroker(1, "process-kill"));
    scene.runTo(20.5);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({
      leader: 2,
      logEndOffset: 15,
      highWatermark: 10,
    });
    expect(scene.cluster.latestOffsets(SCENE_TOPIC)).toEqual([undefined]);
    expect(scene.cluster.read(SCENE_TOPIC, 0, { from: 5, to: 12 }, () => {})).toMatchObject({
      error: { name: "OFFSET_NOT_AVAILABLE", code: 78 },
    });
    expect(scene.cluster.read(SCENE_TOPIC, 0, { from: 5, to: 16 }, () => {})).toMatchObject({
      error: { name: "OFFSET_OUT_OF_RANGE", code: 1 },
    });
    scene.cluster.slowFollower(3, undefined);
    scene.runTo(60);
    expect(scene.cluster.latestOffsets(SCENE_TOPIC)).toEqual([15]);
  });
});

describe("too few in-sync replicas", () => {
  it("acks=all is refused with NOT_ENOUGH_REPLICAS and nothing is written; the watermark stands still", () => {
    const scene = new KafkaScene({
      topic: { partitions: 1 },
      producer: { retries: 3 },
    });
    scene.send(10);
    scene.at(2, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(2, () => scene.cluster.crashBroker(3, "process-kill"));
    scene.runTo(20);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({
      isr: [1],
      logEndOffset: 10,
      highWatermark: 10,
    });
    expect(scene.eventsOf("under-min-isr")).toHaveLength(1);
    const refused = scene.send(5);
    scene.runTo(30);
    expect(scene.failed.get(refused)).toBe("NOT_ENOUGH_REPLICAS");
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ logEndOffset: 10, highWatermark: 10 });
  });

  it("acks=1 is accepted, but no consumer sees the records until enough replicas are back", () => {
    const scene = new KafkaScene({ topic: { partitions: 1 }, producer: { acks: 1, isIdempotent: false } });
    scene.at(2, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(2, () => scene.cluster.crashBroker(3, "process-kill"));
    scene.at(20, () => scene.send(5));
    scene.runTo(30);
    expect(scene.acknowledged.size).toBe(5);
    expect(scene.consume(0)).toEqual([]);
    scene.cluster.restartBroker(2);
    scene.runTo(50);
    expect(scene.consume(0)).toHaveLength(5);
  });

  it("a write whose followers die before they fetch it times out and stays in the log; a retry then writes it twice unless idempotent", () => {
    const course = (isIdempotent: boolean) => {
      const producer = { deliveryTimeoutUs: 40_000_000, requestTimeoutUs: 5_000_000, isIdempotent };
      const scene = new KafkaScene({ topic: { partitions: 1 }, producer });
      scene.at(10, () => scene.cluster.crashBroker(2, "process-kill"));
      scene.at(10, () => scene.cluster.crashBroker(3, "process-kill"));
      scene.at(10.1, () => scene.send(5));
      scene.at(70, () => scene.cluster.restartBroker(2));
      scene.runTo(120);
      return scene;
    };
    const plain = course(false);
    expect(plain.failed.size).toBe(5);
    expect(plain.consume(0)).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
    const idempotent = course(true);
    expect(idempotent.failed.size).toBe(5);
    expect(idempotent.consume(0)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("a slow follower", () => {
  it("leaves the ISR by time, 30 s to 45 s and a fetch after it was last caught up, and rejoins when it has caught up", () => {
    const scene = new KafkaScene({ topic: { partitions: 1 } });
    scene.stream(0, 150, 20, 2);
    scene.at(10, () => scene.cluster.slowFollower(3, 40_000_000));
    scene.at(90, () => scene.cluster.slowFollower(3, undefined));
    scene.runTo(200);
    const [shrunk] = scene.eventsOf("isr-shrunk");
    expect(shrunk?.fields).toMatchObject({ removed: "3", isr: "1, 2" });
    expect(shrunk?.atUs).toBeGreaterThan(40_000_000);
    expect(shrunk?.atUs).toBeLessThanOrEqual(55_600_000);
    expect(scene.eventsOf("isr-expanded").at(-1)?.fields).toMatchObject({ added: "3" });
    expect(scene.eventsOf("broker-fenced")).toEqual([]);
    expect(scene.lostRecords()).toEqual([]);
  });

  it("with acks=all every write waits for it while it is in the ISR", () => {
    const scene = new KafkaScene({ topic: { partitions: 1 } });
    scene.at(5, () => scene.cluster.slowFollower(3, 2_000_000));
    scene.at(10, () => scene.send(1));
    scene.runTo(20);
    const ack = scene.acknowledged.get(0)?.atUs ?? 0;
    expect(ack - 10_000_000).toBeGreaterThan(500_000);
    expect(ack - 10_000_000).toBeLessThan(5_000_000);
  });
});

describe("a slow link", () => {
  it("between leader and follower delays acknowledgement by two crossings", () => {
    const ackDelay = (extraUs: number) => {
      const scene = new KafkaScene({ topic: { partitions: 1 } });
      scene.at(1, () => scene.cluster.slowLink(1, 2, extraUs));
      scene.at(10, () => scene.send(1));
      scene.runTo(20);
      return (scene.acknowledged.get(0)?.atUs ?? 0) - 10_000_000;
    };
    const plain = ackDelay(0);
    expect(ackDelay(200_000) - plain).toBeGreaterThanOrEqual(400_000);
    expect(ackDelay(200_000) - plain).toBeLessThan(1_000_000);
  });

  it("to the controller gets a living broker fenced, and a healed link brings it back", () => {
    const scene = new KafkaScene();
    scene.stream(0, 60, 100, 3);
    scene.at(5, () => scene.cluster.slowLink(2, 0, 15_000_000));
    scene.at(25, () => scene.cluster.slowLink(2, 0, undefined));
    scene.runTo(180);
    expect(scene.eventsOf("broker-fenced").length).toBeGreaterThanOrEqual(1);
    expect(scene.eventsOf("broker-unfenced").length).toBe(scene.eventsOf("broker-fenced").length);
    expect(scene.cluster.describeTopic(SCENE_TOPIC).every((view) => view.isr.length === 3)).toBe(true);
    expect(scene.lostRecords()).toEqual([]);
  });
});

describe("determinism", () => {
  const course = (seed: number) => {
    const scene = new KafkaScene({ seed });
    scene.stream(0, 40, 30, 5);
    scene.at(10, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(25, () => scene.cluster.restartBroker(2));
    scene.runTo(60);
    return JSON.stringify([scene.events, [...scene.acknowledged], scene.clock.eventsRun]);
  };

  it("the same seed gives the same run, another seed another one", () => {
    expect(course(7)).toBe(course(7));
    expect(course(7)).not.toBe(course(8));
  });
});
