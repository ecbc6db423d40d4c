import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { exercisedFunctions, usesOutside } from "../testing/exercised-functions.ts";
import { buildMutableEngine, type MutableEngine, withMutant } from "../testing/mutable-engine.ts";
import { MUTANTS } from "../testing/mutants.ts";
import { goldenDigests, readScenarioFile } from "../testing/run-scenario.ts";

/** A mutant may keep a run going for ever; the goldens need a third of this at most. */
const MAX_EVENTS = 300_000;

const OWN_CASES = new URL("./own-cases/", import.meta.url);

let engine: MutableEngine;

beforeAll(async () => {
  engine = await buildMutableEngine(MUTANTS);
}, 120_000);

/** The digest of a golden scenario under the engine as it stands now; or how the run failed. */
async function runGolden(scenario: string, around: <T>(work: () => T) => T): Promise<string> {
  const tables = await freshDuckDbTables();
  const { scenarioText } = readScenarioFile(scenario);
  try {
    return around(() => digestOf(scenarioText, tables));
  } catch (error) {
    return `failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function digestOf(scenarioText: string, tables: Awaited<ReturnType<typeof freshDuckDbTables>>): string {
  const parsed = engine.parseScenario(scenarioText);
  if (!parsed.ok) throw new Error("the golden scenario does not parse");
  const { seed, duration } = parsed.value.scenario;
  const world = engine.World.create({ parsed: parsed.value, seed, datasets: [], tables, runsChecks: true });
  if (!world.ok) throw new Error(world.error.map(({ message }) => message).join("\n"));
  const { isFinished } = world.value.advance({ untilUs: duration, maxEvents: MAX_EVENTS });
  if (!isFinished) throw new Error("the run does not end");
  return world.value.report({ isPartial: false, runsChecks: true }).digest;
}

/** Which of the cases of our own do not pass. */
function failedCases(): readonly string[] {
  return readdirSync(OWN_CASES)
    .sort()
    .flatMap((name) => {
      const { cases } = engine.runConformanceFile(JSON.parse(readFileSync(new URL(name, OWN_CASES), "utf8")));
      return cases.filter(({ outcome }) => outcome === "failed").map(({ id }) => `${name} ${id}`);
    });
}

/** What the first of these schedules that breaks an invariant breaks; a mutant may also stop the engine by an assertion. */
function brokenBySchedules(seeds: readonly number[]): readonly string[] {
  for (const seed of seeds) {
    try {
      const broken = engine.playSchedule(seed);
      if (broken.length > 0) return broken;
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  }
  return [];
}

const scenarios = [...new Set(MUTANTS.flatMap(({ proof }) => (proof.kind === "run" ? [proof.scenario] : [])))].sort();
const unreached = MUTANTS.filter(({ proof }) => proof.kind === "case").map(({ target }) => target);

describe("breaking what a conformance adapter exercises", () => {
  test("is tried in every file of engine/log that an adapter reaches", () => {
    const fileOf = (target: string) => target.slice(0, target.indexOf(" "));
    const tried = new Set(MUTANTS.map(({ target }) => fileOf(target)));
    const untried = [...new Set(exercisedFunctions().map(fileOf))].filter((file) => !tried.has(file));
    expect(untried, "each needs a mutant in engine/testing/mutants.ts").toEqual([]);
  }, 120_000);

  test("shows in a run, except where no run can come", () => {
    expect(usesOutside(unreached), "the engine uses these now: their mutants must show in a golden run").toEqual([]);
  }, 120_000);

  test.each(scenarios)("is nothing of the sort: no mutant awake, and %s is golden", async (scenario) => {
    expect(await runGolden(scenario, (work) => work())).toBe(goldenDigests()[scenario]?.digest);
  });

  test("is nothing of the sort: no mutant awake, and no schedule breaks an invariant", () => {
    const seeds = MUTANTS.flatMap(({ proof }) => (proof.kind === "schedules" ? proof.seeds : []));
    expect(brokenBySchedules([...new Set(seeds)])).toEqual([]);
  });

  test("is nothing of the sort: no mutant awake, and every case of our own passes", () => {
    expect(failedCases()).toEqual([]);
  });

  test.each(MUTANTS.map(({ target, proof }, index) => [target, proof, index] as const))(
    "%s shows",
    async (_target, proof, index) => {
      if (proof.kind === "schedules") {
        expect(withMutant(index, () => brokenBySchedules(proof.seeds))).not.toEqual([]);
        return;
      }
      if (proof.kind !== "run") {
        expect(withMutant(index, failedCases)).not.toEqual([]);
        return;
      }
      const digest = await runGolden(proof.scenario, (work) => withMutant(index, work));
      expect(digest).not.toBe(goldenDigests()[proof.scenario]?.digest);
    },
  );
});
