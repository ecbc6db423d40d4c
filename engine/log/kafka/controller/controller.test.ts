import { describe, expect, it } from "vitest";
import { SILENT_PROBE } from "../../../base/probe.ts";
import { VirtualClock } from "../../../base/scheduler.ts";
import { timeUs } from "../../../base/time.ts";
import { DEFAULT_CLUSTER_CONFIG, DEFAULT_TOPIC_SETTINGS } from "../kafka-config.ts";
import type { AlterPartitionResult, MetadataDelta, RegistrationResult } from "../messages.ts";
import { CONTROLLER_MACHINE, type Connection, Network } from "../network.ts";
import { type TopicPartition, topicPartitionsOf } from "../topic-partition.ts";
import { Controller } from "./controller.ts";
import { HeartbeatTracker } from "./heartbeat-tracker.ts";

/** A controller with three brokers, which write down what they are told, and one partition on all of them. */
class ControllerScene {
  readonly clock = new VirtualClock();
  readonly network = new Network(this.clock, { latencyUs: 500, bandwidthBytesPerSecond: 1e9 });
  readonly controller = new Controller({ config: DEFAULT_CLUSTER_CONFIG, network: this.network, probe: SILENT_PROBE });
  readonly epochs: number[] = [];
  readonly connections: Connection[] = [];
  readonly told: { readonly brokerId: number; readonly atUs: number; readonly delta: MetadataDelta }[] = [];
  readonly partition: TopicPartition;

  constructor(isUncleanLeaderElectionEnabled = false) {
    this.network.addMachine(CONTROLLER_MACHINE);
    for (const brokerId of [1, 2, 3]) {
      this.network.addMachine(brokerId);
      this.connections[brokerId] = this.network.openNow(brokerId, CONTROLLER_MACHINE, { closed() {} });
      const registration = this.controller.adopt(this.subscriber(brokerId), this.connections[brokerId]);
      this.epochs[brokerId] = registration.brokerEpoch;
    }
    const spec = {
      ...DEFAULT_TOPIC_SETTINGS,
      name: "t",
      partitions: 1,
      replicationFactor: 3,
      isUncleanLeaderElectionEnabled,
    };
    this.partition = topicPartitionsOf(spec, 0)[0] as TopicPartition;
    this.controller.createPartitions([{ partition: this.partition, replicas: [1, 2, 3] }]);
    this.told.length = 0;
  }

  subscriber(brokerId: number) {
    return {
      brokerId,
      applyMetadata: (delta: MetadataDelta) => void this.told.push({ brokerId, atUs: this.clock.now(), delta }),
    };
  }

  alter(
    newIsr: readonly number[],
    more: {
      brokerId?: number;
      brokerEpoch?: number;
      leaderEpoch?: number;
      partitionEpoch?: number;
      memberEpoch?: number;
    } = {},
  ) {
    const brokerId = more.brokerId ?? 1;
    const results: AlterPartitionResult[] = [];
    this.controller.alterPartition(
      {
        brokerId,
        brokerEpoch: more.brokerEpoch ?? this.epochs[brokerId] ?? -1,
        items: [
          {
            partition: this.partition,
            leaderEpoch: more.leaderEpoch ?? 0,
            partitionEpoch: more.partitionEpoch ?? this.controller.registrationOf(this.partition).partitionEpoch,
            newIsr: newIsr.map((id) => ({ brokerId: id, brokerEpoch: more.memberEpoch ?? this.epochs[id] ?? -1 })),
          },
        ],
      },
      (answer) => results.push(...answer),
    );
    this.clock.advance(timeUs(this.clock.now() + 10_000), Number.POSITIVE_INFINITY);
    return results[0];
  }

  /** The error that a heartbeat is answered with. */
  heartbeat(brokerId: number, brokerEpoch: number, metadataOffset: number): string {
    const errors: string[] = [];
    const heartbeat = { brokerId, brokerEpoch, metadataOffset, wantsShutDown: false };
    this.controller.heartbeat(heartbeat, ({ error }) => void errors.push(error));
    return errors.join();
  }

