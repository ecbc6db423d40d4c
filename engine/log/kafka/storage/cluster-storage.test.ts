import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC } from "../../../testing/kafka-scene.ts";
import { DEFAULT_CLUSTER_CONFIG } from "../kafka-config.ts";
import { DEFAULT_LOG_SETTINGS, type LogSettings } from "./log-settings.ts";

const BROKERS = [1, 2, 3];

/** One partition on three brokers, its segments small. */
function sceneWith(log: Partial<LogSettings>, seed = 1): KafkaScene {
  return new KafkaScene({
    topic: { partitions: 1, log: { ...DEFAULT_LOG_SETTINGS, segmentBytes: 2_000, ...log } },
    producer: { lingerUs: 0 },
    config: {
      storage: {
        ...DEFAULT_CLUSTER_CONFIG.storage,
        initialTaskDelayUs: 1_000_000,
        retentionCheckIntervalUs: 10_000_000,
      },
    },
    seed,
  });
}

/** Sends in small portions until an instant, so that there are many batches. */
function sendUntil(scene: KafkaScene, seconds: number, records = 5): void {
  for (let at = 0; at < seconds; at++) scene.at(at + 0.1, () => void scene.send(records));
  scene.runTo(seconds);
}

const startsOf = (scene: KafkaScene) =>
  BROKERS.map((broker) => scene.cluster.describeLog(SCENE_TOPIC, 0, broker)?.logStartOffset);

describe("retention in a cluster", () => {
  it("deletes whole segments on every replica, and readers are told that what was there is gone", () => {
    const scene = sceneWith({ retentionUs: 20_000_000 });
    sendUntil(scene, 60);
    scene.runTo(75);
    const [first] = startsOf(scene);
    expect(first).toBeGreaterThan(0);
    expect(startsOf(scene)).toEqual([first, first, first]);
    const read = scene.cluster.read(SCENE_TOPIC, 0, { from: 0, to: 5 }, () => undefined);
    expect(read).toMatchObject({ ok: false, error: { name: "OFFSET_OUT_OF_RANGE" } });
    expect(scene.cluster.earliestOffsets(SCENE_TOPIC)).toEqual([first]);
    expect(scene.events.filter(({ kind }) => kind === "segments-deleted").length).toBeGreaterThan(0);
  });

  it("keeps as much as retention.bytes says and less than a segment more", () => {
    const scene = sceneWith({ retentionBytes: 6_000 });
    sendUntil(scene, 60);
    scene.runTo(75);
    for (const broker of BROKERS) {
      const size = scene.cluster.describeLog(SCENE_TOPIC, 0, broker)?.sizeBytes;
      expect(size).toBeGreaterThanOrEqual(6_000);
      expect(size).toBeLessThan(8_000);
    }
  });

  it("a follower that comes back behind the leader's start begins anew there and catches up", () => {
    const scene = sceneWith({ retentionUs: 15_000_000 });
    scene.at(5, () => scene.cluster.crashBroker(3, "process-kill"));
    scene.at(55, () => scene.cluster.restartBroker(3));
    sendUntil(scene, 60);
    scene.runTo(90);
    const [leader, , back] = BROKERS.map((broker) => scene.cluster.describeLog(SCENE_TOPIC, 0, broker));
    expect(back?.logEndOffset).toBe(leader?.logEndOffset);
    expect(back?.logStartOffset).toBe(leader?.logStartOffset);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]?.isr).toContain(3);
  });
});

describe("records that a client deletes", () => {
  it("are gone from every replica, and the log goes on", () => {
    const scene = sceneWith({});
    sendUntil(scene, 5);
    expect(scene.cluster.deleteRecords(SCENE_TOPIC, 0, 12)).toEqual({ ok: true, value: undefined });
    scene.send(3);
    scene.runTo(20);
    expect(startsOf(scene)).toEqual([12, 12, 12]);
    expect(scene.cluster.deleteRecords(SCENE_TOPIC, 0, 1_000)).toMatchObject({
      ok: false,
      error: { name: "OFFSET_OUT_OF_RANGE" },
    });
  });

  it("stay where the topic is only compacted", () => {
    const scene = sceneWith({ cleanupPolicy: { delete: false, compact: true } });
    sendUntil(scene, 3);
    expect(scene.cluster.deleteRecords(SCENE_TOPIC, 0, 5)).toMatchObject({
      ok: false,
      error: { name: "POLICY_VIOLATION" },
    });
  });
});

