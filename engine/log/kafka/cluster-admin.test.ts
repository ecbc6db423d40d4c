import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC, type SceneOptions } from "../../testing/kafka-scene.ts";
import type { TopicPartition } from "./topic-partition.ts";

/** A cluster of four brokers, of which the topic's replicas use the first three at most. */
function sceneOf(options: SceneOptions = {}): KafkaScene {
  return new KafkaScene({ ...options, config: { brokerCount: 4, ...options.config } });
}

function partitionsOf(scene: KafkaScene) {
  return scene.cluster.partitionsOf(SCENE_TOPIC);
}

function first(scene: KafkaScene): TopicPartition {
  return partitionsOf(scene)[0] as TopicPartition;
}

describe("a reassignment", () => {
  it("adds the new replicas, waits until they are in sync, drops the old ones and deletes their logs", () => {
    const scene = new KafkaScene({ config: { brokerCount: 6 }, topic: { partitions: 1 } });
    scene.stream(0, 30, 50, 6);
    scene.at(10, () => {
      const errors = scene.cluster.admin.reassign([{ partition: first(scene), replicas: [4, 5, 6] }]);
      expect(errors).toEqual(["NONE"]);
    });
    scene.runTo(10.0005);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ replicas: [4, 5, 6, 1, 2, 3], leader: 1 });
    scene.runTo(60);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({
      replicas: [4, 5, 6],
      leader: 4,
      leaderEpoch: 1,
    });
    expect([...(scene.cluster.describeTopic(SCENE_TOPIC)[0]?.isr ?? [])].sort()).toEqual([4, 5, 6]);
    expect(scene.replica(0, 1)).toEqual([]);
    expect(scene.replica(0, 5)).toEqual(scene.replica(0, 4));
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.acknowledged.size).toBe(scene.records.count);
    const kinds = ["reassignment-started", "reassignment-completed"];
    expect(kinds.map((kind) => scene.eventsOf(kind).length)).toEqual([1, 1]);
  });

  it("whose last new replica becomes the leader as it comes into the in-sync set is no unclean election", () => {
    const scene = sceneOf({ topic: { partitions: 1 } });
    scene.at(5, () => scene.cluster.admin.reassign([{ partition: first(scene), replicas: [4, 2, 3] }]));
    scene.runTo(10);
    const elections = scene.eventsOf("leader-elected").map(({ fields: { to, unclean } }) => ({ to, unclean }));
    expect(elections).toEqual([{ to: 4, unclean: false }]);
  });

  it("with a throttle copies no faster than it says, and writes go on at full speed", () => {
    const copySeconds = (throttle: number | undefined) => {
      const scene = sceneOf({ topic: { partitions: 1 } });
      scene.at(0.1, () => scene.send(4_000, 1_000));
      scene.at(5, () => scene.cluster.admin.reassign([{ partition: first(scene), replicas: [4, 2, 3] }], throttle));
      scene.runTo(120);
      const doneUs = scene.eventsOf("reassignment-completed")[0]?.atUs ?? Number.POSITIVE_INFINITY;
      return doneUs / 1_000_000 - 5;
    };
    expect(copySeconds(undefined)).toBeLessThan(1);
    // Some 4 MB at 100 kB/s; each look at the rate may let one fetch more through than it should.
    expect(copySeconds(100_000)).toBeGreaterThan(15);
    expect(copySeconds(100_000)).toBeLessThan(60);
  });

  it("that is given up leaves the replicas as they were; without one under way there is nothing to give up", () => {
    const scene = sceneOf({ topic: { partitions: 1 } });
    scene.at(1, () => scene.cluster.crashBroker(4, "process-kill"));
    scene.at(15, () => scene.cluster.admin.reassign([{ partition: first(scene), replicas: [4, 2, 3] }]));
    scene.runTo(20);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]?.replicas).toEqual([4, 2, 3, 1]);
    const giveUp = () => scene.cluster.admin.reassign([{ partition: first(scene), replicas: undefined }]);
    expect(giveUp()).toEqual(["NONE"]);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ leader: 1, isr: [1, 2, 3] });
    expect([...(scene.cluster.describeTopic(SCENE_TOPIC)[0]?.replicas ?? [])].sort()).toEqual([1, 2, 3]);
    expect(giveUp()).toEqual(["NO_REASSIGNMENT_IN_PROGRESS"]);
  });

  it("to a broker that nobody knows, or to one named twice, is refused", () => {
    const scene = sceneOf();
    for (const replicas of [[1, 9], [2, 2], []]) {
      expect(scene.cluster.admin.reassign([{ partition: first(scene), replicas }])).toEqual([
        "INVALID_REPLICA_ASSIGNMENT",
      ]);
    }
  });
});

