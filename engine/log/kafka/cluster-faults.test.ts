import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC, type SceneOptions } from "../../testing/kafka-scene.ts";
import type { NetworkCut } from "./network-links.ts";

function leadersOf(scene: KafkaScene): number[] {
  return scene.cluster.describeTopic(SCENE_TOPIC).map(({ leader }) => leader);
}

describe("a broker that is stopped in order", () => {
  it("hands its leaderships over first: nobody waits for a session to end, and nothing is lost", () => {
    const scene = new KafkaScene();
    scene.stream(0, 30, 20, 6);
    scene.at(10, () => scene.cluster.faults.stopBroker(2));
    scene.runTo(12);
    expect(leadersOf(scene)).toEqual([1, 3, 3]);
    scene.runTo(60);
    const stoppedUs = scene.eventsOf("broker-stopped")[0]?.atUs ?? Number.POSITIVE_INFINITY;
    expect(stoppedUs - 10_000_000).toBeLessThan(4_100_000);
    const longestUs = Math.max(
      ...[...scene.acknowledged].map(([id, { atUs }]) => atUs - scene.records.createTimeUs(id)),
    );
    expect(longestUs).toBeLessThan(1_000_000);
    expect(scene.lostRecords()).toEqual([]);
  });

  it("registers again at once, and is trusted: it is still eligible to lead", () => {
    const eligibleAfter = (isInOrder: boolean) => {
      const scene = new KafkaScene({ topic: { partitions: 1, minInSyncReplicas: 3 } });
      scene.at(5, () => {
        if (isInOrder) scene.cluster.faults.stopBroker(3);
        else scene.cluster.crashBroker(3, "process-kill");
      });
      scene.at(5.5, () => scene.cluster.crashBroker(1, "process-kill"));
      scene.at(6, () => scene.cluster.crashBroker(2, "process-kill"));
      scene.at(40, () => scene.cluster.restartBroker(3));
      scene.runTo(70);
      return scene.cluster.describeTopic(SCENE_TOPIC)[0]?.leader;
    };
    expect(eligibleAfter(true)).toBe(3);
    expect(eligibleAfter(false)).toBe(-1);
  });
});

describe("a disk", () => {
  it("that is slow makes acknowledgements late where it leads and where it follows in sync", () => {
    const meanMs = (broker: number | undefined, acks: 1 | -1) => {
      const scene = new KafkaScene({
        topic: { partitions: 1, minInSyncReplicas: 1 },
        producer: { acks, isIdempotent: false },
      });
      scene.stream(5, 15, 200, 2);
      if (broker !== undefined) {
        const speed = { writeLatencyUs: 50_000, bytesPerSecond: 1_000_000_000 };
        scene.at(1, () => scene.cluster.faults.slowDisk(broker, speed));
      }
      scene.runTo(30);
      const spans = [...scene.acknowledged].map(([id, { atUs }]) => atUs - scene.records.createTimeUs(id));
      expect(spans.length).toBe(scene.records.count);
      return spans.reduce((sum, span) => sum + span, 0) / spans.length / 1_000;
    };
    const usual = meanMs(undefined, -1);
    expect(meanMs(1, 1) - meanMs(undefined, 1)).toBeGreaterThan(45);
    expect(meanMs(1, -1) - usual).toBeGreaterThan(45);
    expect(meanMs(2, -1) - usual).toBeGreaterThan(45);
    expect(Math.abs(meanMs(2, 1) - meanMs(undefined, 1))).toBeLessThan(5);
  });

  it("that is full stops the broker at its next write; there it stays until there is room and somebody starts it", () => {
    const scene = new KafkaScene();
    scene.stream(0, 80, 50, 6);
    scene.at(10, () => scene.cluster.faults.fillDisk(2));
    scene.at(30, () => scene.cluster.restartBroker(2));
    scene.at(50, () => scene.cluster.faults.freeDisk(2));
    scene.at(51, () => scene.cluster.restartBroker(2));
    scene.runTo(29);
    expect(scene.eventsOf("log-dir-failed")).toHaveLength(1);
    expect(leadersOf(scene)).toEqual([1, 3, 3]);
    scene.runTo(49);
    expect(scene.eventsOf("broker-start-failed")).toHaveLength(1);
    expect(scene.eventsOf("broker-restarted")).toEqual([]);
    scene.runTo(120);
    expect(scene.cluster.describeTopic(SCENE_TOPIC).every(({ isr }) => isr.length === 3)).toBe(true);
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.acknowledged.size).toBe(scene.records.count);
  });
});

