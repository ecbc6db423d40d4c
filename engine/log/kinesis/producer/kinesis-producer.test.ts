import { describe, expect, it } from "vitest";
import { KinesisScene } from "../../../testing/kinesis-scene.ts";

const MIB = 1_048_576;

describe("KinesisProducer", () => {
  it("gathers records for 100 ms and puts them with one request", () => {
    const scene = new KinesisScene({ stream: { shardCount: 4 } });
    scene.send(3);
    scene.at(0.05, () => scene.send(5));
    scene.runTo(0.109);
    expect(scene.acknowledged.size).toBe(0);
    scene.runTo(0.11);
    expect(scene.acknowledged.size).toBe(8);
    expect(scene.stream.metrics()["PutRecords.Success"]).toBe(1);
    expect(scene.producer.pendingRecords).toBe(0);
  });

  it("puts 500 records at once without waiting", () => {
    const scene = new KinesisScene({ stream: { shardCount: 2 }, keyCount: 100 });
    scene.send(1_000);
    scene.runTo(0.01);
    expect(scene.acknowledged.size).toBe(1_000);
    expect(scene.stream.metrics()["PutRecords.Success"]).toBe(2);
  });

  it("puts at most 5 MiB at once", () => {
    const scene = new KinesisScene({ stream: { shardCount: 12 }, keyCount: 60 });
    scene.send(12, MIB - 200);
    scene.runTo(10);
    expect(scene.acknowledged.size).toBe(12);
    expect(scene.stream.metrics()["PutRecords.Success"]).toBeGreaterThanOrEqual(3);
  });

  it("acknowledges each record once, where it lies", () => {
    const scene = new KinesisScene({ stream: { shardCount: 3 }, keyCount: 50 });
    scene.sendSteadily({ from: 0, until: 5, everyMs: 10, count: 10 });
    scene.runTo(10);
    expect(scene.acknowledged.size).toBe(5_000);
    const readable = [0, 1, 2].map((shard) => scene.readable(shard));
    const misplaced = [...scene.acknowledged].filter(
      ([id, { shard, sequenceNumber, times }]) => times !== 1 || readable[shard]?.[sequenceNumber] !== id,
    );
    expect(misplaced).toEqual([]);
  });

  it("sends throttled records again, those alone, which breaks the order of a key", () => {
    const scene = new KinesisScene({ keyCount: 1 });
    scene.sendSteadily({ from: 0, until: 2, everyMs: 100, count: 200 });
    scene.runTo(20);
    expect(scene.acknowledged.size).toBe(4_000);
    expect(scene.stream.metrics()["PutRecords.ThrottledRecords"]).toBeGreaterThan(100);
    const order = scene.readable(0);
    expect(order).toHaveLength(4_000);
    expect(order.some((id, index) => index > 0 && id < (order[index - 1] ?? 0))).toBe(true);
  });

  it("keeps the order of a key while nothing is throttled", () => {
    const scene = new KinesisScene({ stream: { shardCount: 2 }, keyCount: 20 });
    scene.sendSteadily({ from: 0, until: 5, everyMs: 20, count: 10 });
    scene.runTo(10);
    expect(scene.stream.metrics()["PutRecords.ThrottledRecords"]).toBe(0);
    for (const shard of [0, 1]) expect(scene.readable(shard)).toEqual([...scene.readable(shard)].sort((a, b) => a - b));
  });

  it("asks a shard for 150 % of its limit at most", () => {
    const scene = new KinesisScene({ keyCount: 1 });
    scene.send(10_000);
    scene.runTo(4);
    // 1,500 at once and 1,500 a second; what is throttled counts again.
    expect(scene.stream.metrics()["PutRecords.TotalRecords"]).toBeLessThanOrEqual(1_500 * 5);
    expect(scene.stream.metrics().IncomingRecords).toBeGreaterThan(4_500);
  });

  it("gives up what is older than 30 s", () => {
    const scene = new KinesisScene({ keyCount: 1 });
    scene.send(40_000);
    scene.runTo(40);
    expect(scene.acknowledged.size + scene.failed.size).toBe(40_000);
    expect(scene.failed.size).toBeGreaterThan(5_000);
    expect(new Set(scene.failed.values())).toEqual(new Set(["Expired"]));
    expect(scene.eventsOf("delivery-failed").length).toBeGreaterThan(0);
    expect([...scene.failed.keys()].filter((id) => scene.acknowledged.has(id))).toEqual([]);
  });

  it("gives up at the first refusal when it is told to", () => {
    const scene = new KinesisScene({ keyCount: 1, producer: { failIfThrottled: true } });
    scene.send(1_500);
    scene.runTo(1);
    expect(scene.acknowledged.size).toBe(1_000);
    expect(new Set(scene.failed.values())).toEqual(new Set(["ProvisionedThroughputExceededException"]));
  });

  it("fails at once what no shard would take", () => {
    const scene = new KinesisScene();
    scene.send(1, MIB + 1);
    expect([...scene.failed.values()]).toEqual(["InvalidArgumentException"]);
    expect(scene.producer.pendingRecords).toBe(0);
  });

  it("learns of new shards from the answers", () => {
    const scene = new KinesisScene({ keyCount: 50 });
    scene.at(1, () => scene.stream.splitShard(0));
    scene.sendSteadily({ from: 0, until: 60, everyMs: 100, count: 150 });
    scene.runTo(120);
    expect(scene.acknowledged.size).toBe(90_000);
    const children = scene.stream.describe().shards.slice(1);
    for (const { incomingRecords } of children) expect(incomingRecords).toBeGreaterThan(5_000);
  });

  it("waits for nobody once it is flushed", () => {
    const scene = new KinesisScene();
    scene.send(3);
    scene.producer.flush();
    scene.runTo(0.01);
    expect(scene.acknowledged.size).toBe(3);
  });
});
