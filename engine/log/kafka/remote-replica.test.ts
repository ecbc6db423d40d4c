import { describe, expect, it } from "vitest";
import { RemoteReplica } from "./remote-replica.ts";

const LAG_US = 30_000;

function followerOf(isInSync: boolean): RemoteReplica {
  const replica = new RemoteReplica(2);
  replica.reset(0, isInSync);
  return replica;
}

describe("a follower (Replica.updateFetchStateOrThrow, ReplicaState.isCaughtUp)", () => {
  it("that always fetches less than the leader had at its previous fetch is not caught up, however often it fetches", () => {
    const replica = followerOf(true);
    for (let nowUs = 1_000; nowUs <= LAG_US + 1_000; nowUs += 1_000) {
      replica.onFetch({ fetchOffset: nowUs / 10, brokerEpoch: 12 }, nowUs, nowUs);
    }
    expect(replica.lastCaughtUpUs).toBe(0);
    expect(replica.isCaughtUp(40_000, LAG_US, LAG_US)).toBe(true);
    expect(replica.isCaughtUp(40_000, LAG_US + 1, LAG_US)).toBe(false);
  });

  it("that has what the leader had at its previous fetch was caught up then, though it never reaches the leader's end", () => {
    const replica = followerOf(false);
    for (let fetch = 1; fetch <= 100; fetch++) {
      replica.onFetch({ fetchOffset: 10 * (fetch - 1), brokerEpoch: 12 }, fetch * 1_000, 10 * fetch);
    }
    expect(replica.lastCaughtUpUs).toBe(99_000);
  });

  it("that reached the leader's end, or stands there, is caught up", () => {
    const replica = followerOf(false);
    expect(replica.isCaughtUp(5, 0, LAG_US)).toBe(false);
    replica.onFetch({ fetchOffset: 5, brokerEpoch: 12 }, 7_000, 5);
    expect(replica.lastCaughtUpUs).toBe(7_000);
    expect(replica.isCaughtUp(5, 1_000_000, LAG_US)).toBe(true);
    expect(replica.isCaughtUp(6, 1_000_000, LAG_US)).toBe(false);
  });
});
