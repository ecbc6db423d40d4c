import { describe, expect, test } from "vitest";
import { goldenDigests, goldenFiles, runScenario } from "../engine/testing/run-scenario.ts";
import { BEHAVIOUR_VERSION } from "../engine/world/assembly.ts";

const GOLDEN = goldenDigests();

const ADVICE =
  "this scenario no longer gives its golden digest. If the change was meant: raise BEHAVIOUR_VERSION in engine/world/assembly.ts, say in CHANGELOG.md what changed and why it is truer, and run: npm run golden";

/** On a busy machine a run of the flights takes a minute and a half. */
const PATIENCE_MS = 300_000;

describe("the golden digests", () => {
  test("are of the scenarios that are there, and of this behaviour version", () => {
    expect(Object.keys(GOLDEN), "run: npm run golden").toEqual(goldenFiles());
    for (const { behaviourVersion } of Object.values(GOLDEN)) {
      expect(behaviourVersion, "BEHAVIOUR_VERSION was raised; run: npm run golden").toBe(BEHAVIOUR_VERSION);
    }
  });

  test.each(goldenFiles())(
    "%s ends as it expects, with its digest",
    async (file) => {
      const { digest, seed, status, expectations, checks } = await runScenario(file);
      expect(status).toBe("finished");
      expect(expectations.filter(({ isMet }) => !isMet)).toEqual([]);
      // A query can die of its own SQL, and work is done again when leases or partitions change hands as they always do;
      // everything else that goes wrong here does so by a fault.
      const caused = checks.filter(({ check }) => check !== "query-survives" && check !== "processed-once");
      const withoutFault = caused.flatMap(({ evidence }) => evidence.filter(({ fault }) => fault === undefined));
      expect(withoutFault, "every row of evidence names the fault behind it").toEqual([]);
      expect({ seed, digest }, ADVICE).toEqual({ seed: GOLDEN[file]?.seed, digest: GOLDEN[file]?.digest });
    },
    PATIENCE_MS,
  );
});
