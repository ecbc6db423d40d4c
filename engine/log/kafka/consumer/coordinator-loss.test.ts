import { describe, expect, it } from "vitest";
import { GroupScene } from "../../../testing/group-scene.ts";

/** Events that two members, three brokers and a producer cause in a second at most, with room to spare. */
const MOST_EVENTS_A_SECOND = 3_000;

describe("a group whose coordinator's broker dies", () => {
  it.each(["classic", "consumer"] as const)("waits for the next one without spinning (%s)", (groupProtocol) => {
    const scene = new GroupScene({ consumer: { groupProtocol, sessionTimeoutUs: 10_000_000 } });
    scene.stream(0, 60, 100, 5);
    scene.at(20, () => scene.group.crashMember(2));
    scene.runTo(29);
    const coordinator = scene.group.describeMembers().coordinator ?? 1;
    scene.cluster.crashBroker(coordinator, "process-kill");
    for (let second = 30; second <= 60; second++) {
      const before = scene.clock.eventsRun;
      scene.runTo(second);
      expect(scene.clock.eventsRun - before).toBeLessThan(MOST_EVENTS_A_SECOND);
    }
    expect(scene.group.describeMembers().coordinator).not.toBe(coordinator);
  });
});
