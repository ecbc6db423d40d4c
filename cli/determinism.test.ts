import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { MINUTE } from "../engine/base/time.ts";
import type { EngineSession } from "../engine/protocol/messages.ts";
import { goldenDigests, runScenario, smallGoldenFiles } from "../engine/testing/run-scenario.ts";
import { bundles, isStale, repositoryRoot } from "../scripts/bundles.mjs";
import { ensureChromium } from "../scripts/find-chromium.mjs";
import { openChromiumHost } from "./host/chromium-host.ts";

const DEMO = "flights-broker-crash.scenario.yaml";
const SMALL = "golden/driver-crash.scenario.yaml";
const PATIENCE_MS = 300_000;

/** The digest that a plain run in Node gives: cli/golden.test.ts runs each of them. */
function golden(file: string): string {
  const digest = goldenDigests()[file]?.digest;
  if (digest === undefined) throw new Error(`${file} has no golden digest; run: npm run golden`);
  return digest;
}

/** Asks for everything that a person can look at. */
async function lookAtEverything(session: EngineSession, nowUs: number): Promise<void> {
  await session.ask("stateAt", { atUs: nowUs / 2 });
  await session.ask("series", {});
  await session.ask("exportTable", { table: "bronze.order_events" });
  await session.ask("watch", { changesSeen: 0, namesSeen: 0, eventsSeen: 0 });
  const sql = "select * from bronze.order_events order by random()";
  expect((await session.ask("query", { sql, atUs: nowUs / 2, rowLimit: 10 })).kind).toBe("rows");
  await session.ask("checkSql", { sql: "select nothing from bronze.order_events" });
  await session.ask("journey", { correlationId: 1 });
  await session.ask("recordsOf", { table: "bronze.order_events", row: [{ column: "key", value: "k1" }], limit: 5 });
  await session.ask("report", { isPartial: true, runsChecks: true });
}

describe("one scenario and one seed give one digest", () => {
  test("run after run, in one process and over one database", async () => {
    expect((await runScenario(SMALL)).digest).toBe(golden(SMALL));
    expect(await runScenario(SMALL)).toEqual(await runScenario(SMALL));
  });

  test("and another seed another one", async () => {
    const [first, again, other] = [
      await runScenario(SMALL),
      await runScenario(SMALL),
      await runScenario(SMALL, { seed: 12 }),
    ];
    expect(other.seed).toBe(12);
    expect(other.digest).not.toBe(first.digest);
    expect(again.digest).toBe(first.digest);
    expect(other.timeline).not.toEqual(first.timeline);
  });

  test.each(smallGoldenFiles())("%s, paused every virtual second", async (file) => {
    expect((await runScenario(file, { isPausedEverySecond: true })).digest).toBe(golden(file));
  });

  test(
    "whatever is looked at on the way: checks and oracle, states, series, tables",
    async () => {
      const report = await runScenario(SMALL, { isPausedEverySecond: true, look: lookAtEverything });
      expect(report.digest).toBe(golden(SMALL));
      expect(report).toEqual(await runScenario(SMALL));
    },
    PATIENCE_MS,
  );

  test(
    "the demo, paused every virtual second and looked at",
    async () => {
      const look = async (session: EngineSession, nowUs: number) =>
        void (await session.ask("stateAt", { atUs: nowUs }));
      expect((await runScenario(DEMO, { isPausedEverySecond: true, look })).digest).toBe(golden(DEMO));
    },
    PATIENCE_MS,
  );

  test(
    "the demo with another seed, as far as one can see after two minutes",
    async () => {
      const untilUs = 2 * MINUTE;
      const [first, other] = [await runScenario(DEMO, { untilUs }), await runScenario(DEMO, { untilUs, seed: 43 })];
      expect(first.status).toBe("partial");
      expect(other.digest).not.toBe(first.digest);
    },
    PATIENCE_MS,
  );
});

describe("the production bundle in a real Chromium gives the digest that Node gives", () => {
  beforeAll(async () => {
    await ensureChromium((line) => process.stderr.write(`${line}\n`));
    expect(isStale("worker"), "the engine for the browser is older than its source; run: npm run build").toBe(false);
  }, PATIENCE_MS);

  test.each([...smallGoldenFiles(), DEMO])(
    "%s",
    async (file) => {
      const { session } = await openChromiumHost(join(repositoryRoot, bundles.worker.output));
      try {
        expect((await runScenario(file, {}, session)).digest).toBe(golden(file));
      } finally {
        await session.close();
      }
    },
    PATIENCE_MS,
  );
});
