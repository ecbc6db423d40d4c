import { describe, expect, it } from "vitest";
import { assert } from "../../../base/assert.ts";
import { SCENE_TOPIC } from "../../../testing/kafka-scene.ts";
import { type SceneTransactions, TransactionScene } from "../../../testing/transaction-scene.ts";
import { coordinatorPartition } from "../coordinator/coordinator-runtime.ts";
import { OFFSETS_TOPIC_NAME, offsetsTopicSpec } from "../group/offsets-topic.ts";

const ONE_PARTITION = { topic: { partitions: 1 } };

function errorsOf(of: SceneTransactions): string[] {
  return of.outcomes.map(({ step, error }) => `${step} ${error}`);
}

describe("a transactional producer", () => {
  it("is read by read_committed after its commit, by read_uncommitted before; the marker takes an offset", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const one = at.start("payments");
    at.scene.runTo(1);
    expect(errorsOf(one)).toEqual(["init NONE"]);
    const ids = at.begin(one, 10);
    at.scene.runTo(2);
    expect(at.scene.consume(0)).toEqual(ids);
    expect(at.committed(0)).toEqual([]);
    expect(at.scene.cluster.lastStableOffsets(SCENE_TOPIC)).toEqual([0]);
    at.commit(one, ids);
    at.scene.runTo(3);
    expect(errorsOf(one)).toEqual(["init NONE", "commit NONE"]);
    expect(at.committed(0)).toEqual(ids);
    expect(at.scene.cluster.describeTopic(SCENE_TOPIC)[0]).toMatchObject({
      logEndOffset: 11,
      highWatermark: 11,
      lastStableOffset: 11,
    });
  });

  it("leaves an aborted transaction to read_uncommitted alone", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const one = at.start("payments");
    at.scene.runTo(1);
    const aborted = at.begin(one, 5);
    at.scene.runTo(2);
    at.abort(one);
    at.scene.runTo(3);
    const kept = at.begin(one, 5);
    at.scene.runTo(4);
    at.commit(one, kept);
    at.scene.runTo(5);
    expect(at.scene.consume(0)).toEqual([...aborted, ...kept]);
    expect(at.committed(0)).toEqual(kept);
    expect(at.scene.cluster.describeTopic(SCENE_TOPIC)[0]?.lastStableOffset).toBe(12);
  });

  it("bumps its epoch with every end, and starts each transaction at sequence 0 (KIP-890)", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const one = at.start("payments");
    at.scene.runTo(1);
    const epochs = [one.producer.transactions.identity.producerEpoch];
    for (let round = 0; round < 3; round++) {
      const ids = at.begin(one, 2);
      at.commit(one, ids);
      at.scene.runTo(2 + round);
      epochs.push(one.producer.transactions.identity.producerEpoch);
    }
    expect(epochs).toEqual([0, 1, 2, 3]);
    const batches = at.scene.cluster.replicaBatches(SCENE_TOPIC, 0, 1);
    const data = batches.filter(({ control }) => control === undefined);
    expect(data.map(({ producerEpoch, baseSequence }) => [producerEpoch, baseSequence])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
  });

  it("sends nothing to a coordinator for a transaction without records", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const one = at.start("payments");
    at.scene.runTo(1);
    one.producer.transactions.begin();
    at.commit(one, []);
    expect(errorsOf(one)).toEqual(["init NONE", "commit NONE"]);
    expect(one.producer.transactions.identity.producerEpoch).toBe(0);
  });

  it("gives up what was not sent yet when it aborts (TransactionAbortedException)", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const one = at.start("payments", { lingerUs: 60_000_000 });
    at.scene.runTo(1);
    const ids = at.begin(one, 3);
    at.abort(one);
    at.scene.runTo(2);
    expect(ids.map((id) => at.scene.failed.get(id))).toEqual(ids.map(() => "TRANSACTION_ABORTED"));
    expect(errorsOf(one)).toEqual(["init NONE", "abort NONE"]);
    expect(at.scene.consume(0)).toEqual([]);
  });
});

