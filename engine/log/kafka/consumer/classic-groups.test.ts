import { describe, expect, it } from "vitest";
import { GroupScene } from "../../../testing/group-scene.ts";

const FOUR = { topic: { partitions: 4 } };
const TEN_SECONDS = { sessionTimeoutUs: 10_000_000 };

/** When the first callback of a kind came after an instant, in seconds after it. */
function firstAfter(scene: GroupScene, seconds: number, what: string): number {
  const change = scene.changesSince(seconds).find((other) => other.what === what);
  return (change?.atUs ?? 0) / 1_000_000 - seconds;
}

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
    expect(partitions.map(({ recordsLag }) => recordsLag)).toEqual([0, 0, 0, 0]);
  });

  it.each([
    ["session.timeout.ms = 45 s", {}, 45],
    ["session.timeout.ms = 10 s", TEN_SECONDS, 10],
  ])("with %s: the others take a dead member's partitions after a session and a heartbeat", (_, config, session) => {
    const scene = new GroupScene({ ...FOUR, members: 2, consumer: config });
    scene.at(20, () => scene.group.crashMember(2));
    scene.runTo(20 + session + 6);
    expect(scene.assignments).toEqual([[0, 1, 2, 3], []]);
    expect(scene.causes).toEqual(["member-joined", "session-expired"]);
    const takenOver = firstAfter(scene, 20, "assigned");
    // Its last heartbeat was at most an interval old, and the survivor hears of it with its own next heartbeat.
    expect(takenOver).toBeGreaterThan(session - 3.01);
    expect(takenOver).toBeLessThan(session + 3.1);
    const [, loss] = scene.group.history.rebalances;
    expect(loss?.partitionsMoved).toBe(2);
  });

  it("eager: every member gives up everything in a rebalance", () => {
    const scene = new GroupScene({ ...FOUR, members: 2, consumer: { partitionAssignmentStrategy: ["range"] } });
    scene.at(20, () => scene.group.addMembers(1));
    scene.runTo(30);
    const revoked = scene.changesSince(20).filter(({ what }) => what === "revoked");
    expect(revoked.flatMap(({ partitions }) => partitions).toSorted()).toEqual([0, 1, 2, 3]);
    expect(scene.assignments.map((partitions) => partitions.length)).toEqual([2, 1, 1]);
  });

  it("cooperative: only what moves is given up, and goes to its new owner in a second rebalance", () => {
    const scene = new GroupScene({
      ...FOUR,
      members: 1,
      consumer: { partitionAssignmentStrategy: ["cooperative-sticky"] },
    });
    scene.stream(0, 40, 50, 4);
    scene.at(20, () => scene.group.addMembers(1));
    scene.runTo(45);
    const changes = scene.changesSince(20).filter(({ partitions }) => partitions.length > 0);
    expect(changes.map(({ member, what, partitions }) => [member, what, partitions.length])).toEqual([
      [1, "revoked", 2],
      [2, "assigned", 2],
    ]);
    expect(scene.group.describe().generation).toBe(3);
    expect(scene.undone).toEqual([]);
    // What the old owner did after its commit before the rebalance, and until it gave the partition up.
    const again = scene.repeated.map((id) => scene.done.get(id)?.map(({ member }) => member));
    expect(again.every((members) => members?.join() === "1,2")).toBe(true);
    expect(again.length).toBeLessThan(10);
  });

  it("a member that is closed leaves at once", () => {
    const scene = new GroupScene({ ...FOUR, members: 2 });
    scene.stream(0, 40, 50, 4);
    scene.at(20, () => scene.group.closeMember(2));
    scene.runTo(45);
    expect(firstAfter(scene, 20, "assigned")).toBeLessThan(3.1);
    expect(scene.causes).toEqual(["member-joined", "member-left"]);
    expect(scene.repeated).toEqual([]);
    expect(scene.undone).toEqual([]);
  });

  it("a static member that restarts within its session gets its partitions back without a rebalance", () => {
    const scene = new GroupScene({ ...FOUR, members: 2, isStatic: true });
    scene.stream(0, 40, 50, 4);
    scene.runTo(20);
    const before = scene.assignments;
    scene.at(20, () => scene.group.closeMember(2));
    scene.at(30, () => scene.group.restartMember(2));
    scene.runTo(45);
    expect(scene.assignments).toEqual(before);
    expect(scene.group.describe().generation).toBe(1);
    expect(scene.changesSince(20.1).filter(({ member }) => member === 1)).toEqual([]);
    expect(scene.undone).toEqual([]);
  });
});

