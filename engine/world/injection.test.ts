import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineSession } from "../protocol/messages.ts";
import { applyEdits } from "../scenario/edit-scenario.ts";
import type { ScenarioEdit } from "../scenario/plain-edit.ts";
import type { PlainValue } from "../scenario/yaml-render.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { freshSession, readScenarioFile, runScenarioText } from "../testing/run-scenario.ts";

const SEED = 20_261_128;
const END_US = 3_600_000_000;
const ORDERS = ordersScenario({ duration: "2m" });
/** With a fault of its own, at whose instant another one can be injected. */
const STRUCK = ordersScenario({
  duration: "2m",
  blocks: "chaos:\n  - { fault: slow-follower, broker: 3, at: 9s, for: 5s, fetchDelay: 700ms }\n",
});

type PlainFault = { readonly [key: string]: PlainValue };

/** Where a run is paused before a fault is injected: at an instant, or after so many events, in the middle of one. */
type Pause = { readonly kind: "instant"; readonly atUs: number } | { readonly kind: "events"; readonly count: number };

async function load(scenarioText: string): Promise<EngineSession> {
  const session = freshSession();
  const loaded = await session.ask("load", { scenarioText, datasets: [], runsChecks: true });
  expect(loaded).toMatchObject({ kind: "loaded" });
  return session;
}

/** Runs with faults injected at pauses; the digest, and the text of the scenario that has them from the start. */
async function runLive(text: string, acts: readonly (readonly [Pause, PlainFault])[]) {
  const session = await load(text);
  const edits: ScenarioEdit[] = [];
  for (const [pause, fault] of acts) {
    const slice = pause.kind === "instant" ? [pause.atUs, 1e9] : [END_US, pause.count];
    await session.ask("advance", { untilUs: slice[0] ?? 0, maxEvents: slice[1] ?? 0 });
    const outcome = await session.ask("inject", { fault });
    if (outcome.kind === "injected") edits.push(...outcome.edits);
  }
  await session.ask("advance", { untilUs: END_US, maxEvents: 1e9 });
  const report = await session.ask("report", { isPartial: false, runsChecks: true });
  return { digest: report.digest, timeline: report.timeline, count: edits.length, text: applyEdits({ text }, edits) };
}

const span = fc.integer({ min: 1, max: 20_000 }).map((ms) => `${ms}ms`);
const broker = fc.integer({ min: 1, max: 3 });
const fault = fc.oneof<fc.Arbitrary<PlainFault>[]>(
  fc.record({ fault: fc.constant("broker-crash"), broker, for: span }),
  fc.record({ fault: fc.constant("power-loss"), brokers: fc.uniqueArray(broker, { minLength: 1 }), for: span }),
  fc.record({ fault: fc.constant("slow-follower"), broker, for: span, fetchDelay: span }),
  fc.record({ fault: fc.constant("slow-link"), from: fc.constant(1), to: fc.constant(2), for: span, latency: span }),
  fc.record({ fault: fc.constant("driver-crash"), job: fc.constant("job"), for: span }),
  fc.record({ fault: fc.constant("poison-record"), source: fc.constant("shop"), value: fc.string(), count: broker }),
);
const pause = fc
  .oneof<fc.Arbitrary<Pause>[]>(
    fc.record({ kind: fc.constant("instant"), atUs: fc.integer({ min: 0, max: 50_000_000 }) }),
    // Whole seconds: samples, triggers and heartbeats come then.
    fc.record({
      kind: fc.constant("instant"),
      atUs: fc.integer({ min: 0, max: 50 }).map((seconds) => seconds * 1e6 - 1),
    }),
    fc.record({ kind: fc.constant("events"), count: fc.integer({ min: 0, max: 9_000 }) }),
  )
  .filter((each) => each.kind === "events" || each.atUs >= 0);

