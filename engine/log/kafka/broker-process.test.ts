import { describe, expect, it } from "vitest";
import type { RandomStream } from "../../base/random-stream.ts";
import { BrokerScene, brokerOf, errorsOf, plainBatch, SceneFollower } from "../../testing/broker-scene.ts";
import type { FetchPartition, FetchRequest } from "./messages.ts";

describe("a follower that asks to be in sync", () => {
  it("does not join the ISR with another broker epoch than that of its registration (KIP-903, Partition.isReplicaIsrEligible)", () => {
    const scene = new BrokerScene();
    scene.register(0, { isr: [1] });
    scene.tell({ brokers: [brokerOf(2, 22)] });
    const follower = new SceneFollower(scene, 2);
    for (const wrongEpoch of [12, 23]) {
      follower.fetch([scene.position(0)], wrongEpoch);
      scene.runFor(1_000_000);
      expect(scene.alterations).toEqual([]);
    }
    follower.fetch([scene.position(0)], 22);
    scene.runFor(10_000);
    expect(scene.lastWish()).toEqual([
      [1, 11],
      [2, 22],
    ]);
  });

  it("does not join while it is fenced or unknown, and does with its next fetch after that", () => {
    const scene = new BrokerScene();
    scene.register(0, { isr: [1], replicas: [1, 2, 4] });
    scene.tell({ brokers: [brokerOf(2, 12, true)] });
    scene.network.addMachine(4);
    const follower = new SceneFollower(scene, 2);
    new SceneFollower(scene, 4).fetch([scene.position(0)]);
    follower.fetch([scene.position(0)]);
    scene.runFor(1_000_000);
    expect(scene.alterations).toEqual([]);
    scene.tell({ brokers: [brokerOf(2)] });
    follower.fetch([scene.position(0)]);
    scene.runFor(10_000);
    expect(scene.lastWish()).toEqual([
      [1, 11],
      [2, 12],
    ]);
  });
});

describe("metadata", () => {
  it("that is older than what the broker has applied changes nothing: no role, no view, no broker", () => {
    const scene = new BrokerScene();
    scene.register(0, { leader: 2, leaderEpoch: 4, partitionEpoch: 9 }, 50);
    scene.register(0, { leader: 1, leaderEpoch: 3, partitionEpoch: 8 }, 49);
    scene.tell({ offset: 49, brokers: [brokerOf(2, 12, true)] });
    expect(scene.broker.leaderOf(scene.at(0))).toBeUndefined();
    expect(scene.broker.metadataView().leaders[0]).toEqual({ leader: 2, leaderEpoch: 4 });
    scene.register(0, { leader: 1, leaderEpoch: 5, partitionEpoch: 10 }, 51);
    expect(scene.broker.leaderOf(scene.at(0))?.leaderEpoch).toBe(5);
  });

  it("of partitions that a broker has no replica of gives it no role", () => {
    const scene = new BrokerScene();
    scene.register(0, { replicas: [2, 3], isr: [2, 3], leader: 2 });
    scene.runFor(2_000_000);
    expect(scene.fetchesSent).toEqual([]);
    expect(scene.broker.metadataView().leaders[0]).toEqual({ leader: 2, leaderEpoch: 0 });
  });

  it("with another ISR and the same leader epoch goes to the leader that is there: who waits for a write is told", () => {
    const scene = new BrokerScene();
    scene.register(0);
    const written = scene.produce([0]);
    scene.runFor(10_000);
    expect(written).toEqual([]);
    scene.register(0, { isr: [1], partitionEpoch: 1 });
    scene.runFor(10_000);
    expect(written).toEqual([{ error: "NONE", baseOffset: 0 }]);
    expect(scene.broker.leaderOf(scene.at(0))).toMatchObject({ partitionEpoch: 1, epochStartOffset: 0 });
  });
});

describe("a broker that no longer leads", () => {
  it("answers followers' waiting fetches at once with NOT_LEADER_OR_FOLLOWER (DelayedFetch, case A)", () => {
    const scene = new BrokerScene();
    scene.register(0);
    const follower = new SceneFollower(scene, 2);
    follower.fetch([scene.position(0)]);
    scene.runFor(100_000);
    expect(follower.answers).toEqual([]);
    const resignedUs = scene.clock.now();
    scene.register(0, { leader: 3, leaderEpoch: 1, partitionEpoch: 1 });
    scene.runFor(1_000);
    expect(errorsOf(follower.answers[0])).toEqual(["NOT_LEADER_OR_FOLLOWER"]);
    expect((follower.answers[0]?.atUs ?? 0) - resignedUs).toBeLessThan(600);
  });

  it("answers waiting writes with NOT_LEADER_OR_FOLLOWER, for nobody else will (DelayedProduce)", () => {
    const scene = new BrokerScene();
    scene.register(0);
    const written = scene.produce([0]);
    scene.runFor(10_000);
    expect(written).toEqual([]);
    scene.register(0, { leader: 3, leaderEpoch: 1, partitionEpoch: 1 });
    scene.runFor(1_000);
    expect(written).toEqual([{ error: "NOT_LEADER_OR_FOLLOWER", baseOffset: -1 }]);
  });

  it("follows the new leader in the new epoch, and nobody while there is none", () => {
    const scene = new BrokerScene();
    scene.register(0);
    scene.register(0, { leader: -1, leaderEpoch: 1, partitionEpoch: 1 });
    scene.runFor(5_000_000);
    expect(scene.fetchesSent).toEqual([]);
    scene.register(0, { leader: 3, leaderEpoch: 2, partitionEpoch: 2 });
    scene.runFor(10_000);
    expect(scene.fetchesSent.map(({ leaderId }) => leaderId)).toEqual([3]);
    expect(scene.fetchesSent[0]?.request).toMatchObject({
      followerId: 1,
      brokerEpoch: 11,
      partitions: [{ currentLeaderEpoch: 2, fetchOffset: 0 }],
    });
  });
});

