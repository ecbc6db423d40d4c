import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC } from "../../testing/kafka-scene.ts";

const SEED = 20_010_402;

const NO_ELR = { isElrEnabled: false, usesLastKnownLeader: true };

describe("a broker's process is killed", () => {
  it(`seed ${SEED}: it is fenced 9 s to 10.125 s after its last heartbeat, whatever the phases`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 5_000, max: 9_000 }), (seed, killMs) => {
        const scene = new KafkaScene({ seed });
        scene.at(killMs / 1_000, () => scene.cluster.crashBroker(2, "process-kill"));
        scene.runTo(30);
        const [fenced, ...others] = scene.eventsOf("broker-fenced");
        expect(others).toEqual([]);
        expect(fenced?.fields.broker).toBe(2);
        const silenceUs = fenced?.fields.silenceUs;
        expect(silenceUs).toBeGreaterThan(9_000_000);
        expect(silenceUs).toBeLessThanOrEqual(10_125_000);
        // The last heartbeat is at most an interval (and a round trip) old when the process dies.
        const detectionUs = (fenced?.atUs ?? 0) - killMs * 1_000;
        expect(detectionUs).toBeGreaterThan(9_000_000 - 2_001_500);
        expect(detectionUs).toBeLessThanOrEqual(10_125_500);
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  it("its partitions go to the next in-sync replica in replica order, and come back only by another election", () => {
    const scene = new KafkaScene();
    scene.stream(0, 60, 50, 6);
    scene.at(10, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.runTo(25);
    const during = scene.cluster.describeTopic(SCENE_TOPIC);
    expect(during[1]).toMatchObject({ leader: 3, leaderEpoch: 1, isr: [3, 1], replicas: [2, 3, 1] });
    expect(during[0]).toMatchObject({ leader: 1, leaderEpoch: 0, isr: [1, 3] });
    scene.at(30, () => scene.cluster.restartBroker(2));
    scene.runTo(60);
    const after = scene.cluster.describeTopic(SCENE_TOPIC);
    expect(after.map((view) => view.leader)).toEqual([1, 3, 3]);
    expect(after.every((view) => view.isr.length === 3)).toBe(true);
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.failed.size).toBe(0);
  });

  it("a process that is back before its session ends must wait for it, and registers with a new epoch", () => {
    const scene = new KafkaScene({ config: { diskRestartDurationUs: 100_000 } });
    scene.stream(0, 30, 50, 6);
    scene.at(10, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(10.5, () => scene.cluster.restartBroker(2));
    scene.runTo(40);
    const fencedUs = scene.eventsOf("broker-fenced")[0]?.atUs ?? 0;
    const unfencedUs = scene.eventsOf("broker-unfenced")[0]?.atUs ?? 0;
    expect(fencedUs).toBeGreaterThan(16_900_000);
    expect(unfencedUs).toBeGreaterThan(fencedUs);
    expect(scene.cluster.describeTopic(SCENE_TOPIC).every((view) => view.isr.length === 3)).toBe(true);
    expect(scene.lostRecords()).toEqual([]);
  });

  it("without ELR the last in-sync replica stays in the ISR, leads nothing while it is down, and is elected when it returns", () => {
    const scene = new KafkaScene({ topic: { partitions: 1 }, config: { elrRules: NO_ELR } });
    scene.send(30);
    scene.at(5, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(20, () => scene.cluster.crashBroker(3, "process-kill"));
    scene.at(40, () => scene.cluster.crashBroker(1, "process-kill"));
    scene.at(60, () => scene.cluster.restartBroker(2));
    scene.runTo(100);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ leader: -1, isr: [1] });
    expect(scene.cluster.latestOffsets(SCENE_TOPIC)).toEqual([undefined]);
    expect(scene.cluster.read(SCENE_TOPIC, 0, { from: 0, to: 1 }, () => {})).toMatchObject({
      ok: false,
      error: { name: "LEADER_NOT_AVAILABLE", code: 5 },
    });
    expect(scene.eventsOf("partition-offline")).toHaveLength(1);
    scene.cluster.restartBroker(1);
    scene.runTo(120);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ leader: 1, isr: [1, 2] });
    expect(scene.consume(0)).toHaveLength(30);
  });

  it("with ELR whoever leaves below the minimum is eligible until its process is back without the mark of a clean shutdown", () => {
    const scene = new KafkaScene({ topic: { partitions: 1 } });
    scene.send(30);
    scene.at(5, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(20, () => scene.cluster.crashBroker(3, "process-kill"));
    scene.at(40, () => scene.cluster.crashBroker(1, "process-kill"));
    scene.runTo(60);
    const offline = { leader: -1, isr: [] };
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ ...offline, elr: [1, 3], lastKnownElr: [1] });
    expect(scene.cluster.highWatermarks(SCENE_TOPIC)).toEqual([30]);
    scene.cluster.restartBroker(1);
    scene.runTo(100);
    // Broker 3 may have everything and is awaited; what is left of broker 1's log nobody knows.
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ ...offline, elr: [3], lastKnownElr: [1] });
    scene.cluster.restartBroker(3);
    scene.runTo(140);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ leader: 1, isr: [1, 3], elr: [] });
    expect(scene.eventsOf("leader-elected").at(-1)?.fields).toMatchObject({ to: 1, unclean: true });
    expect(scene.consume(0)).toHaveLength(30);
  });
});