describe("a member whose application does not poll", () => {
  const STUCK = { ...FOUR, members: 2, consumer: { maxPollIntervalUs: 20_000_000 } };

  it("leaves after max.poll.interval.ms although its heartbeats go on, and comes back when it polls", () => {
    const scene = new GroupScene(STUCK);
    scene.stream(0, 90, 50, 4);
    scene.at(20, () => scene.group.stallMember(2));
    scene.runTo(50);
    expect(scene.assignments[0]).toEqual([0, 1, 2, 3]);
    expect(scene.causes.at(-1)).toBe("member-left");
    const takenOver = firstAfter(scene, 20.5, "assigned");
    expect(takenOver).toBeGreaterThan(19);
    expect(takenOver).toBeLessThan(23.2);
    scene.at(60, () => scene.group.resumeMember(2));
    scene.runTo(95);
    const lost = scene.changes.filter(({ what }) => what === "lost");
    expect(lost).toMatchObject([{ member: 2 }]);
    expect(scene.assignments.map((partitions) => partitions.length)).toEqual([2, 2]);
    expect(scene.undone).toEqual([]);
  });

  it("paused whole: it is thrown out by its session, and what it then still does is done twice", () => {
    const scene = new GroupScene({ ...FOUR, members: 2, consumer: TEN_SECONDS, processing: { perRecordUs: 50_000 } });
    scene.stream(0, 60, 500, 5);
    scene.at(20, () => scene.group.pauseMember(2));
    scene.at(45, () => scene.group.resumeMember(2));
    scene.runTo(100);
    expect(scene.causes).toContain("session-expired");
    expect(scene.undone).toEqual([]);
    expect(scene.repeated.length).toBeGreaterThan(0);
    expect(scene.assignments.map((partitions) => partitions.length)).toEqual([2, 2]);
  });
});

describe("what a crash does to records", () => {
  const SLOW = { processing: { perRecordUs: 10_000 }, consumer: TEN_SECONDS, members: 2, ...FOUR };

  it("committed after processing: nothing is lost, what was done and not committed is done again", () => {
    const scene = new GroupScene({ ...SLOW, commit: "after-processing" });
    scene.stream(0, 60, 100, 6);
    const doneBefore: number[] = [];
    scene.at(20.03, () => {
      scene.group.crashMember(2);
      doneBefore.push(...scene.done.keys());
    });
    scene.runTo(120);
    expect(scene.undone).toEqual([]);
    expect(scene.repeated.every((id) => doneBefore.includes(id))).toBe(true);
    expect(scene.repeated.every((id) => scene.done.get(id)?.[0]?.member === 2)).toBe(true);
  });

  it("committed before processing: nothing is done twice, what the crash interrupted is lost", () => {
    const scene = new GroupScene({ ...SLOW, commit: "before-processing" });
    scene.stream(0, 60, 500, 60);
    scene.at(20.1, () => scene.group.crashMember(2));
    scene.runTo(140);
    expect(scene.repeated).toEqual([]);
    expect(scene.undone.length).toBeGreaterThan(0);
    const { partitions } = scene.group.describe();
    expect(partitions.map(({ lag }) => lag)).toEqual([0, 0, 0, 0]);
  });

  it("auto commit: up to auto.commit.interval.ms of work is done again", () => {
    const scene = new GroupScene({ ...SLOW, commit: "auto", processing: { perRecordUs: 100 } });
    scene.stream(0, 60, 100, 6);
    scene.at(24, () => scene.group.crashMember(2));
    scene.runTo(80);
    expect(scene.undone).toEqual([]);
    const firstTimes = scene.repeated.map((id) => scene.done.get(id)?.[0]?.atUs ?? 0);
    expect(firstTimes.length).toBeGreaterThan(0);
    expect(Math.min(...firstTimes)).toBeGreaterThan((24 - 5.2) * 1_000_000);
  });
});

describe("a record that cannot be processed", () => {
  const failures = (afterRetries: "stop" | "skip" | "dead-letter") => ({
    isUnreadable: (id: number) => id === 40,
    retries: 2,
    backoffUs: 1_000_000,
    afterRetries,
  });

  it("is tried again and then left behind, or told to the one who keeps dead letters", () => {
    for (const how of ["skip", "dead-letter"] as const) {
      const scene = new GroupScene({ ...FOUR, members: 1, failures: failures(how) });
      scene.at(5, () => void scene.send(100));
      scene.runTo(30);
      expect(scene.gaveUp).toMatchObject([{ recordId: 40, outcome: how }]);
      expect(scene.undone).toEqual([40]);
    }
  });

  it("stops one member after the other when nobody catches the exception", () => {
    const scene = new GroupScene({
      ...FOUR,
      members: 2,
      failures: failures("stop"),
      consumer: TEN_SECONDS,
      commit: "after-processing",
    });
    scene.at(8, () => void scene.send(100));
    scene.runTo(60);
    expect(scene.gaveUp.map(({ recordId }) => recordId)).toEqual([40, 40]);
    expect(scene.group.describe().members.map(({ state }) => state)).toEqual(["stopped", "stopped"]);
    expect(scene.eventsOf("member-stopped")).toHaveLength(2);
  });
});