describe("fencing", () => {
  it("lets a new producer of the same transactional.id abort what the dead one left open", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const dead = at.start("payments");
    at.scene.runTo(1);
    const lost = at.begin(dead, 4);
    at.scene.runTo(2);
    at.scene.cluster.crashProducer(dead.producer);
    const heir = at.start("payments");
    at.scene.runTo(4);
    expect(errorsOf(heir)).toEqual(["init NONE"]);
    const ids = at.begin(heir, 4);
    at.commit(heir, ids);
    at.scene.runTo(6);
    expect(at.scene.consume(0)).toEqual([...lost, ...ids]);
    expect(at.committed(0)).toEqual(ids);
    expect(at.scene.eventsOf("transaction-aborted")).toHaveLength(1);
  });

  it("refuses a zombie: its batch gets INVALID_PRODUCER_EPOCH, its abort PRODUCER_FENCED, and it is fenced for good", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const zombie = at.start("payments");
    at.scene.runTo(1);
    at.begin(zombie, 4);
    at.scene.runTo(2);
    zombie.producer.isSuspended = true;
    const late = at.send(zombie, 4);
    const heir = at.start("payments");
    at.scene.runTo(4);
    zombie.producer.isSuspended = false;
    at.scene.runTo(5);
    expect(late.map((id) => at.scene.failed.get(id))).toEqual(late.map(() => "INVALID_PRODUCER_EPOCH"));
    expect(zombie.producer.transactions.state).toBe("ABORTABLE_ERROR");
    at.commit(zombie, late);
    at.abort(zombie);
    at.scene.runTo(6);
    expect(errorsOf(zombie)).toEqual(["init NONE", "commit INVALID_PRODUCER_EPOCH", "abort PRODUCER_FENCED"]);
    expect(zombie.producer.transactions.state).toBe("FATAL_ERROR");
    expect(errorsOf(heir)).toEqual(["init NONE"]);
    expect(at.committed(0)).toEqual([]);
    expect(at.scene.cluster.lastStableOffsets(SCENE_TOPIC)).toEqual([5]);
  });

  it("aborts a transaction that is open for longer than transaction.timeout.ms, and fences its producer", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const slow = at.start("payments", { transactionTimeoutUs: 30_000_000 });
    at.scene.runTo(1);
    const ids = at.begin(slow, 4);
    at.scene.runTo(30);
    expect(at.scene.cluster.lastStableOffsets(SCENE_TOPIC)).toEqual([0]);
    at.scene.runTo(42);
    expect(at.scene.cluster.lastStableOffsets(SCENE_TOPIC)).toEqual([5]);
    at.commit(slow, ids);
    at.scene.runTo(43);
    expect(errorsOf(slow)).toEqual(["init NONE", "commit PRODUCER_FENCED"]);
    expect(at.committed(0)).toEqual([]);
  });
});

describe("coordinators and leaders that die", () => {
  it("brings a decided commit to its partitions after the coordinator's death", () => {
    const at = new TransactionScene({ topic: { partitions: 3 } });
    const one = at.start("payments");
    at.scene.runTo(1);
    const ids = at.begin(one, 30);
    at.scene.runTo(2);
    at.commit(one, ids);
    // The decision takes about two milliseconds; the markers are on their way when the coordinator dies.
    at.scene.runTo(2.006);
    const coordinator = at.scene.cluster.coordinatorOf("transaction", "payments");
    at.scene.cluster.crashBroker(coordinator, "process-kill");
    at.scene.runTo(60);
    expect(at.committedAll().sort((a, b) => a - b)).toEqual(ids);
    expect(one.committed.size).toBe(30);
    for (const { lastStableOffset, logEndOffset } of at.scene.cluster.describeTopic(SCENE_TOPIC)) {
      expect(lastStableOffset).toBe(logEndOffset);
    }
  });

  it("goes on over the death of a partition's leader", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const one = at.start("payments");
    at.scene.runTo(1);
    const ids = at.begin(one, 5);
    at.scene.runTo(2);
    at.scene.cluster.crashBroker(1, "process-kill");
    const more = at.send(one, 5);
    at.commit(one, [...ids, ...more]);
    at.scene.runTo(60);
    expect(errorsOf(one)).toEqual(["init NONE", "commit NONE"]);
    expect(at.committed(0)).toEqual([...ids, ...more]);
  });
});

describe("sendOffsetsToTransaction", () => {
  it("writes a group's offsets as a part of the transaction, which ends in __consumer_offsets as in the topic", () => {
    const at = new TransactionScene(ONE_PARTITION);
    const { cluster } = at.scene;
    cluster.createTopic(offsetsTopicSpec(3));
    const one = at.start("payments");
    const partition = cluster.partitionsOf(SCENE_TOPIC)[0];
    assert(partition !== undefined, "the scene has a partition");
    const outcomes: string[] = [];
    const transact = (offset: number) => {
      at.begin(one, 3);
      const offsets = [{ partition, offset, leaderEpoch: -1 }];
      const member = { memberId: "", instanceId: undefined, generationOrEpoch: -1 };
      one.producer.transactions.sendOffsets({ groupId: "readers", ...member, offsets }, (error) =>
        outcomes.push(error),
      );
    };
    at.scene.runTo(1);
    transact(7);
    at.scene.runTo(2);
    at.commit(one, []);
    at.scene.runTo(3);
    transact(9);
    at.scene.runTo(4);
    at.abort(one);
    at.scene.runTo(5);
    expect(outcomes).toEqual(["NONE", "NONE"]);
    expect(errorsOf(one)).toEqual(["init NONE", "commit NONE", "abort NONE"]);
    const group = coordinatorPartition("readers", 50);
    const written = cluster.replicaBatches(OFFSETS_TOPIC_NAME, group, cluster.coordinatorOf("group", "readers"));
    expect(written.map((batch) => [batch.producerEpoch, batch.control?.type ?? batch.entries?.length])).toEqual([
      [0, 1],
      [1, "commit"],
      [1, 1],
      [2, "abort"],
    ]);
    expect(cluster.describeTopic(OFFSETS_TOPIC_NAME)[group]).toMatchObject({ lastStableOffset: 4, logEndOffset: 4 });
  });
});
