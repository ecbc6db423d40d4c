import { describe, expect, it } from "vitest";
import { History } from "../../engine/base/history.ts";
import { MINUTE, SECOND, timeUs } from "../../engine/base/time.ts";
import type { Slo } from "../../engine/scenario/scenario.ts";
import { edgeLive, parseEdgeLive } from "./edge-live.ts";
import { healthOf } from "./node-health.ts";
import { partitionFacts } from "./partition-facts.ts";
import { Readings } from "./readings.ts";

/** Readings at an instant, of variables that took their values at seconds of virtual time. */
function readings(
  atSeconds: number,
  changes: Readonly<Record<string, readonly (readonly [number, number])[]>>,
): Readings {
  const history = new History();
  const all = Object.entries(changes).flatMap(([name, values]) => values.map(([at, value]) => ({ name, at, value })));
  for (const { name, at, value } of all.toSorted((left, right) => left.at - right.at))
    history.record(name, timeUs(at * SECOND), value);
  return new Readings(history, atSeconds * SECOND);
}

const node = (id: string, kind: string, value: Readonly<Record<string, unknown>> = {}) => ({
  id,
  kind,
  index: 0,
  value,
});
const LAG_SLO: Slo = { metric: "lag-records", job: "job", max: 1_000 };
const FRESH_SLO: Slo = { metric: "freshness", table: "gold.sales", max: MINUTE };

describe("a node's health", () => {
  it("is idle before the run, whatever the kind", () => {
    for (const kind of [
      "source",
      "topic",
      "consumer-group",
      "micro-batch",
      "bronze",
      "silver",
      "gold",
      "dead-letter",
      "reference",
      "nonsense",
    ])
      expect(healthOf(node("x", kind), new Readings(undefined, 0), []).state).toBe("idle");
  });

  it("of a topic follows its replicas: in sync, under-replicated, below min ISR, without a leader", () => {
    const topic = node("t", "topic");
    const at = (under: number, refusing: number, offline: number) =>
      healthOf(
        topic,
        readings(10, {
          "t/offline-partitions": [[0, offline]],
          "t/under-replicated-partitions": [[0, under]],
          "t/under-min-isr-partitions": [[0, refusing]],
        }),
        [],
      );
    expect(at(0, 0, 0)).toMatchObject({ state: "ok" });
    expect(at(2, 0, 0)).toMatchObject({ state: "warn", reason: "2 partitions under-replicated" });
    expect(at(2, 1, 0)).toMatchObject({ state: "crit", reason: "1 partition below min ISR: acks=all is refused" });
    expect(at(2, 2, 1)).toMatchObject({ state: "crit", reason: "1 partition without a leader" });
  });

  it("of a job: keeps up, driver down, recovering, beyond its objective", () => {
    const job = node("job", "micro-batch");
    const run = {
      "job/state": [
        [0, 1],
        [60, 2],
        [90, 1],
      ],
      "job/lag-records": [
        [0, 10],
        [89, 900],
        [110, 700],
        [500, 2_000],
      ],
      "job/batch-records": [[0, 100]],
    } as const;
    const at = (seconds: number) => healthOf(job, readings(seconds, run), [LAG_SLO]);
    expect(at(30)).toMatchObject({ state: "ok" });
    expect(at(70)).toMatchObject({ state: "crit", reason: "driver down" });
    expect(at(115)).toMatchObject({ state: "recover", reason: "catching up, lag 700" });
    expect(at(560)).toMatchObject({ state: "crit", budgetLeft: 0 });
  });

  it("of a job without an objective: falls behind as soon as more than two batches wait and they grow", () => {
    const at = (waiting: number, later: number) => {
      const lag = [
        [10, waiting],
        [35, later],
      ] as const;
      const run = { "job/state": [[0, 1]], "job/batch-records": [[0, 100]], "job/lag-records": lag } as const;
      return healthOf(node("job", "micro-batch"), readings(40, run), []);
    };
    expect(at(300, 400)).toMatchObject({ state: "warn", reason: "falls behind, lag 400" });
    expect(at(190, 400)).toMatchObject({ state: "ok", reason: "keeps up" });
    expect(at(300, 250)).toMatchObject({ state: "ok", reason: "keeps up" });
  });

  it("of a group follows its members: rebalancing, nobody reads, empty, failed, beyond its objective, catching up", () => {
    const group = node("billing", "consumer-group");
    const at = (state: number, more: Readonly<Record<string, number>> = {}) =>
      healthOf(
        group,
        readings(5, {
          "billing/state": [[0, state]],
          ...Object.fromEntries(Object.entries(more).map(([key, value]) => [`billing/${key}`, [[0, value]]])),
        }),
        [{ metric: "group-lag-records", group: "billing", max: 1_000 }],
      );
    expect(at(0)).toMatchObject({ state: "idle", reason: "not started" });
    expect(at(1)).toMatchObject({ state: "crit", reason: "has no member" });
    expect(at(2, { "unowned-partitions": 4 })).toMatchObject({
      state: "warn",
      reason: "rebalancing, 4 partitions unread",
    });
    expect(at(3, { "unowned-partitions": 1 })).toMatchObject({ state: "crit", reason: "nobody reads 1 partition" });
    expect(at(3, { "lag-records": 10 })).toMatchObject({ state: "ok", reason: "keeps up" });
    expect(at(3, { "lag-records": 1_200 })).toMatchObject({ state: "crit", budgetLeft: 0 });
    expect(at(4)).toMatchObject({ state: "crit", reason: "its members failed" });
  });

  it("of a group without an objective: falls behind while its lag grows, recovers after a rebalance", () => {
    const run = {
      "billing/state": [
        [0, 3],
        [60, 2],
        [70, 3],
      ],
      "billing/lag-records": [
        [0, 50],
        [30, 400],
        [61, 900],
        [95, 300],
      ],
    } as const;
    const at = (seconds: number, max?: number) =>
      healthOf(
        node("billing", "consumer-group"),
        readings(seconds, run),
        max === undefined ? [] : [{ metric: "group-lag-records", group: "billing", max }],
      );
    expect(at(20)).toMatchObject({ state: "ok" });
    expect(at(40)).toMatchObject({ state: "warn", reason: "falls behind, lag 400" });
    expect(at(100)).toMatchObject({ state: "ok" });
    expect(at(100, 200)).toMatchObject({ state: "recover", reason: "catching up, lag 300" });
  });

  it("of a source with acks=0 claims no acknowledgement, and its edge counts what it sends", () => {
    const topic = { ...node("t", "topic"), index: 1 };
    const at = (acks: unknown) => {
      const source = node("s", "source", { producer: { acks } });
      const run = {
        "s/records-sent": [
          [0, 0],
          [20, 200],
        ],
        "s/records-acknowledged": [[0, 0]],
      } as const;
      const edge = { nodes: [source, topic], edge: { from: "s", to: "t", index: 0 }, flow: "records" } as const;
      const now = readings(20, run);
      return [healthOf(source, now, []).reason, parseEdgeLive(edgeLive(edge, now, [])).ratePerSecond];
    };
    expect(at(0)).toEqual(["sends without asking for an answer", 10]);
    expect(at("all")).toEqual(["no retries", 0]);
  });

  it("of a table: fresh, near its objective, beyond it, with duplicates", () => {
    const table = node("gold.sales", "gold");
    const at = (ageSeconds: number, duplicates = 0) =>
      healthOf(
        table,
        readings(5, {
          "gold.sales/version": [[0, 3]],
          "gold.sales/freshness-us": [[0, ageSeconds * SECOND]],
          "gold.sales/duplicates": [[0, duplicates]],
        }),
        [FRESH_SLO],
      );
    expect(at(6)).toMatchObject({ state: "ok", budgetLeft: 0.9 });
    expect(at(50)).toMatchObject({ state: "warn" });
    expect(at(61)).toMatchObject({ state: "crit", budgetLeft: 0 });
    expect(at(6, 4)).toMatchObject({ state: "crit", reason: "4 duplicates" });
  });
});

