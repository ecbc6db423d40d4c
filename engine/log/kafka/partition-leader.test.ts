import { describe, expect, it } from "vitest";
import { type PartitionRegistration, UNTOUCHED } from "./controller/partition-registration.ts";
import { maximalIsrSize, proposedIsr } from "./isr-state.ts";
import { DEFAULT_TOPIC_SETTINGS } from "./kafka-config.ts";
import type { AlterPartitionItem } from "./messages.ts";
import { PartitionLeader } from "./partition-leader.ts";
import { NO_PRODUCER_STAMP, PLAIN_BATCH, type UnplacedBatch } from "./record-batch.ts";
import type { RemoteReplica } from "./remote-replica.ts";
import { ReplicaLog } from "./storage/replica-log.ts";
import { type TopicPartition, topicPartitionsOf } from "./topic-partition.ts";

// The cases of kind leaderReplicaState in isr-election.json give their steps as sentences; each is a test of that name here.

const LEADER = 1;
const F1 = 2;
const F2 = 3;
const LAG_MS = 30_000;

/** A partition led by broker 1, its controller played by the test. */
class LeaderScene {
  readonly wishes: AlterPartitionItem[] = [];
  readonly log = new ReplicaLog(Number.MAX_SAFE_INTEGER);
  readonly fenced = new Set<number>();
  readonly partition: TopicPartition;
  leader: PartitionLeader;
  nowMs = 0;
  #registration: PartitionRegistration;

