import { describe, expect, it } from "vitest";
import { KafkaScene } from "../../../testing/kafka-scene.ts";
import { crc32Partition } from "../crc32.ts";
import { partitionForKey } from "../murmur2.ts";

/** How many records in a row went to the same partition, for each change of it. */
function runLengths(scene: KafkaScene): number[] {
  const places = [...scene.acknowledged].sort(([a], [b]) => a - b).map(([, { partition }]) => partition);
  const starts = places.flatMap((partition, at) => (partition === places[at - 1] ? [] : [at]));
  return starts.map((start, index) => (starts[index + 1] ?? places.length) - start);
}

describe("a key", () => {
  it("goes where murmur2 says, or crc32 with consistent_random", () => {
    for (const partitioner of ["murmur2", "consistent_random"] as const) {
      const scene = new KafkaScene({ topic: { partitions: 5 }, producer: { partitioner }, keyCount: 50 });
      scene.send(50);
      scene.runTo(1);
      const select = partitioner === "murmur2" ? partitionForKey : crc32Partition;
      for (let id = 0; id < 50; id++) {
        const key = scene.records.keyBytes(scene.records.keyIdOf(id));
        expect(scene.acknowledged.get(id)?.partition).toBe(select(key, 5));
      }
    }
  });
});

describe("records without a key", () => {
  it("stick to one partition for a batch's worth of bytes, then all partitions get their share", () => {
    const scene = new KafkaScene({ topic: { partitions: 6 }, producer: { batchSizeBytes: 2_000 } });
    for (let at = 0; at < 400; at++) scene.at(at / 100, () => scene.sendWithoutKey(40));
    scene.runTo(6);
    const places = [...Array(scene.records.count).keys()].map((id) => scene.acknowledged.get(id)?.partition);
    const switches = places.filter((partition, at) => at > 0 && partition !== places[at - 1]).length;
    // About 32 records of 60 bytes fill a batch.
    expect(switches).toBeGreaterThan(places.length / 80);
    expect(switches).toBeLessThan(places.length / 30);
    for (let partition = 0; partition < 6; partition++) {
      expect(places.filter((place) => place === partition).length / places.length).toBeGreaterThan(0.1);
    }
  });

  it("leave it before the record that follows batch.size bytes, if every batch was sent by then (partitionChanged)", () => {
    const scene = new KafkaScene({ topic: { partitions: 60 }, producer: { batchSizeBytes: 1_000 } });
    // 61 bytes of header and 110 of record: six batches are the first to make up 1,000 bytes.
    for (let record = 0; record < 60; record++) scene.at(1 + record * 0.05, () => scene.sendWithoutKey(1, 100));
    scene.runTo(10);
    expect(runLengths(scene)).toEqual(Array(10).fill(6));
  });

  it("leave it with full batches only: a record that does not fit closes its batch first", () => {
    const scene = new KafkaScene({ topic: { partitions: 60 }, producer: { batchSizeBytes: 1_000 } });
    // Eight records fit into a batch and make 941 bytes: too few to leave, so the partition gets two batches.
    scene.sendWithoutKey(160, 100);
    scene.runTo(10);
    expect(runLengths(scene)).toEqual(Array(10).fill(16));
  });

  it("with consistent_random leave it after 10 ms, however little went there (sticky.partitioning.linger.ms)", () => {
    const scene = new KafkaScene({ topic: { partitions: 6 }, producer: { partitioner: "consistent_random" } });
    for (let record = 0; record < 600; record++) scene.at(1 + record * 0.003, () => scene.sendWithoutKey(1));
    scene.runTo(4);
    expect(scene.acknowledged.size).toBe(600);
    // Records 0, 3, 6 and 9 ms after the choice; the same partition may be chosen again.
    expect(runLengths(scene).filter((length) => length % 4 !== 0)).toEqual([]);
    const counts = [0, 1, 2, 3, 4, 5].map((partition) => scene.consume(partition).length);
    expect(Math.min(...counts)).toBeGreaterThan(60);
  });

  it("are all records when keys are ignored", () => {
    const sticky = new KafkaScene({ topic: { partitions: 6 }, producer: { areKeysIgnored: true } });
    sticky.send(50);
    sticky.runTo(2);
    expect([0, 1, 2, 3, 4, 5].filter((partition) => sticky.consume(partition).length > 0)).toHaveLength(1);
  });
});
