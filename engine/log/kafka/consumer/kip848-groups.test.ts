import { describe, expect, it } from "vitest";
import { GroupScene } from "../../../testing/group-scene.ts";

const KIP_848 = { topic: { partitions: 4 }, consumer: { groupProtocol: "consumer" } } as const;

describe("a KIP-848 group", () => {
  it("has its partitions without an initial delay, and does every record once", () => {
    const scene = new GroupScene({ ...KIP_848, members: 2 });
    scene.stream(0, 30, 50, 5);
    scene.runTo(20);
    expect(scene.assignments.map((partitions) => partitions.length)).toEqual([2, 2]);
    expect(scene.changes.find(({ what }) => what === "assigned")?.atUs).toBeLessThan(1_000_000);
    scene.runTo(40);
    expect(scene.undone).toEqual([]);
    const { partitions, state } = scene.group.describe();
    expect(partitions.map(({ lag }) => lag)).toEqual([0, 0, 0, 0]);
    expect(state).toBe("STABLE");
  });

  it("a member that joins gets partitions one by one given up, and nobody else is interrupted", () => {
    const scene = new GroupScene({ ...KIP_848, members: 2 });
    scene.stream(0, 60, 50, 5);
    scene.at(20, () => scene.group.addMembers(1));
    scene.runTo(70);
    const changes = scene.changesSince(20).filter(({ partitions }) => partitions.length > 0);
    const given = changes.filter(({ what }) => what === "revoked").flatMap(({ partitions }) => partitions);
    const taken = changes.filter(({ what }) => what === "assigned").flatMap(({ partitions }) => partitions);
    expect(given).toHaveLength(1);
    expect(taken).toEqual(given);
    expect(scene.assignments.map((partitions) => partitions.length).toSorted()).toEqual([1, 1, 2]);
    // The member hears of it with its next heartbeat, and so does the new one when the partition is free.
    expect((changes.at(-1)?.atUs ?? 0) / 1_000_000).toBeLessThan(20 + 5 + 5 + 1.1);
    expect(scene.undone).toEqual([]);
    expect(scene.repeated).toEqual([]);
  });

  it("a closed member's partitions go to the others with their next heartbeats", () => {
    const scene = new GroupScene({ ...KIP_848, members: 2 });
    scene.stream(0, 60, 50, 5);
    scene.at(20, () => scene.group.closeMember(1));
    scene.runTo(70);
    expect(scene.assignments).toEqual([[], [0, 1, 2, 3]]);
    const taken = scene.changesSince(20).find(({ what, member }) => what === "assigned" && member === 2);
    expect((taken?.atUs ?? 0) / 1_000_000).toBeLessThan(20 + 5 + 1.1);
    expect(scene.repeated).toEqual([]);
    expect(scene.undone).toEqual([]);
  });

  it("a dead member's partitions go to the others after group.consumer.session.timeout.ms", () => {
    const scene = new GroupScene({ ...KIP_848, members: 2 });
    scene.at(20, () => scene.group.crashMember(2));
    scene.runTo(80);
    expect(scene.assignments).toEqual([[0, 1, 2, 3], []]);
    expect(scene.causes).toContain("session-expired");
    const taken = scene.changesSince(20).find(({ what, member }) => what === "assigned" && member === 1);
    const seconds = (taken?.atUs ?? 0) / 1_000_000 - 20;
    expect(seconds).toBeGreaterThan(45 - 5.01);
    expect(seconds).toBeLessThan(45 + 5 + 1.1);
  });

  it("a static member that is closed keeps its partitions until it is back", () => {
    const scene = new GroupScene({ ...KIP_848, members: 2, isStatic: true });
    scene.stream(0, 60, 50, 5);
    scene.runTo(20);
    const before = scene.assignments;
    scene.at(20, () => scene.group.closeMember(2));
    scene.at(30, () => scene.group.restartMember(2));
    scene.runTo(70);
    expect(scene.assignments).toEqual(before);
    expect(scene.changesSince(20.1).filter(({ member }) => member === 1)).toEqual([]);
    expect(scene.undone).toEqual([]);
  });

  it("a member whose application does not poll leaves after max.poll.interval.ms and joins again when it does", () => {
    const scene = new GroupScene({
      ...KIP_848,
      consumer: { ...KIP_848.consumer, maxPollIntervalUs: 20_000_000 },
      members: 2,
    });
    scene.stream(0, 100, 50, 5);
    scene.at(20, () => scene.group.stallMember(2));
    scene.runTo(50);
    expect(scene.assignments[0]).toEqual([0, 1, 2, 3]);
    scene.at(60, () => scene.group.resumeMember(2));
    scene.runTo(110);
    expect(scene.changes.filter(({ what }) => what === "lost")).toMatchObject([{ member: 2 }]);
    expect(scene.assignments.map((partitions) => partitions.length)).toEqual([2, 2]);
    expect(scene.undone).toEqual([]);
  });
});