  constructor(replicas: readonly number[], isr: readonly number[], minInSyncReplicas = 1) {
    const spec = {
      ...DEFAULT_TOPIC_SETTINGS,
      name: "t",
      partitions: 1,
      replicationFactor: replicas.length,
      minInSyncReplicas,
    };
    this.partition = topicPartitionsOf(spec, 0)[0] as TopicPartition;
    this.#registration = {
      replicas,
      isr,
      leader: LEADER,
      leaderEpoch: 0,
      partitionEpoch: 1,
      leaderRecoveryState: "RECOVERED",
      ...UNTOUCHED,
    };
    this.leader = this.#lead();
  }

  #lead(): PartitionLeader {
    const host = {
      brokerId: LEADER,
      replicaLagTimeMaxUs: LAG_MS * 1_000,
      nowUs: () => this.nowMs * 1_000,
      isIsrEligible: (brokerId: number, brokerEpoch: number) => !this.fenced.has(brokerId) && brokerEpoch === brokerId,
      brokerEpochOf: (brokerId: number) => brokerId,
      submitAlterPartition: (_leader: PartitionLeader, item: AlterPartitionItem) => this.wishes.push(item),
      advanced() {},
    };
    return new PartitionLeader(host, this.partition, this.log, this.#registration);
  }

  /** Leader in another epoch, the ISR as it is. */
  lead(leaderEpoch: number): void {
    this.#registration = { ...this.#registration, leaderEpoch, partitionEpoch: this.#registration.partitionEpoch + 1 };
    this.leader = this.#lead();
  }

  append(records: number): void {
    const batch: UnplacedBatch = {
      ...NO_PRODUCER_STAMP,
      ...PLAIN_BATCH,
      recordIds: new Uint32Array(records),
      sizeBytes: 100,
      maxTimestampUs: 0,
    };
    this.leader.append(batch, 1);
  }

  remote(brokerId: number): RemoteReplica {
    return this.leader.remotes.find((replica) => replica.brokerId === brokerId) as RemoteReplica;
  }

  fetch(brokerId: number, offset: number): void {
    this.leader.onFollowerFetch(this.remote(brokerId), offset, brokerId);
  }

  /** The controller makes the newest wish come true. */
  confirm(): void {
    const wish = this.wishes.at(-1);
    const isr = wish?.newIsr.map((member) => member.brokerId) ?? [];
    this.#registration = { ...this.#registration, isr, partitionEpoch: this.#registration.partitionEpoch + 1 };
    this.leader.onAlterPartitionResult({ kind: "altered", registration: this.#registration });
  }
}

describe("leaderReplicaState", () => {
  it("isr-shrink: the watermark moves only when the controller has confirmed the shrink", () => {
    const scene = new LeaderScene([LEADER, F1, F2], [LEADER, F1, F2]);
    scene.append(10);
    scene.fetch(F1, 10);
    expect(scene.log.highWatermark).toBe(0);
    scene.leader.maybeShrinkIsr();
    expect(scene.wishes).toEqual([]);
    scene.nowMs += LAG_MS + 1;
    scene.leader.maybeShrinkIsr();
    expect(scene.wishes).toHaveLength(1);
    expect(proposedIsr(scene.leader.isr)).toEqual([LEADER, F1]);
    expect(scene.leader.isr.isr).toEqual([LEADER, F1, F2]);
    expect(maximalIsrSize(scene.leader.isr)).toBe(3);
    expect(scene.log.highWatermark).toBe(0);
    scene.leader.maybeShrinkIsr();
    expect(scene.wishes).toHaveLength(1);
    scene.confirm();
    expect(scene.leader.isr).toEqual({ kind: "committed", isr: [LEADER, F1] });
    expect(scene.leader.partitionEpoch).toBe(2);
    expect(scene.log.highWatermark).toBe(10);
  });

  it("isr-hw-frozen-under-min-isr: the watermark waits for the confirmed ISR to reach the minimum", () => {
    const scene = new LeaderScene([LEADER, F1, F2], [LEADER, F1], 3);
    scene.append(10);
    scene.fetch(F1, 10);
    expect(scene.log.highWatermark).toBe(0);
    scene.fetch(F2, 10);
    expect(scene.log.highWatermark).toBe(0);
    expect(maximalIsrSize(scene.leader.isr)).toBe(3);
    expect(scene.wishes).toHaveLength(1);
    scene.confirm();
    expect(scene.log.highWatermark).toBe(10);
  });

  it("isr-not-shrunk-when-caught-up-at-previous-fetch", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER, F1]);
    scene.append(5);
    scene.append(5);
    scene.nowMs += 5_000;
    scene.fetch(F1, 5);
    expect(scene.remote(F1).logEndOffset).toBe(5);
    expect(scene.remote(F1).lastCaughtUpUs).toBe(0);
    expect(scene.log.highWatermark).toBe(5);
    scene.nowMs += 5_001;
    scene.append(5);
    scene.fetch(F1, 10);
    expect(scene.remote(F1).lastCaughtUpUs).toBe(5_000_000);
    expect(scene.log.highWatermark).toBe(10);
    scene.nowMs = 5_000 + LAG_MS;
    scene.leader.maybeShrinkIsr();
    expect(scene.wishes).toEqual([]);
    scene.nowMs += 1;
    scene.leader.maybeShrinkIsr();
    expect(scene.wishes).toHaveLength(1);
  });

  it("isr-not-shrunk-when-at-log-end: an idle partition keeps its followers though nobody fetches", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER, F1]);
    scene.append(10);
    scene.fetch(F1, 10);
    expect(scene.log.highWatermark).toBe(10);
    scene.nowMs += LAG_MS + 1;
    scene.leader.maybeShrinkIsr();
    expect(scene.wishes).toEqual([]);
    expect(scene.leader.isr).toEqual({ kind: "committed", isr: [LEADER, F1] });
  });

  it("isr-follower-fetch-state", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER, F1]);
    scene.append(6);
    expect(scene.remote(F1).lastCaughtUpUs).toBe(0);
    scene.nowMs = 500;
    scene.fetch(F1, 3);
    expect(scene.remote(F1)).toMatchObject({ logEndOffset: 3, lastCaughtUpUs: 0 });
    scene.nowMs = 1_000;
    scene.fetch(F1, 6);
    expect(scene.remote(F1)).toMatchObject({ logEndOffset: 6, lastCaughtUpUs: 1_000_000 });
  });

  it("isr-join-needs-current-epoch-start: the watermark alone is not enough, the leader's end is not needed", () => {
    const scene = new LeaderScene([LEADER, F1, F2], [LEADER, F2]);
    scene.lead(8);
    scene.append(2);
    scene.append(3);
    scene.fetch(F2, 2);
    expect(scene.log.highWatermark).toBe(2);
    scene.lead(10);
    expect(scene.leader.epochStartOffset).toBe(5);
    scene.append(2);
    scene.fetch(F1, 0);
    scene.fetch(F1, 1);
    scene.fetch(F1, 4);
    expect(scene.leader.isr).toEqual({ kind: "committed", isr: [LEADER, F2] });
    scene.fetch(F1, 5);
    expect(scene.leader.isr.isr).toEqual([LEADER, F2]);
    expect(proposedIsr(scene.leader.isr)).toEqual([LEADER, F2, F1]);
  });

  it("isr-hw-with-unfenced-follower: a follower that is caught up by time holds the watermark though it left the ISR", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER, F1]);
    scene.append(10);
    scene.fetch(F1, 10);
    expect(scene.log.highWatermark).toBe(10);
    scene.append(10);
    scene.leader.updateRegistration({
      replicas: [LEADER, F1],
      isr: [LEADER],
      leader: LEADER,
      leaderEpoch: 0,
      partitionEpoch: 2,
      leaderRecoveryState: "RECOVERED",
      ...UNTOUCHED,
    });
    expect(scene.log.highWatermark).toBe(10);
    scene.fenced.add(F1);
    scene.append(1);
    expect(scene.log.highWatermark).toBe(21);
  });

  it("isr-under-min-isr", () => {
    expect(new LeaderScene([LEADER, F1], [LEADER, F1], 2).leader.isUnderMinIsr).toBe(false);
    expect(new LeaderScene([LEADER, F1], [LEADER], 2).leader.isUnderMinIsr).toBe(true);
  });
});

