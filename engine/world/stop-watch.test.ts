import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Lake } from "../lake/lake.ts";
import type { EngineSession, RunProgress } from "../protocol/messages.ts";
import type { StopCondition } from "../protocol/run-control.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { freshSession, readScenarioFile, runScenarioText } from "../testing/run-scenario.ts";

const SEED = 20_261_127;
const DRIVER_DIES = "chaos: [{ fault: driver-crash, job: job, at: { batch: 3, after: tables }, for: 7s }]";
const END_US = 3_600_000_000;

async function load(scenarioText: string): Promise<EngineSession> {
  const session = freshSession();
  const loaded = await session.ask("load", { scenarioText, datasets: [], runsChecks: true });
  expect(loaded).toMatchObject({ kind: "loaded" });
  return session;
}

/** Every stop of a run from its beginning to its end. */
async function stopsOf(session: EngineSession, stopWhen: readonly StopCondition[]): Promise<readonly RunProgress[]> {
  const stops: RunProgress[] = [];
  for (;;) {
    const progress = await session.ask("advance", { untilUs: END_US, maxEvents: 1e9, stopWhen });
    if (progress.stoppedBy !== undefined) stops.push(progress);
    if (progress.isFinished) return stops;
    expect(progress.stoppedBy).toBeDefined();
  }
}

async function timeline(session: EngineSession) {
  return (await session.ask("watch", { changesSeen: 0, namesSeen: 0, eventsSeen: 0 })).events;
}

