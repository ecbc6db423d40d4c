import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC } from "../../../testing/kafka-scene.ts";

const ONE_PARTITION = { partitions: 1 };

describe("buffer.memory", () => {
  it("lets send() wait when it is full, and takes the records in their order when batches are delivered", () => {
    const scene = new KafkaScene({ topic: ONE_PARTITION, producer: { bufferMemoryBytes: 3 * 16_384, lingerUs: 0 } });
    scene.runTo(1);
    scene.send(5_000);
    expect(scene.producer.pendingRecords).toBe(5_000);
    expect(scene.producer.isBlocked).toBe(true);
    scene.runTo(10);
    expect(scene.producer.isBlocked).toBe(false);
    expect(scene.consume(0)).toEqual(Array.from({ length: 5_000 }, (_, id) => id));
    const metrics = scene.producer.metrics(scene.clock.now());
    expect(metrics["buffer-available-bytes"]).toBe(3 * 16_384);
    expect(metrics["record-send-total"]).toBe(5_000);
    expect(metrics["waiting-threads"]).toBe(0);
    expect(metrics["bufferpool-wait-time-total"]).toBeGreaterThan(1);
    expect(metrics["requests-in-flight"]).toBe(0);
    expect(metrics["batch-size-max"]).toBeLessThanOrEqual(16_384);
  });

  it("fails a record that waits for longer than max.block.ms; the one behind it has a wait of its own", () => {
    const producer = { bufferMemoryBytes: 16_384, maxBlockUs: 10_000_000, deliveryTimeoutUs: 35_000_000 };
    const scene = new KafkaScene({ topic: ONE_PARTITION, producer });
    scene.runTo(1);
    for (const id of [1, 2, 3]) scene.cluster.crashBroker(id, "power-loss");
    const first = scene.send(400, 100);
    scene.runTo(10.9);
    expect(scene.failed.size).toBe(0);
    scene.runTo(11.1);
    const [blocked] = [...scene.failed.keys()];
    expect([...scene.failed.values()]).toEqual(["BUFFER_EXHAUSTED"]);
    expect(blocked).toBeGreaterThan(first + 100);
    scene.runTo(21.1);
    expect([...scene.failed.keys()]).toEqual([blocked, (blocked as number) + 1]);
    // The batch itself reaches its delivery timeout, and makes room.
    scene.runTo(36.5);
    expect(scene.failed.get(first)).toBe("REQUEST_TIMED_OUT");
  });

  it("sends every batch as it is while send() waits, whatever linger.ms says", () => {
    const producer = { bufferMemoryBytes: 2 * 16_384, lingerUs: 30_000_000 };
    const scene = new KafkaScene({ topic: { partitions: 3 }, producer, keyCount: 30 });
    scene.runTo(1);
    scene.send(60);
    scene.runTo(2);
    expect(scene.acknowledged.size).toBeGreaterThan(0);
  });

  it("refuses a record that is larger than all of it at once", () => {
    const scene = new KafkaScene({ topic: ONE_PARTITION, producer: { bufferMemoryBytes: 1_000, batchSizeBytes: 500 } });
    scene.runTo(1);
    const large = scene.send(1, 2_000);
    expect(scene.failed.get(large)).toBe("MESSAGE_TOO_LARGE");
  });
});

describe("compression.type", () => {
  it("is a size: the same records take half of it with lz4, and more of them fit into a batch", () => {
    const sizes = (["none", "lz4"] as const).map((compressionType) => {
      const scene = new KafkaScene({ topic: ONE_PARTITION, producer: { compressionType, lingerUs: 50_000 } });
      scene.runTo(1);
      scene.send(2_000, 190);
      scene.runTo(3);
      const batches = scene.cluster.replicaBatches(SCENE_TOPIC, 0, 1);
      expect(scene.consume(0)).toHaveLength(2_000);
      return { bytes: batches.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), batches: batches.length };
    });
    const [plain, compressed] = sizes;
    expect((compressed?.bytes ?? 0) / (plain?.bytes ?? 1)).toBeCloseTo(0.5, 1);
    expect(compressed?.batches).toBeLessThan((plain?.batches ?? 0) * 0.6);
  });
});
