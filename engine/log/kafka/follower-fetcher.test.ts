import { describe, expect, it } from "vitest";
import { BrokerScene, plainBatch } from "../../testing/broker-scene.ts";
import type { FetchEntry, FetchPartition, FetchRequest } from "./messages.ts";
import type { RecordBatch } from "./record-batch.ts";
import { ReplicaLog } from "./storage/replica-log.ts";

const LEADER = 3;

/** Broker 1 follows partitions 0 and 1 of broker 3, whose answers the test gives. */
class FollowerScene extends BrokerScene {
  constructor() {
    super();
    for (const partition of [0, 1]) this.register(partition, { leader: LEADER });
    this.runFor(10_000);
  }

  get lastFetch(): FetchRequest {
    const sent = this.fetchesSent.at(-1);
    if (sent === undefined) throw new Error("nothing was fetched");
    return sent.request;
  }

  /** Which partitions the newest fetch asks for, and from where. */
  asked(): number[][] {
    return this.lastFetch.partitions.map(({ partition, fetchOffset }) => [partition.id, fetchOffset]);
  }

  /** The leader answers the newest fetch. */
  answer(...entries: readonly FetchEntry[]): void {
    this.lastFetch.session.respond({ entries });
    this.runFor(10_000);
  }

  fetched(partition: number): FetchPartition {
    return this.lastFetch.partitions.find((fetched) => fetched.partition.id === partition) as FetchPartition;
  }

  data(partition: number, batches: readonly RecordBatch[], highWatermark: number): FetchEntry {
    return { kind: "data", fetched: this.fetched(partition), batches, highWatermark, logStartOffset: 0 };
  }

  ends(partition: number): number[] {
    const log = this.disk.logs.get(partition);
    return log === undefined ? [] : [log.logStartOffset, log.highWatermark, log.logEndOffset];
  }
}

/** What a leader wrote, one record in each batch, in these epochs. */
function written(epochs: readonly number[]): readonly RecordBatch[] {
  const log = new ReplicaLog(Number.MAX_SAFE_INTEGER);
  for (const leaderEpoch of epochs) log.appendAsLeader(plainBatch(1), { leaderEpoch, nowUs: 0 });
  return log.batches;
}

describe("a follower", () => {
  it("asks for all partitions of a leader in one fetch, and at once for more when it is answered", () => {
    const scene = new FollowerScene();
    expect(scene.asked()).toEqual([
      [0, 0],
      [1, 0],
    ]);
    scene.runFor(100_000);
    expect(scene.fetchesSent).toHaveLength(1);
    scene.answer(scene.data(0, written([0, 0, 0]), 2));
    expect(scene.ends(0)).toEqual([0, 2, 3]);
    expect(scene.fetchesSent).toHaveLength(2);
    expect(scene.asked()).toEqual([
      [0, 3],
      [1, 0],
    ]);
    expect(scene.fetched(0).lastFetchedEpoch).toBe(0);
  });

  it("takes the leader's watermark without new records, and never one beyond its own end", () => {
    const scene = new FollowerScene();
    scene.answer(scene.data(0, written([0, 0]), 9));
    expect(scene.ends(0)).toEqual([0, 2, 2]);
    scene.answer(scene.data(1, written([0, 0]), 0));
    scene.answer(scene.data(1, [], 1));
    expect(scene.ends(1)).toEqual([0, 1, 2]);
  });

  it("cuts its log where the leader says that it diverges, and asks from there (AbstractFetcherThread.truncateOnFetchResponse)", () => {
    const scene = new FollowerScene();
    scene.answer(scene.data(0, written([0, 0, 0, 0]), 1));
    scene.answer({ kind: "diverging", fetched: scene.fetched(0), epoch: 0, endOffset: 2 });
    expect(scene.ends(0)).toEqual([0, 1, 2]);
    expect(scene.asked()).toContainEqual([0, 2]);
  });
});

describe("newer metadata in the same leader epoch", () => {
  it("leaves the fetch that is under way alone: its answer counts (ReplicaManager.applyLocalFollowersDelta)", () => {
    const scene = new FollowerScene();
    const entry = scene.data(0, written([0, 0]), 1);
    scene.register(0, { leader: LEADER, isr: [3], partitionEpoch: 1 });
    scene.answer(entry);
    expect(scene.ends(0)).toEqual([0, 1, 2]);
  });
});