describe("a broker that leads on in a new epoch", () => {
  it("answers fetches that wait in the old one at once with FENCED_LEADER_EPOCH (DelayedFetch, case F)", () => {
    const scene = new BrokerScene();
    scene.register(0);
    const follower = new SceneFollower(scene, 2);
    follower.fetch([scene.position(0)]);
    scene.runFor(100_000);
    scene.register(0, { leaderEpoch: 1, partitionEpoch: 1 });
    scene.runFor(1_000);
    expect(errorsOf(follower.answers[0])).toEqual(["FENCED_LEADER_EPOCH"]);
  });

  it("answers a fetch with an epoch that it has not heard of with UNKNOWN_LEADER_EPOCH (Partition.checkCurrentLeaderEpoch)", () => {
    const scene = new BrokerScene();
    scene.register(0);
    const follower = new SceneFollower(scene, 2);
    follower.fetch([scene.position(0, 0, 1)]);
    scene.runFor(1_000);
    expect(errorsOf(follower.answers[0])).toEqual(["UNKNOWN_LEADER_EPOCH"]);
  });

  it("does not forget who waits for a write", () => {
    const scene = new BrokerScene();
    scene.register(0);
    const written = scene.produce([0]);
    scene.runFor(10_000);
    scene.register(0, { leaderEpoch: 1, partitionEpoch: 1 });
    for (const id of [2, 3]) new SceneFollower(scene, id).fetch([scene.position(0, 1, 1)]);
    scene.runFor(10_000);
    expect(written).toEqual([{ error: "NONE", baseOffset: 0 }]);
  });
});

describe("a broker that follows and is then elected", () => {
  it("fetches no more, and drops the answer that is under way (AbstractFetcherThread: no longer its partition)", () => {
    const other = new BrokerScene();
    other.register(0);
    other.produce([0], plainBatch(5), 1);
    const batches = other.broker.leaderOf(other.at(0))?.log.batches ?? [];
    const scene = new BrokerScene();
    scene.register(0, { leader: 3 });
    scene.runFor(10_000);
    const { session, partitions } = (scene.fetchesSent[0] as { request: FetchRequest }).request;
    scene.register(0, { leader: 1, leaderEpoch: 1, partitionEpoch: 1 });
    session.respond({
      entries: [
        { kind: "data", fetched: partitions[0] as FetchPartition, batches, highWatermark: 5, logStartOffset: 0 },
      ],
    });
    scene.runFor(5_000_000);
    expect(scene.broker.leaderOf(scene.at(0))?.log.logEndOffset).toBe(0);
    expect(scene.fetchesSent).toHaveLength(1);
  });
});

describe("the tasks of a broker", () => {
  /** Every task runs for the first time after its whole interval. */
  const late = { nextBelow: (bound: number) => bound - 1 } as RandomStream;

  it("write the high watermarks to their checkpoint every replica.high.watermark.checkpoint.interval.ms", () => {
    const scene = new BrokerScene();
    scene.broker.startTasks(late);
    scene.register(0, { isr: [1] });
    scene.produce([0], plainBatch(3), 1);
    const log = scene.disk.logs.get(0);
    scene.runFor(4_900_000);
    log?.recoverAfterProcessKill();
    expect(log?.highWatermark).toBe(0);
    log?.maybeIncrementHighWatermark(3);
    scene.runFor(200_000);
    log?.recoverAfterProcessKill();
    expect(log?.highWatermark).toBe(3);
  });

  it("forget producers of whom nothing came for producer.id.expiration.ms, every ten minutes", () => {
    const scene = new BrokerScene({ config: { producerIdExpirationUs: 1_000_000 } });
    scene.broker.startTasks(late);
    scene.register(0, { isr: [1] });
    const batch = { ...plainBatch(1), producerId: 7, producerEpoch: 0, baseSequence: 0, lastSequence: 0 };
    scene.produce([0], batch, 1);
    scene.runFor(599_000_000);
    const again = scene.produce([0], batch, 1);
    scene.runFor(2_000_000);
    const later = scene.produce([0], batch, 1);
    scene.runFor(10_000);
    expect([again, later]).toEqual([[{ error: "NONE", baseOffset: 0 }], [{ error: "NONE", baseOffset: 1 }]]);
  });

  it("end with the process", () => {
    const scene = new BrokerScene();
    scene.broker.startTasks(late);
    scene.register(0, { isr: [1] });
    scene.produce([0], plainBatch(3), 1);
    scene.broker.stop();
    scene.runFor(60_000_000);
    const log = scene.disk.logs.get(0);
    log?.recoverAfterPowerLoss();
    expect(log?.logEndOffset).toBe(0);
  });
});