describe("acks=1", () => {
  it("loses what the followers had not fetched when the leader's process dies", () => {
    const scene = new KafkaScene({ producer: { acks: 1, isIdempotent: false }, topic: { minInSyncReplicas: 1 } });
    for (const id of [1, 2, 3]) scene.at(5, () => scene.cluster.slowFollower(id, 2_000_000));
    scene.stream(0, 30, 20, 6);
    scene.at(15, () => scene.cluster.crashBroker(2, "process-kill"));
    for (const id of [1, 2, 3]) scene.at(30, () => scene.cluster.slowFollower(id, undefined));
    scene.at(45, () => scene.cluster.restartBroker(2));
    scene.runTo(120);
    const lost = scene.lostRecords();
    expect(lost.length).toBeGreaterThan(10);
    expect(lost.every((id) => scene.acknowledged.get(id)?.partition === 1)).toBe(true);
    const cut = scene.eventsOf("log-truncated");
    expect(cut.map((event) => event.fields.partition)).toContain(`${SCENE_TOPIC}-1`);
    expect(scene.replica(1, 2)).toEqual(scene.replica(1, 3));
  });

  it("with acks=all the same course loses nothing", () => {
    const scene = new KafkaScene();
    for (const id of [1, 2, 3]) scene.at(5, () => scene.cluster.slowFollower(id, 2_000_000));
    scene.stream(0, 30, 20, 6);
    scene.at(15, () => scene.cluster.crashBroker(2, "process-kill"));
    for (const id of [1, 2, 3]) scene.at(30, () => scene.cluster.slowFollower(id, undefined));
    scene.at(45, () => scene.cluster.restartBroker(2));
    scene.runTo(120);
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.acknowledged.size).toBe(scene.records.count);
  });
});

describe("power loss", () => {
  it("of all replicas at once loses acknowledged records that had not been flushed, and nothing older", () => {
    const scene = new KafkaScene({ topic: { partitions: 1 } });
    scene.stream(0, 50, 100, 4);
    const flushedBefore: number[] = [];
    scene.at(49, () => {
      flushedBefore.push(...scene.consume(0));
      for (const id of [1, 2, 3]) scene.cluster.crashBroker(id, "power-loss");
    });
    scene.at(60, () => {
      for (const id of [1, 2, 3]) scene.cluster.restartBroker(id);
    });
    scene.runTo(300);
    const lost = scene.lostRecords();
    expect(lost.length).toBeGreaterThan(0);
    // Every disk was flushed at some instant of the last 30 s, so what is older than that is there.
    const readable = new Set(scene.consume(0));
    const old = flushedBefore.filter((id) => scene.records.createTimeUs(id) < 18_900_000);
    expect(old.length).toBeGreaterThan(100);
    expect(old.every((id) => readable.has(id))).toBe(true);
    expect(scene.eventsOf("broker-restarted").some((event) => Number(event.fields.recordsLost) > 0)).toBe(true);
    for (const id of [2, 3]) expect(scene.replica(0, id)).toEqual(scene.replica(0, 1));
  });

  it("of one broker loses nothing with acks=all: the others have every acknowledged record", () => {
    const scene = new KafkaScene();
    scene.stream(0, 60, 50, 6);
    scene.at(25, () => scene.cluster.crashBroker(1, "power-loss"));
    scene.at(40, () => scene.cluster.restartBroker(1));
    scene.runTo(240);
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.producer.pendingRecords).toBe(0);
    expect(scene.failed.size).toBe(0);
    for (let partition = 0; partition < 3; partition++) {
      expect(scene.replica(partition, 1)).toEqual(scene.replica(partition, 2));
    }
  });

  it("of a machine whose process is down already takes its page cache, and power alone brings no process back", () => {
    const scene = new KafkaScene();
    scene.stream(0, 40, 50, 6);
    scene.at(20, () => scene.cluster.crashBroker(1, "process-kill"));
    scene.at(22, () => scene.cluster.crashBroker(1, "power-loss"));
    scene.at(24, () => scene.cluster.restorePower(1));
    scene.at(60, () => scene.cluster.restartBroker(1));
    scene.runTo(120);
    expect(scene.eventsOf("power-restored").map((event) => event.atUs)).toEqual([24_000_000]);
    const [restarted, ...others] = scene.eventsOf("broker-restarted");
    expect(others).toEqual([]);
    expect(restarted?.atUs).toBe(65_000_000);
    expect(Number(restarted?.fields.recordsLost)).toBeGreaterThan(0);
    expect(scene.lostRecords()).toEqual([]);
  });

  it("refuses connections again as soon as the machine has power, where without it they go unanswered", () => {
    const connectedAt = (restoreSeconds: number) => {
      const scene = new KafkaScene({
        topic: { partitions: 1 },
        producer: { lingerUs: 0, requestTimeoutUs: 5_000_000 },
      });
      scene.stream(0, 12, 1, 1);
      scene.at(10, () => scene.cluster.crashBroker(1, "power-loss"));
      scene.at(restoreSeconds, () => scene.cluster.restorePower(1));
      scene.runTo(100);
      return scene.eventsOf("producer-retry")[0]?.atUs ?? 0;
    };
    expect(connectedAt(10.1)).toBeGreaterThan(10_000_000);
    expect(connectedAt(10.1)).toBeLessThan(connectedAt(90));
  });

  it("is noticed by the producer only when its request times out; the same kill is noticed at once", () => {
    const waitOf = (kind: "power-loss" | "process-kill") => {
      const scene = new KafkaScene({ topic: { partitions: 1 }, producer: { lingerUs: 0 } });
      scene.stream(0, 12, 1, 1);
      scene.at(10, () => scene.cluster.crashBroker(1, kind));
      scene.runTo(100);
      const [retry] = scene.eventsOf("producer-retry");
      const waitedUs = Number(retry?.fields.durationUs);
      // It counts from the sending of the first record that came back, which is the last before the crash.
      expect(((retry?.atUs ?? 0) - waitedUs) / 1_000_000).toBeCloseTo(10.0, 1);
      return waitedUs / 1_000_000;
    };
    expect(waitOf("process-kill")).toBeLessThan(10.5);
    expect(waitOf("power-loss")).toBeCloseTo(30.0, 1);
  });
});

