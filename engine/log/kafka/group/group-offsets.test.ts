import { describe, expect, it } from "vitest";
import { GroupScene } from "../../../testing/group-scene.ts";
import { SCENE_TOPIC } from "../../../testing/kafka-scene.ts";
import { DEFAULT_CLUSTER_CONFIG } from "../kafka-config.ts";

const HOUR_US = 3_600_000_000;

function scene(offsetsRetentionUs: number): GroupScene {
  const { group } = DEFAULT_CLUSTER_CONFIG;
  return new GroupScene({
    topic: { partitions: 1 },
    members: 1,
    commit: "after-processing",
    config: { group: { ...group, offsetsRetentionUs } },
  });
}

describe("committed offsets on the coordinator", () => {
  it("are forgotten offsets.retention.minutes after the group has become empty, at the next look every ten minutes", () => {
    const idle = scene(HOUR_US / 4);
    idle.stream(0, 10, 100, 2);
    idle.at(20, () => idle.group.closeMember(1));
    idle.runTo(25);
    const committed = idle.group.committedOffsets(SCENE_TOPIC)[0] ?? 0;
    expect(committed).toBe(idle.cluster.latestOffsets(SCENE_TOPIC)[0]);
    idle.runTo(20 + 15 * 60);
    expect(idle.group.committedOffsets(SCENE_TOPIC)).toEqual([committed]);
    idle.runTo(30 * 60 + 30);
    expect(idle.group.committedOffsets(SCENE_TOPIC)).toEqual([undefined]);
  });

  it("stay as long as somebody in the group subscribes to the topic", () => {
    const busy = scene(HOUR_US / 4);
    busy.stream(0, 10, 100, 2);
    busy.runTo(35 * 60);
    expect(busy.group.committedOffsets(SCENE_TOPIC)[0]).toBeGreaterThan(0);
  });
});