describe("an expansion that is on its way", () => {
  it("already holds the watermark, though the new member is behind", () => {
    const scene = new LeaderScene([LEADER, F1, F2], [LEADER, F1], 2);
    scene.append(5);
    scene.append(5);
    scene.fetch(F1, 5);
    scene.fetch(F2, 5);
    expect(proposedIsr(scene.leader.isr)).toEqual([LEADER, F1, F2]);
    scene.fetch(F1, 10);
    expect(scene.log.highWatermark).toBe(5);
    scene.fetch(F2, 10);
    expect(scene.log.highWatermark).toBe(10);
  });

  it("does not begin while the follower is below the watermark", () => {
    const scene = new LeaderScene([LEADER, F1, F2], [LEADER, F1], 2);
    scene.append(5);
    scene.fetch(F1, 5);
    scene.fetch(F2, 4);
    expect(scene.wishes).toEqual([]);
    scene.fetch(F2, 5);
    expect(scene.wishes).toHaveLength(1);
  });
});

describe("a leader's wishes", () => {
  it("a fenced follower, or an earlier process of it, is not taken in", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER]);
    scene.append(3);
    scene.fenced.add(F1);
    scene.fetch(F1, 3);
    expect(scene.wishes).toEqual([]);
    scene.fenced.delete(F1);
    scene.leader.onFollowerFetch(scene.remote(F1), 3, 99);
    expect(scene.wishes).toEqual([]);
    scene.fetch(F1, 3);
    expect(scene.wishes).toHaveLength(1);
  });

  it("an older state that arrives late changes nothing", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER]);
    scene.fetch(F1, 0);
    scene.confirm();
    expect(scene.leader.isr).toEqual({ kind: "committed", isr: [LEADER, F1] });
    const older = { replicas: [LEADER, F1], isr: [LEADER], leader: LEADER, leaderEpoch: 0, partitionEpoch: 1 };
    scene.leader.updateRegistration({ ...older, leaderRecoveryState: "RECOVERED", ...UNTOUCHED });
    expect(scene.leader.isr).toEqual({ kind: "committed", isr: [LEADER, F1] });
  });

  it("an ineligible member makes it fall back to the committed ISR; any other refusal waits for newer metadata", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER]);
    scene.fetch(F1, 0);
    expect(scene.leader.isr.kind).toBe("pending-expand");
    scene.leader.onAlterPartitionResult({ kind: "refused", error: "INVALID_UPDATE_VERSION" });
    expect(scene.leader.isr.kind).toBe("pending-expand");
    scene.leader.onAlterPartitionResult({ kind: "refused", error: "INELIGIBLE_REPLICA" });
    expect(scene.leader.isr).toEqual({ kind: "committed", isr: [LEADER] });
  });
});

describe("writes that wait", () => {
  it("are told in the order of their offsets, whatever the order in which they began to wait", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER, F1]);
    scene.append(5);
    scene.append(5);
    const told: string[] = [];
    scene.leader.awaitReplication({ requiredOffset: 10, complete: (error) => told.push(`10 ${error}`) });
    scene.leader.awaitReplication({ requiredOffset: 5, complete: (error) => told.push(`5 ${error}`) });
    scene.fetch(F1, 5);
    expect(told).toEqual(["5 NONE"]);
    scene.leader.resign();
    expect(told).toEqual(["5 NONE", "10 NOT_LEADER_OR_FOLLOWER"]);
    scene.fetch(F1, 10);
    expect(told).toHaveLength(2);
  });

  it("keep waiting when the same broker leads on in a new epoch", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER, F1]);
    scene.append(5);
    const told: string[] = [];
    scene.leader.awaitReplication({ requiredOffset: 5, complete: (error) => told.push(error) });
    const previous = scene.leader;
    scene.lead(1);
    scene.leader.inheritWaiters(previous);
    expect(told).toEqual([]);
    scene.fetch(F1, 5);
    expect(told).toEqual(["NONE"]);
  });

  it("learn NOT_ENOUGH_REPLICAS_AFTER_APPEND when the replicas that have it are too few", () => {
    const scene = new LeaderScene([LEADER, F1], [LEADER, F1], 2);
    scene.append(5);
    scene.fetch(F1, 5);
    scene.leader.updateRegistration({
      replicas: [LEADER, F1],
      isr: [LEADER],
      leader: LEADER,
      leaderEpoch: 0,
      partitionEpoch: 2,
      leaderRecoveryState: "RECOVERED",
      ...UNTOUCHED,
    });
    const told: string[] = [];
    scene.leader.awaitReplication({ requiredOffset: 5, complete: (error) => told.push(error) });
    expect(told).toEqual(["NOT_ENOUGH_REPLICAS_AFTER_APPEND"]);
    expect(scene.log.logEndOffset).toBe(5);
  });
});