  /** Brokers go on sending heartbeats, all but the silent ones. */
  beat(untilUs: number, silent: readonly number[]): void {
    while (this.clock.now() + 1_000_000 <= untilUs) {
      this.clock.advance(timeUs(this.clock.now() + 1_000_000), Number.POSITIVE_INFINITY);
      for (const id of [1, 2, 3]) {
        if (!silent.includes(id)) this.heartbeat(id, this.epochs[id] ?? -1, Number.MAX_SAFE_INTEGER);
      }
    }
  }
}

describe("Controller.alterPartition", () => {
  it("takes an ISR in, answers and tells every broker after one round trip of the quorum", () => {
    const scene = new ControllerScene();
    const result = scene.alter([1, 2]);
    expect(result).toMatchObject({
      kind: "altered",
      registration: { isr: [1, 2], leader: 1, leaderEpoch: 0, partitionEpoch: 1 },
    });
    expect(scene.told.map(({ brokerId, atUs }) => [brokerId, atUs >= 1_500 && atUs < 1_510])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
  });

  it("refuses whoever does not lead, knows an old state, or names a broker that may not be in sync", () => {
    const scene = new ControllerScene();
    const refused = (error: string) => ({ kind: "refused", error });
    expect(scene.alter([1, 2], { brokerId: 2 })).toEqual(refused("FENCED_LEADER_EPOCH"));
    expect(scene.alter([1, 2], { leaderEpoch: 1 })).toEqual(refused("FENCED_LEADER_EPOCH"));
    expect(scene.alter([1, 2], { partitionEpoch: 5 })).toEqual(refused("INVALID_UPDATE_VERSION"));
    expect(scene.alter([1, 2], { brokerEpoch: 99 })).toEqual(refused("STALE_BROKER_EPOCH"));
    expect(scene.alter([1, 4])).toEqual(refused("INELIGIBLE_REPLICA"));
    expect(scene.alter([1, 2], { memberEpoch: 99 })).toEqual(refused("INELIGIBLE_REPLICA"));
    expect(scene.controller.registrationOf(scene.partition).partitionEpoch).toBe(0);
    expect(scene.told).toEqual([]);
  });
});

describe("Controller, fencing", () => {
  it("fences one silent broker per check, the longest silent first, and looks again 10 ms after it fenced one", () => {
    const scene = new ControllerScene();
    scene.controller.startTasks({ nextBelow: () => 0 } as never);
    scene.beat(30_000_000, [2, 3]);
    const fenced = scene.told
      .filter(({ brokerId }) => brokerId === 1)
      .flatMap(({ delta, atUs }) =>
        delta.brokers.filter((broker) => broker.isFenced).map((broker) => ({ id: broker.brokerId, atUs })),
      );
    expect(fenced.map(({ id }) => id)).toEqual([2, 3]);
    expect((fenced[1]?.atUs ?? 0) - (fenced[0]?.atUs ?? 0)).toBe(10_000);
    expect(scene.controller.registrationOf(scene.partition)).toMatchObject({ leader: 1, isr: [1], leaderEpoch: 0 });
  });

  it("refuses a second process while the first has a session, then takes it in fenced, and unfences it once it is up to date", () => {
    const scene = new ControllerScene();
    const results: string[] = [];
    const connection = scene.connections[1] as Connection;
    const register = () =>
      scene.controller.register({ subscriber: scene.subscriber(1), previousBrokerEpoch: -1 }, connection, (result) =>
        results.push(JSON.stringify(result)),
      );
    scene.clock.advance(timeUs(9_000_000), Number.POSITIVE_INFINITY);
    register();
    scene.clock.advance(timeUs(9_000_001), Number.POSITIVE_INFINITY);
    register();
    scene.clock.advance(timeUs(9_100_000), Number.POSITIVE_INFINITY);
    expect(results[0]).toContain("DUPLICATE_BROKER_REGISTRATION");
    expect(results[1]).toContain("registered");
    expect(scene.controller.registrationOf(scene.partition)).toMatchObject({ leader: 2, isr: [2, 3], leaderEpoch: 1 });
    const { brokerEpoch } = JSON.parse(results[1] ?? "{}");
    expect(scene.heartbeat(1, scene.epochs[1] ?? -1, 10_000)).toBe("STALE_BROKER_EPOCH");
    scene.heartbeat(1, brokerEpoch, brokerEpoch - 1);
    scene.epochs[1] = brokerEpoch;
    expect(scene.alter([2, 1], { brokerId: 2, leaderEpoch: 1 })).toEqual({
      kind: "refused",
      error: "INELIGIBLE_REPLICA",
    });
    scene.heartbeat(1, brokerEpoch, brokerEpoch);
    expect(scene.alter([2, 3, 1], { brokerId: 2, leaderEpoch: 1 })).toMatchObject({ kind: "altered" });
  });
});

describe("Controller, registration", () => {
  /** Broker 1 registers again; what it is answered. */
  function register(scene: ControllerScene): RegistrationResult[] {
    const results: RegistrationResult[] = [];
    const connection = scene.connections[1] as Connection;
    scene.controller.register({ subscriber: scene.subscriber(1), previousBrokerEpoch: -1 }, connection, (result) =>
      results.push(result),
    );
    scene.clock.advance(timeUs(scene.clock.now() + 10_000), Number.POSITIVE_INFINITY);
    return results;
  }

  it("tells every broker the new epoch before the broker is unfenced (RegisterBrokerRecord)", () => {
    const scene = new ControllerScene();
    scene.clock.advance(timeUs(9_000_001), Number.POSITIVE_INFINITY);
    const [result] = register(scene);
    const brokerEpoch = result?.kind === "registered" ? result.brokerEpoch : -1;
    const toldTo2 = scene.told.filter(({ brokerId }) => brokerId === 2).flatMap(({ delta }) => delta.brokers);
    expect(toldTo2.at(-1)).toEqual({ brokerId: 1, brokerEpoch, isFenced: true });
    expect(brokerEpoch).toBeGreaterThan(scene.epochs[1] ?? 0);
  });

  it("is refused while an earlier process has a session, fenced or not (ClusterControlManager.registerBroker)", () => {
    const scene = new ControllerScene();
    scene.clock.advance(timeUs(9_000_001), Number.POSITIVE_INFINITY);
    const [first] = register(scene);
    const brokerEpoch = first?.kind === "registered" ? first.brokerEpoch : -1;
    // Behind with the metadata: the heartbeat keeps the session and does not unfence.
    scene.heartbeat(1, brokerEpoch, brokerEpoch - 1);
    expect(register(scene)).toEqual([{ kind: "refused", error: "DUPLICATE_BROKER_REGISTRATION" }]);
    scene.clock.advance(timeUs(scene.clock.now() + 9_000_000), Number.POSITIVE_INFINITY);
    expect(register(scene)).toMatchObject([{ kind: "registered" }]);
  });
});

describe("Controller, unclean election", () => {
  it("leaves the partition recovering until its leader has an ISR confirmed (LeaderRecoveryState)", () => {
    const scene = new ControllerScene(true);
    scene.controller.startTasks({ nextBelow: () => 0 } as never);
    expect(scene.alter([1])).toMatchObject({ kind: "altered" });
    scene.beat(30_000_000, [1]);
    const elected = scene.controller.registrationOf(scene.partition);
    expect(elected).toMatchObject({ leader: 2, isr: [2], leaderEpoch: 1, leaderRecoveryState: "RECOVERING" });
    expect(scene.alter([2, 3], { brokerId: 2, leaderEpoch: 1 })).toMatchObject({
      kind: "altered",
      registration: { leader: 2, isr: [2, 3], leaderEpoch: 1, leaderRecoveryState: "RECOVERED" },
    });
  });
});

describe("HeartbeatTracker", () => {
  it("a session is valid up to and including the timeout, stale beyond it", () => {
    const tracker = new HeartbeatTracker(9_000);
    tracker.touch(1, 0);
    tracker.touch(2, 500);
    expect(tracker.hasValidSession(1, 9_000)).toBe(true);
    expect(tracker.hasValidSession(1, 9_001)).toBe(false);
    expect(tracker.hasValidSession(3, 0)).toBe(false);
    expect(tracker.findStale([1, 2], 9_000)).toBeUndefined();
    expect(tracker.findStale([2, 1], 20_000)).toBe(1);
    expect(tracker.findStale([2], 20_000)).toBe(2);
    expect(tracker.silenceUs(2, 700)).toBe(200);
  });
});