describe("what becomes of acknowledged records", () => {
  type Fault = "kill" | "power" | "disk";

  /** Broker 1 leads the only partition, is hit at 20 s and comes back; how many acknowledged records are gone at the end. */
  function lostAfter(fault: Fault, replicationFactor: number, acks: 1 | -1): number {
    const options: SceneOptions = {
      topic: { partitions: 1, replicationFactor, minInSyncReplicas: replicationFactor === 1 ? 1 : 2 },
      producer: { acks, isIdempotent: false },
    };
    const scene = new KafkaScene(options);
    scene.stream(0, 19.9, 50, 4);
    scene.at(20, () => {
      if (fault === "disk") scene.cluster.faults.replaceDisk(1);
      else scene.cluster.crashBroker(1, fault === "kill" ? "process-kill" : "power-loss");
    });
    scene.at(40, () => scene.cluster.restartBroker(1));
    scene.runTo(150);
    expect(leadersOf(scene)[0]).toBeGreaterThan(0);
    return scene.lostRecords().length;
  }

  it("on one replica: a kill loses nothing, a power loss what was not flushed, an empty disk everything", () => {
    const all = 20 * 20 * 4 - 4;
    expect(lostAfter("kill", 1, -1)).toBe(0);
    const unflushed = lostAfter("power", 1, -1);
    expect(unflushed).toBeGreaterThan(0);
    expect(unflushed).toBeLessThan(all);
    expect(lostAfter("disk", 1, -1)).toBeGreaterThan(1_500);
    expect(lostAfter("disk", 1, 1)).toBeGreaterThan(1_500);
  });

  it("on three replicas in sync: nothing is lost by any of them", () => {
    for (const fault of ["kill", "power", "disk"] as const) expect(lostAfter(fault, 3, -1)).toBe(0);
  });

  it("a broker with an empty disk copies everything from its leader and is in sync again", () => {
    const scene = new KafkaScene();
    scene.stream(0, 60, 50, 6);
    scene.at(20, () => scene.cluster.faults.replaceDisk(2));
    scene.at(30, () => scene.cluster.restartBroker(2));
    scene.runTo(120);
    for (let partition = 0; partition < 3; partition++) {
      expect(scene.replica(partition, 2)).toEqual(scene.replica(partition, 1));
    }
    expect(scene.eventsOf("disk-replaced")[0]?.fields["replicas"]).toBe(3);
    expect(scene.eventsOf("broker-restarted")[0]?.message).toContain("with an empty disk");
  });
});

