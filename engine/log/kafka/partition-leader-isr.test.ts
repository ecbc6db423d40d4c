import { describe, expect, it } from "vitest";
import { BrokerScene, brokerOf, plainBatch, SceneFollower } from "../../testing/broker-scene.ts";
import { type PartitionRegistration, UNTOUCHED } from "./controller/partition-registration.ts";
import type { KafkaErrorName } from "./kafka-error.ts";
import type { PartitionLeader } from "./partition-leader.ts";

/** Broker 1 leads partition 0; the followers fetch by hand. */
class IsrScene extends BrokerScene {
  readonly follower2 = new SceneFollower(this, 2);
  readonly follower3 = new SceneFollower(this, 3);

  get leader(): PartitionLeader {
    return this.broker.leaderOf(this.at(0)) as PartitionLeader;
  }

  /** The controller grants the newest wish, with whatever else is told of the partition. */
  grant(isr: readonly number[], partitionEpoch: number, leaderEpoch = 0): void {
    const registration: PartitionRegistration = {
      replicas: [1, 2, 3],
      isr,
      leader: 1,
      leaderEpoch,
      partitionEpoch,
      leaderRecoveryState: "RECOVERED",
      ...UNTOUCHED,
    };
    this.alterations.at(-1)?.respond([{ kind: "altered", registration }]);
    this.runFor(10_000);
  }

  /** The controller refuses the newest wish. */
  refuse(error: KafkaErrorName): void {
    this.alterations.at(-1)?.respond([{ kind: "refused", error }]);
    this.runFor(10_000);
  }

  /** The followers fetch from these offsets on. */
  fetched(offsetOf2: number | undefined, offsetOf3: number | undefined, leaderEpoch = 0): void {
    if (offsetOf2 !== undefined) this.follower2.fetch([this.position(0, offsetOf2, leaderEpoch)]);
    if (offsetOf3 !== undefined) this.follower3.fetch([this.position(0, offsetOf3, leaderEpoch)]);
    this.runFor(10_000);
  }
}

describe("a change of the ISR", () => {
  it("is not asked for while another one is pending (Partition.needsExpandIsr, PartitionTest.testSingleInFlightAlterIsr)", () => {
    const scene = new IsrScene();
    scene.register(0, { isr: [1] });
    scene.fetched(0, 0);
    scene.refuse("INVALID_UPDATE_VERSION");
    scene.fetched(0, 0);
    expect(scene.alterations).toHaveLength(1);
    expect(scene.lastWish()?.map(([brokerId]) => brokerId)).toEqual([1, 2]);
    scene.register(0, { isr: [1, 2], partitionEpoch: 1 });
    scene.fetched(undefined, 0);
    expect(scene.lastWish()?.map(([brokerId]) => brokerId)).toEqual([1, 2, 3]);
    expect(scene.alterations.at(-1)?.request.items[0]).toMatchObject({ partitionEpoch: 1, leaderEpoch: 0 });
  });

  it("names the broker epoch that each member fetched with, so that the controller finds a restarted one (KIP-903)", () => {
    const scene = new IsrScene();
    scene.register(0, { isr: [1, 2] });
    scene.fetched(0, undefined);
    scene.tell({ brokers: [brokerOf(2, 22)] });
    scene.fetched(undefined, 0);
    expect(scene.lastWish()).toEqual([
      [1, 11],
      [2, 12],
      [3, 13],
    ]);
  });

  it("that is granted in another leader epoch is left to the metadata (Partition.handleAlterPartitionUpdate)", () => {
    const scene = new IsrScene();
    scene.register(0, { isr: [1] });
    scene.fetched(0, undefined);
    scene.grant([1, 2], 1, 1);
    expect(scene.leader.isr).toEqual({ kind: "pending-expand", isr: [1], newInSyncReplica: 2 });
    scene.register(0, { isr: [1, 2], leaderEpoch: 1, partitionEpoch: 1 });
    expect(scene.leader.isr).toEqual({ kind: "committed", isr: [1, 2] });
  });

  it("stays pending when the metadata repeats what the leader knows from the answer (same partition epoch)", () => {
    const scene = new IsrScene();
    scene.register(0, { isr: [1] });
    scene.fetched(0, undefined);
    scene.grant([1, 2], 1);
    scene.fetched(undefined, 0);
    scene.register(0, { isr: [1, 2], partitionEpoch: 1 });
    expect(scene.leader.isr).toEqual({ kind: "pending-expand", isr: [1, 2], newInSyncReplica: 3 });
  });

  it("that is refused is given up only when a member is not eligible (Partition.handleAlterPartitionError)", () => {
    for (const error of ["FENCED_LEADER_EPOCH", "INVALID_UPDATE_VERSION", "UNKNOWN_TOPIC_OR_PARTITION"] as const) {
      const scene = new IsrScene();
      scene.register(0, { isr: [1] });
      scene.fetched(0, undefined);
      scene.refuse(error);
      expect(scene.leader.isr.kind).toBe("pending-expand");
    }
    const scene = new IsrScene();
    scene.register(0, { isr: [1] });
    scene.fetched(0, undefined);
    scene.refuse("INELIGIBLE_REPLICA");
    expect(scene.leader.isr).toEqual({ kind: "committed", isr: [1] });
    scene.fetched(0, undefined);
    expect(scene.alterations).toHaveLength(2);
  });
});