describe("a follower that is out of the leader's range (AbstractFetcherThread.fetchOffsetAndTruncate)", () => {
  it("cuts its log to the leader's end when that is shorter", () => {
    const scene = new FollowerScene();
    scene.answer(scene.data(0, written([0, 0, 0, 0]), 1));
    const fetched = scene.fetched(0);
    scene.answer({ kind: "out-of-range", fetched, leaderLogStartOffset: 0, leaderLogEndOffset: 2 });
    expect(scene.ends(0)).toEqual([0, 1, 2]);
  });

  it("starts anew at the leader's start when it is behind that", () => {
    const scene = new FollowerScene();
    scene.answer(scene.data(0, written([0, 0]), 2));
    const fetched = scene.fetched(0);
    scene.answer({ kind: "out-of-range", fetched, leaderLogStartOffset: 10, leaderLogEndOffset: 20 });
    expect(scene.ends(0)).toEqual([10, 10, 10]);
    expect(scene.asked()).toContainEqual([0, 10]);
  });
});

describe("an error for one partition", () => {
  it("delays that one by replica.fetch.backoff.ms; the others are fetched meanwhile", () => {
    const scene = new FollowerScene();
    scene.answer();
    const failedUs = scene.clock.now();
    scene.answer({ kind: "error", fetched: scene.fetched(0), error: "NOT_LEADER_OR_FOLLOWER" });
    expect(scene.asked()).toEqual([[1, 0]]);
    scene.runFor(failedUs + 990_000 - scene.clock.now());
    scene.answer();
    expect(scene.asked()).toEqual([[1, 0]]);
    scene.runFor(20_000);
    scene.answer();
    expect(scene.asked()).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it("for all partitions makes it wait, not ask again at once", () => {
    const scene = new FollowerScene();
    scene.answer();
    const before = scene.fetchesSent.length;
    const error = "UNKNOWN_LEADER_EPOCH";
    scene.answer(...[0, 1].map((id) => ({ kind: "error", fetched: scene.fetched(id), error }) as const));
    scene.runFor(980_000);
    expect(scene.fetchesSent).toHaveLength(before);
    scene.runFor(30_000);
    expect(scene.fetchesSent).toHaveLength(before + 1);
  });

  it("that fences its epoch ends its fetches until newer metadata comes (AbstractFetcherThread.onPartitionFenced)", () => {
    const scene = new FollowerScene();
    scene.answer();
    scene.answer({ kind: "error", fetched: scene.fetched(0), error: "FENCED_LEADER_EPOCH" });
    scene.runFor(5_000_000);
    scene.answer();
    expect(scene.asked()).toEqual([[1, 0]]);
    scene.register(0, { leader: LEADER, leaderEpoch: 1, partitionEpoch: 1 });
    scene.answer();
    expect(scene.lastFetch.partitions.map((fetched) => [fetched.partition.id, fetched.currentLeaderEpoch])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});

describe("the connection to the leader", () => {
  it("is given up when a fetch is not answered for replica.socket.timeout.ms; a late answer says nothing any more", () => {
    const scene = new FollowerScene();
    const { session } = scene.lastFetch;
    const late = scene.data(0, written([0, 0]), 0);
    scene.runFor(29_900_000);
    expect(scene.fetchesSent).toHaveLength(1);
    scene.runFor(1_200_000);
    expect(scene.fetchesSent).toHaveLength(2);
    session.connection.sendToClient(0, () => session.respond({ entries: [late] }));
    scene.runFor(10_000);
    expect(scene.ends(0)).toEqual([0, 0, 0]);
    expect(scene.fetchesSent).toHaveLength(2);
  });

  it("when new is a new fetch session: the leader has told nothing in it yet (FetchSession)", () => {
    const scene = new FollowerScene();
    scene.answer();
    for (const fetched of scene.lastFetch.partitions) fetched.sentHighWatermark = 7;
    scene.lastFetch.session.connection.reset();
    scene.runFor(1_100_000);
    expect(scene.fetchesSent).toHaveLength(3);
    expect(scene.lastFetch.partitions.map((fetched) => fetched.sentHighWatermark)).toEqual([-1, -1]);
  });

  it("is tried again every replica.fetch.backoff.ms while the leader is down, one attempt at a time", () => {
    const scene = new FollowerScene();
    scene.network.killProcess(LEADER);
    scene.runFor(60_000_000);
    expect(scene.fetchesSent).toHaveLength(1);
    const before = scene.clock.eventsRun;
    scene.runFor(10_000_000);
    // Two events an attempt, and the heartbeats.
    expect(scene.clock.eventsRun - before).toBeLessThan(40);
    scene.network.start(LEADER);
    scene.runFor(1_100_000);
    expect(scene.fetchesSent).toHaveLength(2);
  });
});
