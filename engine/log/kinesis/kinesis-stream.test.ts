import { describe, expect, it } from "vitest";
import { MINUTE } from "../../base/time.ts";
import { KinesisScene } from "../../testing/kinesis-scene.ts";
import type { ShardIterator } from "./shard-iterator.ts";

const MIB = 1_048_576;

function put(scene: KinesisScene, count: number, valueBytes = 50) {
  const first = scene.create(count, valueBytes);
  const answer = scene.stream.putRecords(Uint32Array.from({ length: count }, (_, index) => first + index));
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

function iteratorOf(
  scene: KinesisScene,
  position: Parameters<KinesisScene["stream"]["getShardIterator"]>[1],
  shard = 0,
) {
  const iterator = scene.stream.getShardIterator(shard, position);
  if (!iterator.ok) throw new Error(iterator.error.message);
  return iterator.value;
}

function read(scene: KinesisScene, iterator: ShardIterator, maxRecords = 10_000) {
  const answer = scene.stream.getRecords(iterator, maxRecords);
  if (!answer.ok) throw new Error(answer.error.name);
  return answer.value;
}

describe("PutRecords", () => {
  it("takes 1,000 records a second and shard, refuses the rest record by record, and takes more as time goes on", () => {
    const scene = new KinesisScene();
    expect(put(scene, 500).failedRecordCount).toBe(0);
    expect(put(scene, 500).failedRecordCount).toBe(0);
    const answer = put(scene, 3);
    expect(answer.failedRecordCount).toBe(3);
    expect([...answer.shards]).toEqual([-1, -1, -1]);
    scene.runTo(0.002);
    expect([...put(scene, 3).shards]).toEqual([0, 0, -1]);
    expect(scene.stream.metrics()).toMatchObject({
      IncomingRecords: 1_002,
      WriteProvisionedThroughputExceeded: 4,
      "PutRecords.TotalRecords": 1_006,
    });
    expect(scene.eventsOf("write-throttled")).toHaveLength(1);
  });

  it("takes 1 MiB a second and shard, partition keys included; a small record may pass where a large one does not", () => {
    const scene = new KinesisScene();
    // Keys are "key-0" to "key-7": five bytes.
    expect(put(scene, 1, MIB - 10).failedRecordCount).toBe(0);
    expect(put(scene, 1, 1).failedRecordCount).toBe(1);
    scene.runTo(0.5);
    const first = scene.create(1, MIB * 0.6);
    const second = scene.create(1, 1_000);
    const answer = scene.stream.putRecords(Uint32Array.of(first, second));
    expect(answer.ok && [...answer.value.shards]).toEqual([-1, 0]);
    expect(scene.readable(0)).not.toContain(first);
  });

  it("refuses whole requests that break the rules", () => {
    const scene = new KinesisScene();
    const refuse = (recordIds: Uint32Array) => {
      const answer = scene.stream.putRecords(recordIds);
      return answer.ok ? "ok" : answer.error.name;
    };
    expect(refuse(new Uint32Array(0))).toBe("ValidationException");
    const many = scene.create(501);
    expect(refuse(Uint32Array.from({ length: 501 }, (_, index) => many + index))).toBe("ValidationException");
    const large = scene.create(1, MIB);
    expect(refuse(Uint32Array.of(large))).toBe("InvalidArgumentException");
    const longKey = scene.records.keys.internText("k".repeat(257));
    const unkeyable = scene.create(1, 10, () => longKey);
    expect(refuse(Uint32Array.of(unkeyable))).toBe("ValidationException");
    const umlauts = scene.records.keys.internText("ü".repeat(256));
    expect(refuse(Uint32Array.of(scene.create(1, 10, () => umlauts)))).toBe("ok");
    const half = scene.create(12, MIB - 100);
    expect(refuse(Uint32Array.from({ length: 12 }, (_, index) => half + index))).toBe("InvalidArgumentException");
  });

  it("sends a key to the shard that holds its hash key, and spreads records without a key", () => {
    const scene = new KinesisScene({ stream: { shardCount: 4 }, keyCount: 40 });
    const first = scene.create(400, 10);
    const answer = scene.stream.putRecords(Uint32Array.from({ length: 400 }, (_, index) => first + index));
    const shards = answer.ok ? answer.value.shards : [];
    for (let index = 40; index < 400; index++) expect(shards[index]).toBe(shards[index % 40]);
    const unkeyed = scene.create(400, 10, () => -1);
    const spread = scene.stream.putRecords(Uint32Array.from({ length: 400 }, (_, index) => unkeyed + index));
    const counts = [0, 0, 0, 0];
    for (const shard of spread.ok ? spread.value.shards : []) counts[shard] = (counts[shard] ?? 0) + 1;
    for (const count of counts) expect(count).toBeGreaterThan(60);
  });
});

describe("GetRecords", () => {
  it("begins where the iterator's type says", () => {
    const scene = new KinesisScene();
    put(scene, 10);
    scene.runTo(1);
    put(scene, 10);
    const from = (position: Parameters<typeof iteratorOf>[1]) => iteratorOf(scene, position).sequenceNumber;
    expect(from({ kind: "TRIM_HORIZON" })).toBe(0);
    expect(from({ kind: "LATEST" })).toBe(20);
    expect(from({ kind: "AT_SEQUENCE_NUMBER", sequenceNumber: 7 })).toBe(7);
    expect(from({ kind: "AFTER_SEQUENCE_NUMBER", sequenceNumber: 7 })).toBe(8);
    expect(from({ kind: "AT_TIMESTAMP", timestampUs: 500_000 })).toBe(10);
    expect(from({ kind: "AT_TIMESTAMP", timestampUs: 0 })).toBe(0);
  });

  it("says how far behind the newest record it is, and how old what it returned was", () => {
    const scene = new KinesisScene();
    put(scene, 10);
    scene.runTo(2);
    put(scene, 10);
    scene.runTo(3);
    const some = read(scene, iteratorOf(scene, { kind: "TRIM_HORIZON" }), 10);
    expect(some.slice.recordIds).toHaveLength(10);
    expect(some.behindLatestUs).toBe(3_000_000);
    expect(scene.stream.metrics()["GetRecords.IteratorAgeMilliseconds"]).toBe(3_000);
    const rest = read(scene, some.nextIterator as ShardIterator);
    expect(rest).toMatchObject({ behindLatestUs: 0 });
    expect(scene.stream.metrics()["GetRecords.IteratorAgeMilliseconds"]).toBe(1_000);
    expect(scene.stream.maxIteratorAgeUs).toBe(3_000_000);
  });

  it("may be called five times a second and shard by all consumers together", () => {
    const scene = new KinesisScene();
    const iterator = iteratorOf(scene, { kind: "TRIM_HORIZON" });
    for (let call = 0; call < 5; call++) expect(scene.stream.getRecords(iterator, 1).ok).toBe(true);
    const sixth = scene.stream.getRecords(iterator, 1);
    expect(sixth.ok || sixth.error.name).toBe("ProvisionedThroughputExceededException");
    scene.runTo(0.2);
    expect(scene.stream.getRecords(iterator, 1).ok).toBe(true);
    expect(scene.stream.metrics().ReadProvisionedThroughputExceeded).toBe(1);
  });

  it("returns 10 MiB at most and then nothing for five seconds", () => {
    const scene = new KinesisScene();
    for (let second = 0; second < 15; second++) {
      put(scene, 1, MIB - 5);
      scene.runTo(second + 1);
    }
    const answer = read(scene, iteratorOf(scene, { kind: "TRIM_HORIZON" }));
    expect(answer.slice.recordIds).toHaveLength(10);
    const next = answer.nextIterator as ShardIterator;
    scene.runTo(19.9);
    expect(scene.stream.getRecords(next, 1).ok).toBe(false);
    scene.runTo(20);
    expect(read(scene, next).slice.recordIds).toHaveLength(5);
  });

  it("refuses an iterator that is older than five minutes", () => {
    const scene = new KinesisScene();
    const iterator = iteratorOf(scene, { kind: "TRIM_HORIZON" });
    scene.runTo(300);
    expect(scene.stream.getRecords(iterator, 1).ok).toBe(true);
    scene.runTo(300.001);
    const late = scene.stream.getRecords(iterator, 1);
    expect(late.ok || late.error.name).toBe("ExpiredIteratorException");
  });

  it("skips without a word what the retention took", () => {
    const scene = new KinesisScene();
    put(scene, 10);
    const iterator = () => iteratorOf(scene, { kind: "AT_SEQUENCE_NUMBER", sequenceNumber: 0 });
    scene.runTo(3_600);
    put(scene, 5);
    scene.runTo(24 * 3_600);
    expect(read(scene, iterator()).slice.recordIds).toHaveLength(15);
    scene.runTo(24 * 3_600 + 1);
    expect(read(scene, iterator()).slice.from).toBe(10);
  });
});

describe("resharding", () => {
  it("takes time, closes the parent, and leaves it readable to its end", () => {
    const scene = new KinesisScene();
    put(scene, 100);
    expect(scene.stream.splitShard(0).ok).toBe(true);
    expect(scene.stream.describe().streamStatus).toBe("UPDATING");
    const again = scene.stream.mergeShards(0, 1);
    expect(again.ok || again.error.name).toBe("ResourceNotFoundException");
    const busy = scene.stream.splitShard(0);
    expect(busy.ok || busy.error.name).toBe("ResourceInUseException");
    scene.runTo(29.9);
    put(scene, 1);
    scene.runTo(30);
    const description = scene.stream.describe();
    expect(description).toMatchObject({ streamStatus: "ACTIVE", openShardCount: 2 });
    expect(
      description.shards.map(({ shardId, parentShardId, isClosed }) => [shardId, parentShardId, isClosed]),
    ).toEqual([
      ["shardId-000000000000", undefined, true],
      ["shardId-000000000001", "shardId-000000000000", false],
      ["shardId-000000000002", "shardId-000000000000", false],
    ]);
    const placed = put(scene, 100);
    expect(new Set(placed.shards)).toEqual(new Set([1, 2]));
    const answer = read(scene, iteratorOf(scene, { kind: "TRIM_HORIZON" }));
    expect(answer.slice.recordIds).toHaveLength(101);
    expect(answer.nextIterator).toBeUndefined();
    expect(answer.childShards).toEqual([1, 2]);
  });

  it("merges neighbours only, whichever is named first", () => {
    const scene = new KinesisScene({ stream: { shardCount: 3 } });
    const apart = scene.stream.mergeShards(0, 2);
    expect(apart.ok || apart.error.name).toBe("InvalidArgumentException");
    expect(scene.stream.mergeShards(2, 1).ok).toBe(true);
    scene.runTo(31);
    expect(scene.stream.describe().shards.at(-1)).toMatchObject({
      parentShardId: "shardId-000000000001",
      adjacentParentShardId: "shardId-000000000002",
    });
  });

  it("changes the number of shards to the double at most and the half at least", () => {
    const scene = new KinesisScene({ stream: { shardCount: 4 } });
    for (const target of [9, 1]) {
      const refused = scene.stream.updateShardCount(target);
      expect(refused.ok || refused.error.name).toBe("LimitExceededException");
    }
    expect(scene.stream.updateShardCount(6).ok).toBe(true);
    scene.runTo(90);
    expect(scene.stream.describe()).toMatchObject({ streamStatus: "ACTIVE", openShardCount: 6 });
  });

  it("is Kinesis's own affair on an on-demand stream", () => {
    const scene = new KinesisScene({ stream: { mode: "ON_DEMAND", shardCount: 4 } });
    const refused = scene.stream.updateShardCount(8);
    expect(refused.ok || refused.error.name).toBe("ValidationException");
  });
});

describe("an on-demand stream", () => {
  it("throttles above what its shards take, and has the double of its busiest minute a quarter of an hour later", () => {
    const scene = new KinesisScene({ stream: { mode: "ON_DEMAND", shardCount: 4 }, keyCount: 25 });
    // 2.9 MiB a second: its four shards take them, but they have no double room.
    const first = scene.create(25, 60_000);
    const recordIds = Uint32Array.from({ length: 25 }, (_, index) => first + index);
    for (let half = 0; half < 2_400; half++) scene.at(half / 2, () => scene.stream.putRecords(recordIds));
    scene.runTo(900);
    expect(scene.stream.describe().openShardCount).toBe(4);
    scene.runTo(60 + 900 + 2 * 30);
    expect(scene.stream.describe().openShardCount).toBe(6);
    expect(scene.eventsOf("stream-updating")).toMatchObject([{ atUs: 16 * MINUTE, fields: { targetShards: 6 } }]);
  });
});

describe("enhanced fan-out", () => {
  it("pushes records 70 ms after they came, for each consumer with a throughput of its own", () => {
    const scene = new KinesisScene();
    const got: { name: string; count: number; atUs: number }[] = [];
    for (const name of ["one", "two"]) {
      const consumer = scene.stream.registerStreamConsumer(name);
      if (!consumer.ok) throw new Error("refused");
      const subscription = consumer.value.subscribeToShard(
        0,
        { kind: "LATEST" },
        {
          records: ({ slice }) => got.push({ name, count: slice.recordIds.length, atUs: scene.clock.now() }),
          ended() {},
        },
      );
      if (subscription.ok) for (let event = 0; event < 9; event++) subscription.value.request();
    }
    scene.at(1, () => put(scene, 7));
    scene.runTo(2);
    expect(got).toEqual([
      { name: "one", count: 7, atUs: 1_070_000 },
      { name: "two", count: 7, atUs: 1_070_000 },
    ]);
    expect(scene.stream.metrics().ReadProvisionedThroughputExceeded).toBe(0);
  });

  it("pushes 2 MiB a second at most, and only what was asked for", () => {
    const scene = new KinesisScene();
    for (let second = 0; second < 12; second++) {
      put(scene, 1, MIB - 5);
      scene.runTo(second + 1);
    }
    const consumer = scene.stream.registerStreamConsumer("one");
    let records = 0;
    const subscription =
      consumer.ok &&
      consumer.value.subscribeToShard(
        0,
        { kind: "TRIM_HORIZON" },
        {
          records: ({ slice }) => {
            records += slice.recordIds.length;
          },
          ended() {},
        },
      );
    scene.runTo(13);
    expect(records).toBe(0);
    if (subscription !== false && subscription.ok)
      for (let event = 0; event < 20; event++) subscription.value.request();
    scene.runTo(13.001);
    expect(records).toBe(2);
    scene.runTo(15.1);
    expect(records).toBeLessThanOrEqual(8);
    scene.runTo(19);
    expect(records).toBe(12);
  });

  it("ends after five minutes, at the end of the shard, or when another subscription takes the place", () => {
    const scene = new KinesisScene();
    const consumer = scene.stream.registerStreamConsumer("one");
    if (!consumer.ok) throw new Error("refused");
    const ends: string[] = [];
    const subscribe = (name: string) =>
      consumer.value.subscribeToShard(
        0,
        { kind: "LATEST" },
        {
          records() {},
          ended: (reason) => ends.push(`${name} ${reason}`),
        },
      );
    expect(subscribe("a").ok).toBe(true);
    const early = subscribe("b");
    expect(early.ok || early.error.name).toBe("ResourceInUseException");
    scene.runTo(5);
    expect(subscribe("c").ok).toBe(true);
    scene.runTo(305);
    const last = subscribe("d");
    if (last.ok) last.value.request();
    scene.stream.splitShard(0);
    scene.runTo(340);
    expect(ends).toEqual(["a replaced", "c expired", "d shard-end"]);
  });

  it("has twenty consumers at most", () => {
    const scene = new KinesisScene();
    for (let index = 0; index < 20; index++) expect(scene.stream.registerStreamConsumer(`c${index}`).ok).toBe(true);
    const one = scene.stream.registerStreamConsumer("one too many");
    expect(one.ok || one.error.name).toBe("LimitExceededException");
    const twice = scene.stream.registerStreamConsumer("c0");
    expect(twice.ok || twice.error.name).toBe("ResourceInUseException");
  });
});