describe("a partition", () => {
  it("tells leader, in-sync, out-of-sync and dead replicas, its lag, and that it refuses acks=all", () => {
    const topic = node("t", "topic", { partitions: 1, config: { "min.insync.replicas": 3 } });
    const facts = partitionFacts(
      topic,
      0,
      readings(10, {
        "t-0/isr-mask": [
          [0, 0b1111],
          [5, 0b0101],
        ],
        "t-0/leader": [[0, 1]],
        "t-0/log-end-offset": [[9, 500]],
        "t-0/high-watermark": [[9, 480]],
        "t-0/committed-offset": [[9, 100]],
        "broker-4/is-up": [
          [0, 1],
          [4, 0],
        ],
      }),
    );
    expect(facts.replicas).toEqual([
      { broker: 1, state: "leader" },
      { broker: 2, state: "out-of-sync" },
      { broker: 3, state: "in-sync" },
      { broker: 4, state: "down" },
    ]);
    expect(facts).toMatchObject({ lag: 380, isBelowMinIsr: true });
    expect(facts.sentence).toContain("broker 2 out of sync");
  });

  it("follows the cluster's min.insync.replicas where its topic writes none", () => {
    const now = readings(5, {
      "t-0/isr-mask": [
        [0, 0b111],
        [1, 0b001],
      ],
      "t-0/leader": [[0, 1]],
    });
    const refuses = (clusterMinIsr?: number) => partitionFacts(node("t", "topic"), 0, now, clusterMinIsr).isBelowMinIsr;
    expect([refuses(), refuses(1), refuses(2)]).toEqual([false, false, true]);
  });
});
