import { describe, expect, it } from "vitest";
import { GroupScene } from "../../../testing/group-scene.ts";

const FOUR = { topic: { partitions: 4 } };

describe("a classic group", () => {
  it("waits group.initial.rebalance.delay.ms for a member, and again when another one came meanwhile", () => {
    const alone = new GroupScene({ ...FOUR, members: 1 });
    alone.runTo(2.9);
    expect(alone.assignments).toEqual([[]]);
    alone.runTo(3.1);
    expect(alone.assignments).toEqual([[0, 1, 2, 3]]);
    const scene = new GroupScene({ ...FOUR, members: 2 });
    scene.runTo(5.9);
    expect(scene.assignments).toEqual([[], []]);
    scene.runTo(6.1);
    expect(scene.assignments.map((partitions) => partitions.length)).toEqual([2, 2]);
    expect(scene.assignments.flat().toSorted()).toEqual([0, 1, 2, 3]);
    const { state, generation } = scene.group.describe();
    expect({ state, generation }).toEqual({ state: "STABLE", generation: 1 });
  });

  it("does every record once while nothing happens, and commits what it has done", () => {
    const scene = new GroupScene({ ...FOUR, members: 3 });
    scene.stream(0, 30, 50, 5);
    scene.runTo(40);
    expect(scene.undone).toEqual([]);
    expect(scene.repeated).toEqual([]);
    const { partitions } = scene.group.describe();
    expect(partitions.map(({ lag }) => lag)).toEqual([0, 0, 0, 0]);
  });
});