describe("a fault that is injected", () => {
  it.each([
    ["no fault of its own", ORDERS],
    ["a fault of its own", STRUCK],
  ])(`makes the run of the scenario that has it from the start: %s (seed ${SEED})`, async (_, text) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(pause, fault), { minLength: 1, maxLength: 4 }), async (acts) => {
        const live = await runLive(text, acts);
        const again = await runScenarioText(live.text);
        expect(again.timeline).toEqual(live.timeline);
        expect(again.digest).toBe(live.digest);
      }),
      { seed: SEED, numRuns: 15 },
    );
  });

  it("strikes at the instant of another fault, after it", async () => {
    const live = await runLive(STRUCK, [
      [
        { kind: "instant", atUs: 8_999_999 },
        { fault: "broker-crash", broker: 1, for: "10s" },
      ],
      [
        { kind: "instant", atUs: 8_999_999 },
        { fault: "slow-follower", broker: 2, for: "10s", fetchDelay: "1s" },
      ],
    ]);
    const began = live.timeline.filter(({ kind, atUs }) => kind === "fault-began" && atUs === 9_000_000);
    expect(began.map(({ fields }) => fields["description"])).toEqual([
      "slow follower 3",
      "broker 1 down",
      "slow follower 2",
    ]);
    expect((await runScenarioText(live.text)).digest).toBe(live.digest);
  });

  it("comes first at an instant at which something else happens", async () => {
    const plain = await runScenarioText(ORDERS);
    const committed = plain.timeline.filter(({ kind }) => kind === "table-committed")[4];
    const atUs = (committed?.atUs ?? 0) - 1;
    const live = await runLive(ORDERS, [
      [
        { kind: "instant", atUs },
        { fault: "driver-crash", job: "job", for: "3s" },
      ],
    ]);
    expect((await runScenarioText(live.text)).timeline).toEqual(live.timeline);
    const began = live.timeline.findIndex(({ kind }) => kind === "fault-began");
    expect(live.timeline[began - 1]?.atUs).toBeLessThan(atUs + 1);
    expect(live.timeline.filter((event) => event.atUs === committed?.atUs && event.kind === "table-committed")).toEqual(
      [],
    );
  });

  it("is written into the text where people write it, and changes the digest", async () => {
    const { scenarioText } = readScenarioFile("golden/clean-election.scenario.yaml");
    const crash = { fault: "broker-crash", broker: 2, for: "5s" };
    const live = await runLive(scenarioText, [[{ kind: "instant", atUs: 1_250_000 }, crash]]);
    expect(live.text).toContain("- { fault: broker-crash, broker: 2, at: 1.250001s, for: 5s }");
    const plain = await runScenarioText(scenarioText);
    expect(live.digest).not.toBe(plain.digest);
    expect((await runScenarioText(live.text)).digest).toBe(live.digest);
  });

  it("keeps the run from being over before it has struck and healed", async () => {
    const live = await runLive(ORDERS, [
      [
        { kind: "instant", atUs: 33_000_000 },
        { fault: "broker-crash", broker: 2, for: "40s" },
      ],
    ]);
    expect(live.count).toBe(1);
    expect(live.timeline.some(({ kind }) => kind === "fault-ended")).toBe(true);
  });
});

describe("a poison record that is injected", () => {
  it("goes through the log to the dead letters, and counts as a record of its source", async () => {
    const session = await load(ordersScenario({ hasGate: true }));
    await session.ask("advance", { untilUs: 7_000_000, maxEvents: 1e9 });
    const fault = { fault: "poison-record", source: "shop", value: "<b>x</b>|🙂", key: "k\u202e", count: 2 };
    expect(await session.ask("inject", { fault })).toMatchObject({ kind: "injected", atUs: 7_000_001 });
    await session.ask("advance", { untilUs: END_US, maxEvents: 1e9 });
    const { batch } = await session.ask("exportTable", { table: "silver.orders_dlq" });
    expect(batch.rowCount).toBe(2);
    const { records, checks } = await session.ask("report", { isPartial: false, runsChecks: true });
    expect(records).toMatchObject({ produced: 602, acknowledged: 602 });
    expect(checks.filter(({ verdict }) => verdict !== "holds")).toEqual([]);
  });
});

describe("an injection is refused", () => {
  const refusalOf = async (session: EngineSession, wrong: PlainFault) => {
    const outcome = await session.ask("inject", { fault: wrong });
    return outcome.kind === "refused" ? outcome.problems[0]?.message : outcome;
  };

  it("when the fault is none, or hits nothing, and the run is what it was", async () => {
    const session = await load(ORDERS);
    await session.ask("advance", { untilUs: 5_000_000, maxEvents: 1e9 });
    expect(await refusalOf(session, { fault: "broker-crash", broker: 9, for: "5s" })).toBe("there is no broker 9");
    expect(await refusalOf(session, { fault: "driver-crash", job: "jobs", for: "5s" })).toBe(
      "jobs is not a micro-batch node",
    );
    expect(await refusalOf(session, { fault: "earthquake" })).toBeTypeOf("string");
    expect(await refusalOf(session, { fault: "broker-crash", broker: 1, at: "9s", for: "5s" })).toContain(
      "cannot say when",
    );
    await session.ask("advance", { untilUs: END_US, maxEvents: 1e9 });
    const { digest } = await session.ask("report", { isPartial: false, runsChecks: true });
    expect(digest).toBe((await runScenarioText(ORDERS)).digest);
  });

  it("when the run is over", async () => {
    const session = await load(ORDERS);
    await session.ask("advance", { untilUs: END_US, maxEvents: 1e9 });
    expect(await refusalOf(session, { fault: "broker-crash", broker: 1, for: "5s" })).toBe(
      "the run is over, so nothing can strike it",
    );
  });
});