describe("a run that is to stop", () => {
  it("at every batch, does so at the instant of the commit", async () => {
    const session = await load(ordersScenario());
    const stops = await stopsOf(session, [{ kind: "batch-committed", job: "job" }]);
    const commits = (await timeline(session)).filter(({ kind }) => kind === "batch-committed");
    expect(stops.map(({ nowUs }) => nowUs)).toEqual(commits.map(({ atUs }) => atUs));
    expect(stops[0]?.stoppedBy).toEqual({ condition: 0, message: commits[0]?.message });
  });

  it("at an event, tells which condition it was", async () => {
    const session = await load(ordersScenario({ blocks: DRIVER_DIES }));
    const [stop] = await stopsOf(session, [
      { kind: "record-lost" },
      { kind: "event", eventKind: "driver-crashed", subject: "job", severity: "error" },
    ]);
    const died = (await timeline(session)).find(({ kind }) => kind === "driver-crashed");
    expect(stop?.nowUs).toBe(died?.atUs);
    expect(stop?.stoppedBy).toEqual({ condition: 1, message: died?.message });
    expect(stop?.reachedUntil).toBe(false);
  });

  it("when lag rises over a limit, stops once for each time that it does", async () => {
    const session = await load(ordersScenario());
    const stops = await stopsOf(session, [{ kind: "lag-over", records: 50 }]);
    const commits = (await timeline(session)).filter(({ kind }) => kind === "batch-committed").length;
    expect(stops.length).toBeGreaterThan(2);
    expect(stops.length).toBeLessThanOrEqual(commits + 1);
    expect(stops[0]?.stoppedBy?.message).toMatch(/^job is 5\d records behind, more than 50$/);
    expect(await stopsOf(await load(ordersScenario()), [{ kind: "lag-over", job: "job", records: 1e6 }])).toEqual([]);
  });

  it("at a duplicate, stops when bronze takes the batch again", async () => {
    const session = await load(ordersScenario({ sinks: "appending", blocks: DRIVER_DIES }));
    const stops = await stopsOf(session, [{ kind: "record-duplicated" }]);
    const events = await timeline(session);
    const replayed = events.find(({ kind }) => kind === "batch-replayed");
    const again = events.find(
      ({ kind, fields, atUs }) =>
        kind === "table-committed" && fields["tableId"] === "bronze.order_events" && atUs > (replayed?.atUs ?? END_US),
    );
    expect(stops.map(({ nowUs }) => nowUs)).toEqual([again?.atUs]);
    expect(stops[0]?.stoppedBy?.message).toMatch(/^\d+ records came a second time$/);
  });

  it("at a loss, stops at the unclean election", async () => {
    const session = await load(readScenarioFile("golden/unclean-election.scenario.yaml").scenarioText);
    const [stop] = await stopsOf(session, [{ kind: "record-lost" }]);
    const unclean = (await timeline(session)).find(({ fields }) => fields["unclean"] === true);
    expect(stop?.nowUs).toBe(unclean?.atUs);
  });

  it("at a violated check, stops at the first batch that shows it, and not again at the next", async () => {
    const session = await load(ordersScenario({ sinks: "appending", blocks: DRIVER_DIES }));
    const stops = await stopsOf(session, [{ kind: "check-violated" }]);
    expect(stops[0]?.stoppedBy?.message).toMatch(/^no-duplicates bronze\.order_events is violated: /);
    const events = await timeline(session);
    const commits = events.filter(({ kind }) => kind === "batch-committed").map(({ atUs }) => atUs);
    expect(commits).toContain(stops[0]?.nowUs);
    expect(stops.length).toBeLessThan(4);
    expect(stops.length).toBeLessThan(commits.length);
  });

  it("at a violated check, asks the oracle after a disturbance and as the run grows, not after every batch", async () => {
    const asked = vi.spyOn(Lake.prototype, "runOracle");
    const session = await load(ordersScenario({ blocks: DRIVER_DIES }).replace("trigger: 5s", "trigger: 1s"));
    expect(await stopsOf(session, [{ kind: "check-violated" }])).toEqual([]);
    const events = await timeline(session);
    const commits = events.filter(({ kind }) => kind === "batch-committed").map(({ atUs }) => atUs);
    const looks = asked.mock.results.length;
    expect(looks).toBeGreaterThan(8);
    expect(looks).toBeLessThan(commits.length * 0.75);
    asked.mockRestore();
  });

  it("at a violated check, asks the oracle at the first batch after a log lost its end", async () => {
    const asked = vi.spyOn(Lake.prototype, "runOracle");
    const { scenarioText } = readScenarioFile("golden/unclean-election.scenario.yaml");
    const session = await load(scenarioText.replace(/trigger: \w+/u, "trigger: 1s"));
    const looks: { readonly atUs: number; readonly asked: number }[] = [];
    for (let isFinished = false; !isFinished; ) {
      const stopWhen: StopCondition[] = [{ kind: "check-violated" }, { kind: "batch-committed" }];
      const progress = await session.ask("advance", { untilUs: END_US, maxEvents: 1e9, stopWhen });
      looks.push({ atUs: progress.nowUs, asked: asked.mock.results.length });
      isFinished = progress.isFinished;
    }
    asked.mockRestore();
    const cut = (await timeline(session)).find(({ kind }) => kind === "log-truncated");
    const first = looks.findIndex(({ atUs }) => atUs > (cut?.atUs ?? END_US));
    expect(looks[first]?.asked).toBeGreaterThan(looks[first - 1]?.asked ?? 0);
  });

  it("stops at a rejected row, where a quality rule is broken", async () => {
    const session = await load(ordersScenario({ poisonShare: 0.05, hasGate: true }));
    const stops = await stopsOf(session, [{ kind: "record-rejected" }]);
    const events = await timeline(session);
    const rejecting = events.filter(({ fields }) => Number(fields["rowsRejected"] ?? 0) > 0);
    expect(rejecting.length).toBeGreaterThan(1);
    expect(stops.map(({ nowUs }) => nowUs)).toEqual(rejecting.map(({ atUs }) => atUs));
    expect(stops[0]?.stoppedBy?.message).toMatch(/^silver\.orders rejected \d rows?$/);
  });

  it(`is the same run wherever it stops (seed ${SEED})`, async () => {
    const scenarioText = ordersScenario({ sinks: "appending", blocks: DRIVER_DIES });
    const { digest } = await runScenarioText(scenarioText);
    const condition = fc.constantFrom<StopCondition>(
      { kind: "lag-over", records: 30 },
      { kind: "event" },
      { kind: "event", severity: "warning" },
      { kind: "batch-committed" },
      { kind: "record-duplicated" },
      { kind: "check-violated" },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(condition, { minLength: 1, maxLength: 3 }), async (conditions) => {
        const session = await load(scenarioText);
        await stopsOf(session, conditions);
        expect((await session.ask("report", { isPartial: false, runsChecks: true })).digest).toBe(digest);
      }),
      { seed: SEED, numRuns: 8 },
    );
  });
});
