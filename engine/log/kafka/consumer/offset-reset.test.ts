import { describe, expect, it } from "vitest";
import { GroupScene } from "../../../testing/group-scene.ts";
import { SCENE_TOPIC } from "../../../testing/kafka-scene.ts";
import { DEFAULT_CLUSTER_CONFIG } from "../kafka-config.ts";
import { DEFAULT_LOG_SETTINGS } from "../storage/log-settings.ts";

type Reset = "earliest" | "latest" | "none";

/** A group of one member, and a log that keeps records for half a minute. */
function scene(kind: Reset): GroupScene {
  const second = 1_000_000;
  const { storage } = DEFAULT_CLUSTER_CONFIG;
  return new GroupScene({
    topic: {
      partitions: 1,
      log: { ...DEFAULT_LOG_SETTINGS, retentionUs: 30 * second, segmentUs: 10 * second },
    },
    config: { storage: { ...storage, retentionCheckIntervalUs: 10 * second } },
    members: 1,
    consumer: { autoOffsetReset: { kind } },
    commit: "after-processing",
  });
}

/** What a member was told to read from the start is behind it; it stands still while retention deletes what it has not read. */
function afterRetention(kind: Reset): GroupScene {
  const late = scene(kind);
  late.stream(4, 150, 100, 2);
  late.at(20, () => late.group.pauseMember(1));
  late.at(120, () => late.group.resumeMember(1));
  return late;
}

describe("auto.offset.reset without a committed offset", () => {
  it("none: the member ends", () => {
    const fresh = scene("none");
    fresh.runTo(10);
    expect(fresh.group.describe().members[0]?.state).toBe("stopped");
    expect(fresh.eventsOf("member-stopped")[0]?.message).toContain("NO_OFFSET_FOR_PARTITION");
  });

  it("latest: what came before the group is never read", () => {
    const fresh = scene("latest");
    fresh.at(1, () => void fresh.send(20));
    fresh.at(6, () => void fresh.send(20));
    fresh.runTo(20);
    expect([...fresh.done.keys()]).toEqual(Array.from({ length: 20 }, (_, id) => 20 + id));
  });
});

/** All that lies between the position and where it went, but what was under way when the member was thrown out. */
function expectGap(unread: readonly number[], from: number, to: number): void {
  const first = unread[0] ?? to;
  expect(unread).toEqual(Array.from({ length: to - first }, (_, index) => first + index));
  expect(first).toBeGreaterThanOrEqual(from);
  expect(first).toBeLessThan(from + 10);
}

describe("auto.offset.reset when retention has taken what was not read (OFFSET_OUT_OF_RANGE)", () => {
  /** The reset, where the log began then, and the offsets that nobody has read in the end. */
  function course(kind: Reset) {
    const late = afterRetention(kind);
    late.runTo(120);
    const logStart = late.cluster.earliestOffsets(SCENE_TOPIC)[0] ?? 0;
    late.runTo(160);
    const end = late.cluster.latestOffsets(SCENE_TOPIC)[0] ?? 0;
    const read = new Set([...late.done.values()].map(([first]) => first?.offset));
    const unread = Array.from({ length: end }, (_, offset) => offset).filter((offset) => !read.has(offset));
    const [reset, ...others] = late.eventsOf("offset-reset").map(({ fields }) => fields);
    expect(others).toEqual([]);
    return {
      from: Number(reset?.from),
      to: Number(reset?.to),
      logStart,
      unread,
      lag: late.group.describe().partitions[0]?.lag,
    };
  }

  it("earliest: the member goes on at the log's start, across a gap", () => {
    const { from, to, logStart, unread, lag } = course("earliest");
    expect(to).toBe(logStart);
    expect(to).toBeGreaterThan(from);
    expectGap(unread, from, to);
    expect(lag).toBe(0);
  });

  it("latest: it skips everything, what is still there too", () => {
    const { from, to, logStart, unread, lag } = course("latest");
    expect(to).toBeGreaterThan(logStart);
    expectGap(unread, from, to);
    expect(lag).toBe(0);
  });
});
