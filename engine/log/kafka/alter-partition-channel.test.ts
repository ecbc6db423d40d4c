import { describe, expect, it } from "vitest";
import { BrokerScene, SceneFollower } from "../../testing/broker-scene.ts";
import { UNTOUCHED } from "./controller/partition-registration.ts";

describe("AlterPartition requests (AlterPartitionManager)", () => {
  it("go to the controller one at a time; wishes that come meanwhile travel together in the next", () => {
    const scene = new BrokerScene();
    const follower = new SceneFollower(scene, 2);
    for (const partition of [0, 1, 2]) {
      scene.register(partition, { isr: [1, 3] });
      follower.fetch([scene.position(partition)]);
      scene.runFor(1_000_000);
    }
    expect(scene.wishes()).toEqual([[0]]);
    scene.alterations[0]?.respond([{ kind: "refused", error: "INVALID_UPDATE_VERSION" }]);
    scene.runFor(10_000);
    expect(scene.wishes()).toEqual([[0], [1, 2]]);
    for (const { request } of scene.alterations) expect(request).toMatchObject({ brokerId: 1, brokerEpoch: 11 });
  });

  it("are answered partition by partition: a refused one does not touch its neighbour", () => {
    const scene = new BrokerScene();
    const follower = new SceneFollower(scene, 2);
    for (const partition of [0, 1, 2]) {
      scene.register(partition, { isr: [1, 3] });
      follower.fetch([scene.position(partition)]);
    }
    scene.runFor(10_000);
    scene.alterations[0]?.respond([{ kind: "refused", error: "INVALID_UPDATE_VERSION" }]);
    scene.runFor(10_000);
    const registration = scene.broker.leaderOf(scene.at(2));
    scene.alterations[1]?.respond([
      { kind: "refused", error: "INELIGIBLE_REPLICA" },
      {
        kind: "altered",
        registration: {
          replicas: [1, 2, 3],
          isr: [1, 3, 2],
          leader: 1,
          leaderEpoch: 0,
          partitionEpoch: 1,
          leaderRecoveryState: "RECOVERED",
          ...UNTOUCHED,
        },
      },
    ]);
    scene.runFor(10_000);
    expect([0, 1, 2].map((partition) => scene.broker.leaderOf(scene.at(partition))?.isr.kind)).toEqual([
      "pending-expand",
      "committed",
      "committed",
    ]);
    expect(registration?.isr.isr).toEqual([1, 3, 2]);
  });
});
