import { describe, expect, it } from "vitest";
import { type ProbeEvent, SILENT_PROBE } from "../../../base/probe.ts";
import { RebalanceHistory } from "./rebalance-history.ts";

function historyWithEvents() {
  const events: ProbeEvent[] = [];
  const history = new RebalanceHistory("g", { ...SILENT_PROBE, event: (event) => events.push(event) });
  return { history, events };
}

describe("RebalanceHistory", () => {
  it("tells who caused a rebalance, how long it took, what moved and how long it was nobody's", () => {
    const { history, events } = historyWithEvents();
    history.triggered("member-joined", "a", 0);
    history.advanced(1, 1, 3_000_000);
    history.completed(1, 3_100_000);
    history.acquired("a", ["t-0", "t-1"], 3_200_000);
    history.triggered("member-joined", "b", 10_000_000);
    history.triggered("session-expired", "c", 10_500_000);
    history.released("a", ["t-1"], 11_000_000);
    history.advanced(2, 2, 12_000_000);
    history.completed(2, 12_500_000);
    history.acquired("b", ["t-1"], 13_000_000);
    expect(history.rebalances).toHaveLength(2);
    expect(history.rebalances[0]).toMatchObject({
      beganUs: 0,
      endedUs: 3_100_000,
      generationBefore: 0,
      generationAfter: 1,
    });
    expect(history.rebalances[1]).toMatchObject({
      triggers: [
        { cause: "member-joined", memberId: "b", atUs: 10_000_000 },
        { cause: "session-expired", memberId: "c", atUs: 10_500_000 },
      ],
      generationBefore: 1,
      generationAfter: 2,
      memberCount: 2,
      partitionsMoved: 1,
      unownedUs: new Map([["t-1", 2_000_000]]),
    });
    expect(events.map(({ kind }) => kind)).toEqual([
      "rebalance-began",
      "rebalance-ended",
      "rebalance-began",
      "rebalance-ended",
    ]);
    expect(events[3]?.fields).toMatchObject({ generation: 2, members: 2, "duration-ms": 2_500 });
  });

  it("keeps who owned each partition and when, with the gaps between", () => {
    const { history } = historyWithEvents();
    history.acquired("a", ["t-0"], 10);
    history.released("a", ["t-0"], 30);
    history.acquired("b", ["t-0"], 50);
    expect(history.intervalsOf("t-0")).toEqual([
      { memberId: "a", fromUs: 10, untilUs: 30 },
      { memberId: undefined, fromUs: 30, untilUs: 50 },
      { memberId: "b", fromUs: 50, untilUs: undefined },
    ]);
    history.stopped("b", 70);
    expect(history.unowned).toEqual([{ partition: "t-0", sinceUs: 70 }]);
    expect(history.intervalsOf("t-1")).toEqual([]);
  });

  it("counts a gap that began with a crash to the rebalance that followed", () => {
    const { history } = historyWithEvents();
    history.acquired("a", ["t-0"], 0);
    history.stopped("a", 100);
    history.triggered("session-expired", "a", 45_000_100);
    history.completed(2, 45_000_200);
    history.acquired("b", ["t-0"], 45_000_300);
    expect(history.rebalances[0]?.unownedUs).toEqual(new Map([["t-0", 45_000_200]]));
  });

  it("reports a partition that two members read at once", () => {
    const { history, events } = historyWithEvents();
    history.acquired("a", ["t-0"], 0);
    history.acquired("b", ["t-0"], 5);
    expect(events).toMatchObject([{ kind: "partition-owned-twice", severity: "error", fields: { member: "b" } }]);
  });

  it("goes on when another broker coordinates: what it finds unfinished is its own rebalance", () => {
    const { history } = historyWithEvents();
    history.triggered("member-joined", "a", 0);
    history.moved(4, true, 10);
    expect(history.rebalances[0]).toMatchObject({ endedUs: 10, generationAfter: 4 });
    history.moved(5, false, 20);
    expect(history.rebalances[1]?.triggers[0]?.cause).toBe("coordinator-moved");
  });
});
