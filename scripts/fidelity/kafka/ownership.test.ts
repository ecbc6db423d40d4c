import { describe, expect, it } from "vitest";
import type { RebalanceEvent } from "./client.ts";
import { givenUp, isShared, longestUnownedMs, shares } from "./ownership.ts";

const told = (
  atMs: number,
  member: string,
  event: RebalanceEvent["event"],
  ...partitions: number[]
): RebalanceEvent => ({
  atMs,
  member,
  event,
  partitions,
});
const EVENTS = [
  told(0, "a", "assigned", 0, 1, 2, 3),
  told(10, "a", "revoked", 2, 3),
  told(15, "b", "assigned", 2),
  told(40, "b", "assigned", 3),
];

describe("who owns what", () => {
  it("follows assignments and revocations", () => {
    expect(shares(EVENTS, ["a", "b", "c"])).toEqual([2, 2, 0]);
    expect(isShared(EVENTS, ["a", "b"], 4)).toBe(true);
    expect(isShared(EVENTS.slice(0, 3), ["a", "b"], 4)).toBe(false);
    expect(shares([...EVENTS, told(50, "b", "lost", 2, 3)], ["a", "b"])).toEqual([2, 0]);
  });

  it("counts what was given up from an instant on, by the members asked for", () => {
    expect(givenUp(EVENTS, ["a"], 5)).toBe(2);
    expect(givenUp(EVENTS, ["a"], 11)).toBe(0);
    expect(givenUp(EVENTS, ["b"], 0)).toBe(0);
  });

  it("measures from a revocation to the next assignment of the same partition", () => {
    expect(longestUnownedMs(EVENTS, 0)).toBe(30);
    expect(longestUnownedMs(EVENTS.slice(0, 3), 0)).toBe(5);
    expect(longestUnownedMs(EVENTS, 12)).toBe(0);
  });
});