describe("a network that is cut", () => {
  const ISOLATED: NetworkCut = { from: [1], to: "others", isOneWay: false };

  it("around a leader: it is fenced, another one leads, and acks=all loses nothing when the network is whole again", () => {
    const scene = new KafkaScene();
    scene.stream(0, 90, 50, 6);
    scene.at(10, () => scene.cluster.faults.cutNetwork(ISOLATED));
    scene.at(60, () => scene.cluster.faults.healNetwork(ISOLATED));
    scene.runTo(40);
    expect(leadersOf(scene)).toEqual([2, 2, 3]);
    scene.runTo(240);
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.failed.size).toBe(0);
    expect(scene.producer.pendingRecords).toBe(0);
    expect(scene.cluster.describeTopic(SCENE_TOPIC).every(({ isr }) => isr.length === 3)).toBe(true);
  });

  it("between a leader and the other brokers only: with acks=1 clients write on to it, and lose that", () => {
    const course = (acks: 1 | -1) => {
      const scene = new KafkaScene({
        topic: { partitions: 1, minInSyncReplicas: 1 },
        producer: { acks, isIdempotent: false },
      });
      const cut: NetworkCut = { from: [1], to: [0, 2, 3], isOneWay: false };
      scene.stream(0, 60, 50, 4);
      scene.at(10, () => scene.cluster.faults.cutNetwork(cut));
      scene.at(40, () => scene.cluster.faults.healNetwork(cut));
      scene.runTo(240);
      expect(leadersOf(scene)[0]).toBeGreaterThan(0);
      return scene;
    };
    const fast = course(1);
    expect(fast.lostRecords().length).toBeGreaterThan(500);
    expect(fast.eventsOf("log-truncated").some(({ fields }) => fields["broker"] === 1)).toBe(true);
    expect(course(-1).lostRecords()).toEqual([]);
  });

  it("for less than any timeout, nobody notices but by the delay", () => {
    const scene = new KafkaScene();
    scene.stream(0, 20, 50, 6);
    scene.at(10, () => scene.cluster.faults.cutNetwork(ISOLATED));
    scene.at(11, () => scene.cluster.faults.healNetwork(ISOLATED));
    scene.runTo(60);
    expect(leadersOf(scene)).toEqual([1, 2, 3]);
    expect(scene.eventsOf("broker-fenced")).toEqual([]);
    expect(scene.eventsOf("producer-retry")).toEqual([]);
    const spans = [...scene.acknowledged].map(([id, { atUs }]) => atUs - scene.records.createTimeUs(id));
    expect(Math.max(...spans)).toBeGreaterThan(900_000);
    expect(scene.lostRecords()).toEqual([]);
  });

  it("one way, from a broker to the controllers: it is fenced though it hears everything", () => {
    const scene = new KafkaScene();
    const cut: NetworkCut = { from: [2], to: [0], isOneWay: true };
    scene.stream(0, 60, 50, 6);
    scene.at(10, () => scene.cluster.faults.cutNetwork(cut));
    scene.at(40, () => scene.cluster.faults.healNetwork(cut));
    scene.runTo(30);
    expect(leadersOf(scene)).toEqual([1, 3, 3]);
    scene.runTo(120);
    expect(scene.eventsOf("broker-unfenced")).toHaveLength(1);
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.cluster.describeTopic(SCENE_TOPIC).every(({ isr }) => isr.length === 3)).toBe(true);
  });

  it("from the clients: nothing is elected, and they are served again when it is whole", () => {
    const scene = new KafkaScene();
    const cut: NetworkCut = { from: "clients", to: [1, 2, 3], isOneWay: false };
    scene.stream(0, 40, 50, 6);
    scene.at(10, () => scene.cluster.faults.cutNetwork(cut));
    scene.at(50, () => scene.cluster.faults.healNetwork(cut));
    scene.runTo(150);
    expect(leadersOf(scene)).toEqual([1, 2, 3]);
    expect(scene.eventsOf("leader-elected")).toEqual([]);
    expect(scene.acknowledged.size).toBe(scene.records.count);
    expect(scene.lostRecords()).toEqual([]);
  });
});

describe("a machine", () => {
  it("whose interface is limited sends and receives no more than that, over all its connections", () => {
    const lastAckUs = (bytesPerSecond: number | undefined) => {
      const scene = new KafkaScene({ topic: { partitions: 1 } });
      scene.at(1, () => scene.cluster.faults.limitBandwidth(1, bytesPerSecond));
      scene.at(2, () => scene.send(500, 1_000));
      scene.runTo(60);
      expect(scene.acknowledged.size).toBe(500);
      return Math.max(...[...scene.acknowledged.values()].map(({ atUs }) => atUs)) - 2_000_000;
    };
    expect(lastAckUs(undefined)).toBeLessThan(500_000);
    // Half a megabyte comes in, and goes out to two followers.
    expect(lastAckUs(200_000)).toBeGreaterThan(5_000_000);
  });
});