describe("a broker that is added", () => {
  it("joins empty, and holds and leads what is assigned to it", () => {
    const scene = new KafkaScene({ topic: { partitions: 1 } });
    scene.stream(0, 40, 50, 4);
    scene.at(5, () => scene.cluster.admin.addBroker(4));
    scene.at(10, () => {
      scene.cluster.admin.reassign([{ partition: first(scene), replicas: [4, 1, 2] }]);
    });
    scene.runTo(60);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({ replicas: [4, 1, 2], leader: 1 });
    scene.cluster.admin.electPreferred(partitionsOf(scene));
    scene.runTo(61);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]?.leader).toBe(4);
    expect(scene.lostRecords()).toEqual([]);
  });
});

describe("a broker that is decommissioned", () => {
  it("is drained, stopped in order and unregistered, and nothing is lost or unavailable", () => {
    const scene = sceneOf();
    scene.stream(0, 60, 50, 6);
    scene.at(10, () => expect(scene.cluster.admin.decommission(2)).toBe("NONE"));
    scene.runTo(90);
    const views = scene.cluster.describeTopic(SCENE_TOPIC);
    expect(views.flatMap(({ replicas }) => replicas)).not.toContain(2);
    expect(views.every(({ isr }) => isr.length === 3)).toBe(true);
    expect(scene.eventsOf("broker-unregistered")).toHaveLength(1);
    expect(scene.eventsOf("broker-stopped")).toHaveLength(1);
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.failed.size).toBe(0);
  });

  it("stays when there is nobody to take its replicas", () => {
    const scene = new KafkaScene();
    expect(scene.cluster.admin.decommission(2)).toBe("INVALID_REPLICATION_FACTOR");
  });
});

describe("preferred leaders", () => {
  it("get their partitions back within leader.imbalance.check.interval.seconds, and not before", () => {
    const course = (isAutoLeaderRebalanceEnabled: boolean) => {
      const config = { isAutoLeaderRebalanceEnabled, leaderImbalanceCheckIntervalUs: 60_000_000 };
      const scene = new KafkaScene({ config });
      scene.at(1, () => scene.cluster.crashBroker(2, "process-kill"));
      scene.at(20, () => scene.cluster.restartBroker(2));
      scene.runTo(150);
      return scene.cluster.describeTopic(SCENE_TOPIC).map(({ leader }) => leader);
    };
    expect(course(true)).toEqual([1, 2, 3]);
    expect(course(false)).toEqual([1, 3, 3]);
  });

  it("are elected when an administrator asks, where they are in sync", () => {
    const scene = new KafkaScene({ config: { isAutoLeaderRebalanceEnabled: false } });
    scene.at(1, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.runTo(15);
    const elect = () => scene.cluster.admin.electPreferred(partitionsOf(scene));
    expect(elect()).toEqual(["ELECTION_NOT_NEEDED", "PREFERRED_LEADER_NOT_AVAILABLE", "ELECTION_NOT_NEEDED"]);
    scene.cluster.restartBroker(2);
    scene.runTo(60);
    expect(elect()).toEqual(["ELECTION_NOT_NEEDED", "NONE", "ELECTION_NOT_NEEDED"]);
    scene.runTo(61);
    expect(scene.cluster.describeTopic(SCENE_TOPIC).map(({ leader }) => leader)).toEqual([1, 2, 3]);
  });
});

describe("partitions that are added to a topic", () => {
  it("have leaders and replicas in sync as soon as the brokers have heard of them", () => {
    const scene = new KafkaScene();
    scene.at(5, () => scene.cluster.admin.addPartitions(SCENE_TOPIC, 5));
    scene.runTo(10);
    const views = scene.cluster.describeTopic(SCENE_TOPIC);
    expect(views).toHaveLength(5);
    for (const { leader, isr, replicas } of views) {
      expect(leader).toBe(replicas[0]);
      expect([...isr].sort()).toEqual([1, 2, 3]);
    }
    expect(scene.cluster.latestOffsets(SCENE_TOPIC)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("racks", () => {
  it("each have a replica of every partition, as many as there are racks", () => {
    const scene = new KafkaScene({
      config: { brokerCount: 6, racks: ["a", "a", "b", "b", "c", "c"] },
      topic: { partitions: 12 },
    });
    const rackOf = (brokerId: number) => ["a", "a", "b", "b", "c", "c"][brokerId - 1];
    const views = scene.cluster.describeTopic(SCENE_TOPIC);
    for (const { replicas } of views) expect(replicas.map(rackOf).sort()).toEqual(["a", "b", "c"]);
    const led = new Set(views.map(({ leader }) => leader));
    expect(led.size).toBe(6);
  });

  it("lie further apart than machines in one rack", () => {
    const ackUs = (interRackLatencyUs: number) => {
      const scene = new KafkaScene({
        config: { racks: ["a", "b", "c"], interRackLatencyUs },
        topic: { partitions: 1 },
        producer: { lingerUs: 0 },
      });
      scene.at(10, () => scene.send(1));
      scene.runTo(20);
      return (scene.acknowledged.get(0)?.atUs ?? 0) - 10_000_000;
    };
    const [near, far] = [ackUs(0), ackUs(5_000)];
    // The followers' fetches go there and back once more.
    expect(far - near).toBeGreaterThanOrEqual(10_000);
  });
});
