import { describe, expect, it } from "vitest";
import type { EngineSession } from "../protocol/messages.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { freshSession, runScenarioText } from "../testing/run-scenario.ts";

async function run(scenarioText: string, untilUs: number): Promise<EngineSession> {
  const session = freshSession();
  const loaded = await session.ask("load", { scenarioText, datasets: [], runsChecks: false });
  expect(loaded).toMatchObject({ kind: "loaded" });
  await session.ask("advance", { untilUs, maxEvents: 1e9 });
  return session;
}

const CRASH = "chaos: [{ fault: broker-crash, broker: 2, at: 5s, for: 15s }]";

describe("the internals of a topic", () => {
  it("are its partitions with leader, replicas and the ends of their logs, and the policy that they are kept by", async () => {
    const session = await run(ordersScenario(), 8_000_000);
    const { policy, partitions, detail, nowUs } = await session.ask("topicInternals", { topic: "order.events" });
    expect(nowUs).toBe(8_000_000);
    expect(policy).toMatchObject({ cleanupPolicy: "delete", segmentBytes: 1_073_741_824 });
    expect(partitions.map(({ partition }) => partition)).toEqual([0, 1]);
    for (const row of partitions) {
      expect(row.replicas).toContain(row.leader);
      expect(row.highWatermark).toBeGreaterThan(0);
      expect(row.logEndOffset).toBeGreaterThanOrEqual(row.highWatermark);
      expect(row.sizeBytes).toBeGreaterThan(0);
      expect(row.producers).toBe(1);
    }
    expect(detail).toBeUndefined();
  });

  it("of one partition are its segments, epochs and producers, and how far each replica is", async () => {
    const session = await run(ordersScenario(), 8_000_000);
    const { partitions, detail } = await session.ask("topicInternals", { topic: "order.events", partition: 1 });
    const row = partitions[1];
    expect(detail).toMatchObject({ partition: 1, broker: row?.leader });
    expect(detail?.segments).toMatchObject([{ baseOffset: 0, nextOffset: row?.logEndOffset, isActive: true }]);
    expect(detail?.segments.reduce((sum, { records }) => sum + records, 0)).toBe(row?.logEndOffset);
    expect(detail?.epochs).toEqual([{ epoch: 0, startOffset: 0 }]);
    expect(detail?.producers[0]).toMatchObject({ producerEpoch: 0, lastOffset: (row?.logEndOffset ?? 0) - 1 });
    expect(detail?.replicas.map(({ broker }) => broker)).toEqual(row?.replicas);
  });
});

describe("the messages that control a cluster", () => {
  const WINDOW = { fromUs: 0, toUs: 60_000_000, limit: 10_000, withHeartbeats: false };

  it("say which machine asked which for what, and what was answered; data is none of them", async () => {
    const session = await run(ordersScenario({ blocks: CRASH, duration: "2m" }), 60_000_000);
    const { messages, count, keptFromUs } = await session.ask("controlMessages", WINDOW);
    expect(count).toBe(messages.length);
    expect(keptFromUs).toBe(0);
    const apis = new Set(messages.map(({ api }) => api));
    expect(apis).toContain("AlterPartition");
    expect(apis).toContain("MetadataUpdate");
    expect([...apis].filter((api) => ["Fetch", "Produce"].includes(api) || api.endsWith("Heartbeat"))).toEqual([]);
    const wish = messages.find(({ api, isAnswer }) => api === "AlterPartition" && !isAnswer);
    expect(wish).toMatchObject({
      to: "controller",
      outcome: "delivered",
      from: expect.stringMatching(/^broker-[13]$/u),
    });
    expect(wish?.settledUs).toBeGreaterThan(wish?.sentUs ?? 0);
  });

  it("change no run by being seen", async () => {
    const text = ordersScenario({ blocks: CRASH });
    const plain = await runScenarioText(text);
    const session = await run(text, 20_000_000);
    await session.ask("controlMessages", { ...WINDOW, withHeartbeats: true });
    await session.ask("topicInternals", { topic: "order.events", partition: 0 });
    await session.ask("advance", { untilUs: 3_600_000_000, maxEvents: 1e9 });
    const report = await session.ask("report", { isPartial: false, runsChecks: false });
    expect(report.endedAtUs).toBe(plain.endedAtUs);
    expect(report.timeline).toEqual(plain.timeline);
  });
});
