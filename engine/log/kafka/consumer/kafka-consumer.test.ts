import { describe, expect, it } from "vitest";
import { ConsumerScene } from "../../../testing/consumer-scene.ts";
import { SCENE_TOPIC } from "../../../testing/kafka-scene.ts";

const ONE_PARTITION = { topic: { partitions: 1 } };

describe("a consumer without a group", () => {
  it("reads every record once, in the order of the offsets", () => {
    const scene = new ConsumerScene();
    scene.stream(0, 20, 50, 7);
    const reader = scene.reader();
    scene.runTo(25);
    for (const partition of [0, 1, 2]) {
      expect(reader.ids[partition]).toEqual(scene.consume(partition));
      expect(reader.offsets[partition]).toEqual(reader.ids[partition]?.map((_, offset) => offset));
    }
    expect(scene.cluster.partitionsOf(SCENE_TOPIC).map((at) => reader.consumer.lagOf(at))).toEqual([0, 0, 0]);
  });

  it("starts at the end with latest, at the beginning with earliest, and where the time says with by_duration", () => {
    const scene = new ConsumerScene(ONE_PARTITION);
    for (const second of [1, 2, 3, 4]) scene.at(second, () => void scene.send(10));
    scene.runTo(5);
    const latest = scene.reader({ autoOffsetReset: { kind: "latest" } });
    const earliest = scene.reader();
    const since = scene.reader({ autoOffsetReset: { kind: "by_duration", durationUs: 2_500_000 } });
    const recent = scene.reader({ autoOffsetReset: { kind: "by_duration", durationUs: 500_000 } });
    scene.at(6, () => void scene.send(1));
    scene.runTo(8);
    const first = [latest, earliest, since, recent].map((reader) => reader.offsets[0]?.[0]);
    expect(first).toEqual([40, 0, 20, 40]);
    expect(latest.changes).toMatchObject([{ from: -1, to: 40, reason: "reset" }]);
  });

  it("throws when there is no offset and no rule", () => {
    const scene = new ConsumerScene(ONE_PARTITION);
    const reader = scene.reader({ autoOffsetReset: { kind: "none" } });
    scene.runTo(1);
    expect(reader.failure).toEqual({ error: "NO_OFFSET_FOR_PARTITION", subject: `${SCENE_TOPIC}-0` });
  });

  it("returns at most max.poll.records, and goes on from there", () => {
    const scene = new ConsumerScene(ONE_PARTITION);
    scene.send(1_200);
    scene.runTo(2);
    const reader = scene.reader({ maxPollRecords: 500 });
    scene.runTo(4);
    expect(reader.pollSizes[0]).toBe(500);
    expect(Math.max(...reader.pollSizes)).toBe(500);
    expect(reader.offsets[0]).toEqual(Array.from({ length: 1_200 }, (_, offset) => offset));
  });

  it("waits for fetch.min.bytes, but no longer than fetch.max.wait.ms", () => {
    const waits = [1, 1_000_000].map((fetchMinBytes) => {
      const scene = new ConsumerScene(ONE_PARTITION);
      const reader = scene.reader({ fetchMinBytes, autoOffsetReset: { kind: "latest" } });
      // Just after the fetch before it has timed out.
      scene.at(10.02, () => void scene.send(1));
      let readAt = 0;
      for (let ms = 10_020; ms < 11_500 && readAt === 0; ms += 5) {
        scene.runTo(ms / 1_000);
        if ((reader.ids[0]?.length ?? 0) > 0) readAt = ms - 10_020;
      }
      return readAt;
    });
    expect(waits[0]).toBeLessThan(30);
    expect(waits[1]).toBeGreaterThan(100);
    expect(waits[1]).toBeLessThanOrEqual(510);
  });

  it("gets a batch that is larger than its limits, one at a time", () => {
    const scene = new ConsumerScene({ ...ONE_PARTITION, producer: { batchSizeBytes: 100_000, lingerUs: 0 } });
    for (const second of [0.1, 0.2, 0.3]) scene.at(second, () => void scene.send(20, 1_000));
    scene.runTo(2);
    const reader = scene.reader({ maxPartitionFetchBytes: 1_000, fetchMaxBytes: 1_000 });
    scene.runTo(4);
    expect(reader.ids[0]).toHaveLength(60);
    expect(reader.pollSizes).toEqual([20, 20, 20]);
  });

  it("reads on from the next leader, without a gap and without a repetition", () => {
    const scene = new ConsumerScene();
    scene.stream(0, 60, 50, 6);
    const reader = scene.reader();
    scene.at(20, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(40, () => scene.cluster.restartBroker(2));
    scene.runTo(80);
    for (const partition of [0, 1, 2]) expect(reader.ids[partition]).toEqual(scene.consume(partition));
  });

  it("falls back to the end of the epoch that it has read of when a new leader does not have the rest", () => {
    const scene = new ConsumerScene({
      topic: { partitions: 1, minInSyncReplicas: 1, isUncleanLeaderElectionEnabled: true },
      producer: { acks: 1, isIdempotent: false },
    });
    scene.stream(0, 100, 50, 2);
    const reader = scene.reader();
    // The followers leave the ISR one after the other; what broker 1 writes alone is lost with it.
    scene.at(10, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(10, () => scene.cluster.crashBroker(3, "process-kill"));
    scene.at(40, () => scene.cluster.crashBroker(1, "power-loss"));
    scene.at(41, () => scene.cluster.restartBroker(2));
    scene.runTo(100);
    const truncated = reader.changes.filter(({ reason }) => reason === "truncation");
    expect(truncated).toHaveLength(1);
    expect(truncated[0]?.to).toBeLessThan(truncated[0]?.from ?? 0);
    expect(reader.ids[0]?.slice(-10)).toEqual(scene.consume(0).slice(-10));
  });

  it("sees nothing while its process stands still, and everything afterwards", () => {
    const scene = new ConsumerScene(ONE_PARTITION);
    scene.stream(0, 30, 100, 2);
    const reader = scene.reader();
    scene.at(10, () => reader.consumer.suspend());
    scene.runTo(20);
    const before = reader.ids[0]?.length ?? 0;
    expect(before).toBeLessThanOrEqual(202);
    scene.at(20, () => reader.consumer.resume());
    scene.runTo(35);
    expect(reader.ids[0]).toEqual(scene.consume(0));
  });
});

describe("the consumer's metrics", () => {
  it("say what it read and how far it is behind", () => {
    const scene = new ConsumerScene(ONE_PARTITION);
    const reader = scene.reader();
    scene.stream(0, 60, 100, 10);
    scene.runTo(61);
    const { metrics } = reader.consumer;
    expect(metrics["records-consumed-total"]).toBe(600 * 10);
    expect(metrics["records-consumed-rate"]).toBeGreaterThan(90);
    expect(metrics["records-consumed-rate"]).toBeLessThan(110);
    expect(metrics["records-lag-max"]).toBe(0);
    expect(metrics["assigned-partitions"]).toBe(1);
    expect(metrics["fetch-latency-max"]).toBeLessThanOrEqual(505);
    expect(metrics["poll-idle-ratio-avg"]).toBeGreaterThan(0.9);
    expect(metrics["last-heartbeat-seconds-ago"]).toBe(-1);
  });
});
