import { describe, expect, it } from "vitest";
import {
  BrokerScene,
  type BrokerSceneOptions,
  type FetchAnswer,
  plainBatch,
  SceneFollower,
} from "../../testing/broker-scene.ts";
import type { FetchPartition } from "./messages.ts";

/** Broker 1 leads all three partitions; broker 2 fetches by hand. */
class FetchScene extends BrokerScene {
  readonly follower = new SceneFollower(this, 2);

  constructor(options: BrokerSceneOptions = {}) {
    super(options);
    for (const partition of [0, 1, 2]) this.register(partition);
  }

  /** Batches of these sizes are appended to a partition. */
  write(partition: number, sizes: readonly number[]): void {
    for (const size of sizes) this.broker.leaderOf(this.at(partition))?.append(plainBatch(1, size), 1);
  }

  /** The answer to a fetch of these positions, which must come within a second. */
  fetched(positions: readonly FetchPartition[]): FetchAnswer {
    const before = this.follower.answers.length;
    this.follower.fetch(positions);
    this.runFor(1_000_000);
    expect(this.follower.answers).toHaveLength(before + 1);
    return this.follower.answers[before] as FetchAnswer;
  }
}

/** By partition of the answer: how many batches came. */
function batchCounts({ entries }: FetchAnswer): (readonly [number, number])[] {
  return entries.map((entry) => [entry.fetched.partition.id, entry.kind === "data" ? entry.batches.length : -1]);
}