describe("a leader that is elected", () => {
  it("alone in the ISR has its whole log below the watermark at once (Partition.makeLeader: the ISR could be down to 1)", () => {
    const scene = new IsrScene();
    scene.register(0);
    scene.produce([0], plainBatch(4), 1);
    expect(scene.leader.log.highWatermark).toBe(0);
    scene.register(0, { isr: [1], leaderEpoch: 1, partitionEpoch: 1 });
    expect(scene.leader.log.highWatermark).toBe(4);
  });

  it("starts its epoch at the end of its log though it has written nothing (PartitionTest.testMakeLeaderUpdatesEpochCache)", () => {
    const scene = new IsrScene();
    scene.register(0);
    scene.produce([0], plainBatch(4), 1);
    scene.register(0, { leaderEpoch: 8, partitionEpoch: 1 });
    expect(scene.leader.log.endOffsetForEpoch(8)).toEqual({ epoch: 8, endOffset: 4 });
    expect(scene.leader.log.lastFetchedEpoch).toBe(8);
  });

  it("gives no grace to a follower outside the ISR: it does not hold the watermark (Replica.resetReplicaState)", () => {
    const scene = new IsrScene();
    scene.register(0, { isr: [1] });
    scene.produce([0], plainBatch(3), 1);
    scene.register(0, { isr: [1, 3], leaderEpoch: 1, partitionEpoch: 1 });
    scene.produce([0], plainBatch(1), 1);
    scene.fetched(0, 4, 1);
    expect(scene.leader.isr).toEqual({ kind: "committed", isr: [1, 3] });
    expect(scene.leader.log.highWatermark).toBe(4);
  });
});

describe("a write", () => {
  it("counts the replicas of a pending expansion as having it (checkEnoughReplicasReachOffset: the maximal ISR)", () => {
    const scene = new IsrScene({ topic: { minInSyncReplicas: 2 } });
    scene.register(0, { isr: [1, 2] });
    scene.produce([0], plainBatch(1));
    scene.fetched(1, undefined);
    scene.register(0, { isr: [1], partitionEpoch: 1 });
    const told: string[] = [];
    const waiter = { requiredOffset: 1, complete: (error: string) => void told.push(error) };
    scene.leader.awaitReplication(waiter);
    scene.fetched(1, undefined);
    expect(scene.leader.isr.kind).toBe("pending-expand");
    scene.leader.awaitReplication(waiter);
    expect(told).toEqual(["NOT_ENOUGH_REPLICAS_AFTER_APPEND", "NONE"]);
  });

  it("may be as large as max.message.bytes, and no larger", () => {
    const scene = new IsrScene({ topic: { maxMessageBytes: 700 } });
    scene.register(0);
    expect(scene.leader.append(plainBatch(1, 700), 1)).toMatchObject({ kind: "appended" });
    expect(scene.leader.append(plainBatch(1, 701), 1)).toMatchObject({ kind: "refused", error: "MESSAGE_TOO_LARGE" });
  });

  it("with too few replicas in sync is refused for that, whatever its size (Partition.appendRecordsToLeader: before the log sees it)", () => {
    const scene = new IsrScene({ topic: { maxMessageBytes: 700, minInSyncReplicas: 2 } });
    scene.register(0, { isr: [1] });
    expect(scene.leader.append(plainBatch(1, 701), -1)).toEqual({ kind: "refused", error: "NOT_ENOUGH_REPLICAS" });
    expect(scene.leader.append(plainBatch(1, 701), 1)).toMatchObject({ kind: "refused", error: "MESSAGE_TOO_LARGE" });
  });
});

describe("a fetch of an earlier process of a follower", () => {
  it("that arrives late says nothing of what the present one has (KIP-903, Replica.updateFetchStateOrThrow)", () => {
    const scene = new IsrScene();
    scene.register(0, { isr: [1, 2] });
    scene.produce([0], plainBatch(5), 1);
    scene.tell({ brokers: [brokerOf(2, 22)] });
    scene.follower2.fetch([scene.position(0, 3)], 22);
    expect(scene.leader.log.highWatermark).toBe(3);
    scene.follower2.fetch([scene.position(0, 5)], 12);
    expect(scene.leader.log.highWatermark).toBe(3);
    expect(scene.leader.remoteOf(2)).toMatchObject({ logEndOffset: 3, brokerEpoch: 22 });
  });
});