describe("unclean election", () => {
  const course = (isUncleanLeaderElectionEnabled: boolean) => {
    const scene = new KafkaScene({
      config: { elrRules: NO_ELR },
      topic: { partitions: 1, minInSyncReplicas: 1, isUncleanLeaderElectionEnabled },
    });
    scene.stream(0, 40, 50, 4);
    scene.at(10, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(10, () => scene.cluster.crashBroker(3, "process-kill"));
    // Broker 1 is alone in the ISR, acknowledges alone, and dies.
    scene.at(30, () => scene.cluster.crashBroker(1, "process-kill"));
    scene.at(32, () => scene.cluster.restartBroker(2));
    scene.at(90, () => scene.cluster.restartBroker(1));
    scene.at(90, () => scene.cluster.restartBroker(3));
    scene.runTo(200);
    return scene;
  };

  it("brings the partition back at once, loses what the old leader had acknowledged alone, and cuts its log", () => {
    const scene = course(true);
    const [unclean] = scene.eventsOf("leader-elected").filter((event) => event.fields.unclean === true);
    expect(unclean?.fields.to).toBe(2);
    expect(unclean?.atUs).toBeLessThan(60_000_000);
    expect(scene.lostRecords().length).toBeGreaterThan(100);
    const cuts = scene.eventsOf("log-truncated").filter((event) => event.fields.broker === 1);
    expect(cuts.length).toBeGreaterThan(0);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]?.isr.length).toBe(3);
    for (const id of [2, 3]) expect(scene.replica(0, id)).toEqual(scene.replica(0, 1));
  });

  it("without it the partition stays offline until the old leader is back, and nothing is lost", () => {
    const scene = course(false);
    expect(scene.eventsOf("leader-elected").every((event) => event.fields.unclean === false)).toBe(true);
    expect(scene.lostRecords()).toEqual([]);
    const [, back] = scene.eventsOf("leader-elected").map((event) => event.atUs);
    expect(scene.eventsOf("leader-elected").at(-1)?.fields.to).toBe(1);
    expect(back ?? scene.eventsOf("leader-elected")[0]?.atUs).toBeGreaterThan(90_000_000);
  });

  it("is tried again every unclean.leader.election.interval.ms", () => {
    const config = { uncleanLeaderElectionIntervalUs: 7_000_000 };
    const scene = new KafkaScene({ config, topic: { partitions: 1, isUncleanLeaderElectionEnabled: true } });
    scene.at(1, () => scene.cluster.crashBroker(1, "process-kill"));
    scene.runTo(60);
    // Broker 2 was in sync: no unclean election was needed, and none was made.
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ leader: 2, leaderEpoch: 1 });
  });
});