describe("how much a follower is given", () => {
  it("whole batches, up to and including replica.fetch.max.bytes of a partition", () => {
    const scene = new FetchScene({ config: { replicaFetchMaxBytes: 300 } });
    scene.write(0, [100, 100, 100, 100]);
    expect(batchCounts(scene.fetched([scene.position(0)]))).toEqual([[0, 3]]);
    expect(batchCounts(scene.fetched([scene.position(0, 3)]))).toEqual([[0, 1]]);
  });

  it("one batch at least, however large: or replication would stop there (KIP-74)", () => {
    const scene = new FetchScene({ config: { replicaFetchMaxBytes: 300 } });
    scene.write(0, [5_000, 100]);
    expect(batchCounts(scene.fetched([scene.position(0)]))).toEqual([[0, 1]]);
  });

  it("all partitions together up to replica.fetch.response.max.bytes; who got nothing comes first next time", () => {
    const scene = new FetchScene({ config: { replicaFetchResponseMaxBytes: 300 } });
    for (const partition of [0, 1, 2]) scene.write(partition, [100, 100, 100, 100]);
    const positions = [0, 1, 2].map((partition) => scene.position(partition));
    expect(batchCounts(scene.fetched(positions))).toEqual([[0, 3]]);
    expect(batchCounts(scene.fetched(positions))).toEqual([[1, 3]]);
    expect(batchCounts(scene.fetched(positions))).toEqual([[2, 3]]);
    expect(batchCounts(scene.fetched(positions))).toEqual([[0, 3]]);
  });

  it("nothing of a partition whose batch does not fit beside others; it comes first next time and is given whole", () => {
    const scene = new FetchScene({ config: { replicaFetchResponseMaxBytes: 300 } });
    scene.write(0, [200]);
    scene.write(1, [5_000]);
    const positions = [scene.position(0), scene.position(1)];
    expect(batchCounts(scene.fetched(positions))).toEqual([[0, 1]]);
    expect(batchCounts(scene.fetched(positions))).toEqual([[1, 1]]);
  });

  it("errors and new high watermarks of the other partitions, also when the response is full", () => {
    const scene = new FetchScene({ config: { replicaFetchResponseMaxBytes: 300 } });
    for (const partition of [0, 1]) scene.write(partition, [300, 100]);
    const positions = [scene.position(0), { ...scene.position(1), sentHighWatermark: -1 }, scene.position(2, 0, 5)];
    expect(scene.fetched(positions).entries).toMatchObject([
      { kind: "data", batches: [{ sizeBytes: 300 }] },
      { kind: "data", batches: [], highWatermark: 0 },
      { kind: "error", error: "UNKNOWN_LEADER_EPOCH" },
    ]);
  });

  it("the rest of the response's limit goes to the next partition", () => {
    const scene = new FetchScene({ config: { replicaFetchResponseMaxBytes: 300 } });
    scene.write(0, [200]);
    scene.write(1, [50, 50, 50]);
    expect(batchCounts(scene.fetched([scene.position(0), scene.position(1)]))).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});

describe("how long a follower waits", () => {
  it("replica.fetch.wait.max.ms when nothing is new, and then it is told nothing", () => {
    const scene = new FetchScene();
    scene.follower.fetch([scene.position(0)]);
    scene.runFor(500_400);
    expect(scene.follower.answers).toEqual([]);
    scene.runFor(200);
    expect(scene.follower.answers.map(({ entries }) => entries)).toEqual([[]]);
  });

  it("until a record is written, or until replica.fetch.min.bytes are there", () => {
    for (const [replicaFetchMinBytes, writes] of [
      [1, 1],
      [150, 2],
    ] as const) {
      const scene = new FetchScene({ config: { replicaFetchMinBytes } });
      scene.follower.fetch([scene.position(0)]);
      for (let write = 0; write < writes; write++) {
        expect(scene.follower.answers).toEqual([]);
        scene.reconnected().produce([0], plainBatch(1), 1);
        scene.runFor(10_000);
      }
      expect(scene.follower.answers.map(batchCounts)).toEqual([[[0, writes]]]);
    }
  });

  it("not at all when a partition has an error; the others come along", () => {
    const scene = new FetchScene();
    const answer = scene.fetched([scene.position(0), scene.position(1, 0, 5)]);
    expect(answer.entries).toMatchObject([{ kind: "error", error: "UNKNOWN_LEADER_EPOCH" }]);
    expect(answer.atUs).toBeLessThan(1_000);
  });

  it("not at all when its log diverges from the leader's (KIP-595)", () => {
    const scene = new FetchScene();
    scene.write(0, [100]);
    const answer = scene.fetched([{ ...scene.position(0, 3), lastFetchedEpoch: 0 }]);
    expect(answer.entries).toMatchObject([{ kind: "diverging", epoch: 0, endOffset: 1 }]);
    expect(answer.atUs).toBeLessThan(1_000);
  });
});

describe("what a fetch tells the leader", () => {
  it("the high watermark, once: an answer says only what is new (FetchSession.CachedPartition)", () => {
    const scene = new FetchScene();
    scene.register(1, { isr: [1], leaderEpoch: 1, partitionEpoch: 1 });
    scene.write(1, [100]);
    const position = { ...scene.position(1, 1, 1), sentHighWatermark: -1 };
    expect(scene.fetched([position]).entries).toMatchObject([{ kind: "data", batches: [], highWatermark: 1 }]);
    expect(scene.fetched([position]).entries).toEqual([]);
  });

  it("how far the follower is with every partition, also with those that a full response has no room for", () => {
    const scene = new FetchScene({ config: { replicaFetchResponseMaxBytes: 300 } });
    for (const partition of [0, 1]) scene.write(partition, [100, 100, 100, 100]);
    scene.fetched([scene.position(0), scene.position(1, 2)]);
    expect(scene.broker.leaderOf(scene.at(1))?.remoteOf(2)?.logEndOffset).toBe(2);
  });

  it("nothing of a follower whose log diverges: its offset is not what it shares with the leader", () => {
    const scene = new FetchScene();
    scene.register(0, { replicas: [1, 2], isr: [1, 2], leaderEpoch: 1, partitionEpoch: 1 });
    scene.write(0, [100]);
    scene.fetched([{ ...scene.position(0, 3, 1), lastFetchedEpoch: 0 }]);
    const leader = scene.broker.leaderOf(scene.at(0));
    expect(leader?.log.highWatermark).toBe(0);
    expect(leader?.remoteOf(2)?.logEndOffset).toBe(-1);
  });

  it("when it arrived, not when it was answered (ReplicaManager.readFromLog: readFromPurgatory updates no fetch state)", () => {
    const scene = new FetchScene();
    const caughtUpUs = () => scene.broker.leaderOf(scene.at(0))?.remoteOf(2)?.lastCaughtUpUs;
    scene.runFor(1_000_000);
    scene.follower.fetch([scene.position(0)]);
    scene.runFor(1_000_000);
    expect(scene.follower.answers).toHaveLength(1);
    expect(caughtUpUs()).toBe(1_000_000);
    scene.follower.fetch([scene.position(0)]);
    scene.runFor(300_000);
    scene.produce([0], plainBatch(1), 1);
    scene.runFor(10_000);
    expect(scene.follower.answers).toHaveLength(2);
    scene.write(0, [100]);
    // It has one record of two: more than there was at its previous fetch, which came at 2 s and was answered at 2.3 s.
    scene.follower.fetch([scene.position(0, 1)]);
    expect(caughtUpUs()).toBe(2_000_000);
  });
});
