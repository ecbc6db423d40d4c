import { describe, expect, it } from "vitest";
import { LATEST_PRODUCTION, parseMetadataVersion } from "./metadata-version.ts";
import { buildPartitionChange, type PartitionChangeRequest } from "./partition-change.ts";
import { applyPartitionChange, newPartition, type PartitionRegistration } from "./partition-registration.ts";

const PARTITION: PartitionRegistration = {
  ...newPartition([3, 1, 2]),
  isr: [1, 2],
  leader: 1,
  leaderEpoch: 4,
  partitionEpoch: 9,
};

function change(alive: readonly number[], more: Partial<PartitionChangeRequest> = {}) {
  return buildPartitionChange({
    partition: PARTITION,
    election: "online",
    isAcceptableLeader: (brokerId) => alive.includes(brokerId),
    metadataVersion: LATEST_PRODUCTION,
    minIsr: 1,
    elrRules: { isElrEnabled: false, usesLastKnownLeader: true },
    ...more,
  });
}

describe("buildPartitionChange", () => {
  it("changes nothing while the leader is fine, also when the preferred replica is back", () => {
    expect(change([1, 2, 3])).toBeUndefined();
  });

  it("the next leader is the first of the ISR in the order of the replicas, not of the ISR", () => {
    const partition = { ...PARTITION, isr: [1, 2, 3] };
    expect(change([2, 3], { partition, targetIsr: [2, 3] })).toEqual({ leader: 3, isr: [2, 3] });
  });

  it("a leader change starts an epoch, an ISR change alone does not; both count as a change of the partition", () => {
    const elected = applyPartitionChange(PARTITION, change([2], { targetIsr: [2] }) ?? {});
    expect(elected).toMatchObject({ leader: 2, leaderEpoch: 5, partitionEpoch: 10, isr: [2] });
    const expanded = applyPartitionChange(PARTITION, change([1, 2, 3], { targetIsr: [1, 2, 3] }) ?? {});
    expect(expanded).toMatchObject({ leader: 1, leaderEpoch: 4, partitionEpoch: 10, isr: [1, 2, 3] });
  });

  it("the last member stays in the ISR when it goes, and leads again in a new epoch when it is back", () => {
    const alone = { ...PARTITION, isr: [1] };
    const offline = applyPartitionChange(alone, change([], { partition: alone, targetIsr: [] }) ?? {});
    expect(offline).toMatchObject({ leader: -1, isr: [1], leaderEpoch: 5 });
    const back = applyPartitionChange(offline, change([1, 2, 3], { partition: offline }) ?? {});
    expect(back).toMatchObject({ leader: 1, isr: [1], leaderEpoch: 6, leaderRecoveryState: "RECOVERED" });
  });

  it("an unclean election is the last resort and leaves the new leader alone and recovering, until it says otherwise", () => {
    expect(change([2, 3], { election: "unclean", targetIsr: [2] })).toEqual({ leader: 2, isr: [2] });
    const unclean = change([3], { election: "unclean", targetIsr: [2] });
    expect(unclean).toEqual({ leader: 3, isr: [3], leaderRecoveryState: "RECOVERING" });
    const partition = applyPartitionChange(PARTITION, unclean ?? {});
    expect(change([3, 1], { partition, targetIsr: [3, 1], targetLeaderRecoveryState: "RECOVERED" })).toEqual({
      isr: [3, 1],
      leaderRecoveryState: "RECOVERED",
    });
  });

  it("a replica that leaves the assignment starts an epoch though the leader stays", () => {
    expect(change([1, 2], { targetReplicas: [1, 2] })).toEqual({ leader: 1, replicas: [1, 2] });
  });

  it("before 3.6-IV0 a shrinking ISR starts an epoch", () => {
    const old = parseMetadataVersion("3.5-IV2");
    expect(old).toBeDefined();
    expect(change([1, 2], { metadataVersion: old ?? LATEST_PRODUCTION, targetIsr: [1] })).toEqual({
      leader: 1,
      isr: [1],
    });
    expect(change([1, 2], { targetIsr: [1] })).toEqual({ isr: [1] });
  });

  it("a metadata version is what Kafka writes, nothing else", () => {
    expect(parseMetadataVersion("4.3-IV0")).toEqual(LATEST_PRODUCTION);
    for (const text of ["", "4", "4.x", "4.3-IV", "v4.3-IV0", "4.3-IV0 "])
      expect(parseMetadataVersion(text)).toBeUndefined();
  });
});