describe("a compacted topic", () => {
  it("is bounded by its keys and its active segment, whatever is written, and every replica reads alike", () => {
    const scene = sceneWith({ cleanupPolicy: { delete: false, compact: true } });
    sendUntil(scene, 120);
    scene.runTo(140);
    const newest = BROKERS.map((broker) => {
      const byKey = new Map<number, number>();
      for (const { recordIds } of scene.cluster.replicaBatches(SCENE_TOPIC, 0, broker)) {
        for (const id of recordIds) byKey.set(scene.records.keyIdOf(id), id);
      }
      return byKey;
    });
    expect(newest[0]?.size).toBe(8);
    expect(newest[1]).toEqual(newest[0]);
    expect(newest[2]).toEqual(newest[0]);
    for (const broker of BROKERS) {
      const log = scene.cluster.describeLog(SCENE_TOPIC, 0, broker);
      expect(log?.logEndOffset).toBe(600);
      expect(log?.segments.reduce((sum, { records }) => sum + records, 0)).toBeLessThan(150);
    }
    expect(scene.events.filter(({ kind }) => kind === "log-cleaned").length).toBeGreaterThan(3);
  });

  it("refuses records without a key", () => {
    const scene = sceneWith({ cleanupPolicy: { delete: false, compact: true } });
    const id = scene.sendWithoutKey(1);
    scene.runTo(5);
    expect(scene.failed.get(id)).toBe("INVALID_RECORD");
  });
});

describe("flush.messages", () => {
  it("makes a power loss take less than the page cache held", () => {
    const lostOf = (log: Partial<LogSettings>) => {
      const scene = sceneWith(log);
      scene.at(10, () => scene.cluster.crashBroker(2, "power-loss"));
      scene.at(11, () => scene.cluster.restartBroker(2));
      sendUntil(scene, 20);
      const restart = scene.events.find(({ kind }) => kind === "broker-restarted");
      return Number(restart?.fields["recordsLost"]);
    };
    expect(lostOf({ flushMessages: 1 })).toBe(0);
    expect(lostOf({ segmentBytes: DEFAULT_LOG_SETTINGS.segmentBytes })).toBeGreaterThan(0);
  });
});

describe("a tiered topic (KIP-405)", () => {
  const TIERED = { isRemoteStorageEnabled: true, localRetentionUs: 20_000_000 };

  it("keeps on its brokers what is young, and everything can still be read", () => {
    const scene = sceneWith(TIERED);
    sendUntil(scene, 100);
    scene.runTo(140);
    for (const broker of BROKERS) {
      const log = scene.cluster.describeLog(SCENE_TOPIC, 0, broker);
      expect(log?.logStartOffset).toBe(0);
      expect(log?.localLogStartOffset).toBeGreaterThan(100);
      expect(log?.highestRemoteOffset).toBeGreaterThanOrEqual((log?.localLogStartOffset ?? 0) - 1);
    }
    let next = 0;
    const read = scene.cluster.read(SCENE_TOPIC, 0, { from: 0, to: 500 }, (_batch, first, end, offset) => {
      expect(offset).toBe(next);
      next += end - first;
    });
    expect(read.ok).toBe(true);
    expect(next).toBe(500);
  });

  it("drops in remote storage what is older than the total retention, and the log's start follows everywhere", () => {
    const scene = sceneWith({ ...TIERED, localRetentionUs: 5_000_000, retentionUs: 40_000_000 });
    sendUntil(scene, 150);
    scene.runTo(200);
    const [first] = startsOf(scene);
    expect(first).toBeGreaterThan(100);
    expect(scene.events.some(({ kind }) => kind === "remote-segments-deleted")).toBe(true);
    const read = scene.cluster.read(SCENE_TOPIC, 0, { from: 0, to: 5 }, () => undefined);
    expect(read).toMatchObject({ ok: false, error: { name: "OFFSET_OUT_OF_RANGE" } });
  });

  it("a follower that is behind the leader's own disk goes on from there, with the epochs of what it skips", () => {
    const scene = sceneWith(TIERED);
    scene.at(5, () => scene.cluster.crashBroker(3, "process-kill"));
    scene.at(130, () => scene.cluster.restartBroker(3));
    sendUntil(scene, 100);
    scene.runTo(170);
    const [leader, , back] = BROKERS.map((broker) => scene.cluster.describeLog(SCENE_TOPIC, 0, broker));
    expect(back?.logEndOffset).toBe(leader?.logEndOffset);
    expect(back?.logStartOffset).toBe(0);
    expect(back?.localLogStartOffset).toBeGreaterThan(100);
    expect(back?.epochs).toEqual(leader?.epochs);
    expect(scene.cluster.describeTopic(SCENE_TOPIC)[0]?.isr).toContain(3);
  });
});
