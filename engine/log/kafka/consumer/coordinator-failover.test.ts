import { describe, expect, it } from "vitest";
import { GroupScene, type GroupSceneOptions } from "../../../testing/group-scene.ts";

const PROTOCOLS = [["classic"], ["consumer"]] as const;

/** A group whose coordinator dies at 20 s; topics have two replicas to spare. */
function failedOver(options: GroupSceneOptions): { readonly scene: GroupScene; readonly before: number[][] } {
  const scene = new GroupScene({ topic: { partitions: 4 }, members: 2, ...options });
  scene.stream(0, 70, 50, 5);
  scene.runTo(20);
  const before = scene.assignments;
  const { coordinator } = scene.group.describe();
  scene.at(20, () => scene.cluster.crashBroker(coordinator ?? 0, "process-kill"));
  return { scene, before };
}

describe.each(PROTOCOLS)("the coordinator of a %s group dies", (groupProtocol) => {
  it("the next one knows the members, their partitions and their offsets: nobody loses anything", () => {
    const { scene, before } = failedOver({ consumer: { groupProtocol } });
    const { generation, coordinator } = scene.group.describe();
    scene.runTo(80);
    const after = scene.group.describe();
    expect(after.coordinator).not.toBe(coordinator);
    expect(after.coordinator).toBeDefined();
    expect(after.state).toBe("STABLE");
    expect(after.generation).toBe(generation);
    expect(scene.assignments).toEqual(before);
    expect(scene.changesSince(20)).toEqual([]);
    expect(after.partitions.map(({ lag }) => lag)).toEqual([0, 0, 0, 0]);
    expect(scene.undone).toEqual([]);
    expect(scene.repeated).toEqual([]);
  });

  it("commits fail or wait meanwhile, and what a member that dies then had committed is not done again", () => {
    const { scene } = failedOver({ consumer: { groupProtocol }, commit: "after-processing" });
    scene.at(50, () => scene.group.crashMember(1));
    scene.runTo(130);
    expect(scene.assignments).toEqual([[], [0, 1, 2, 3]]);
    expect(scene.undone).toEqual([]);
    expect(scene.repeated.length).toBeLessThan(20);
  });
});
