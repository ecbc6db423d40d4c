import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder, runCommandLine } from "../engine/testing/command-line.ts";
import { FakeSession, type FakeSessionOptions } from "../engine/testing/fake-session.ts";
import { TINY_SCENARIO } from "../engine/testing/tiny-scenario.ts";

let folder: ReturnType<typeof makeFolder>;

beforeAll(() => {
  folder = makeFolder({
    "tiny.yaml": TINY_SCENARIO,
    "wrong.yaml": TINY_SCENARIO.replace("order.events -> job", "order.event -> job"),
    "cut.yaml": TINY_SCENARIO.slice(0, 200),
  });
});

afterAll(() => folder.remove());

function validate(args: readonly string[], options: FakeSessionOptions = {}) {
  const session = new FakeSession(options);
  return runCommandLine(["validate", ...args], { session, folder: folder.path }).then((result) => ({
    ...result,
    session,
  }));
}

test("a good scenario is valid, and its pipeline is summed up", async () => {
  const { exitCode, stdout, session } = await validate(["tiny.yaml"]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    [
      "tiny.yaml: valid",
      "  Tiny",
      "  1,000 records in at most 1m of virtual time, seed 0",
      "  3 brokers, 4 nodes, 3 edges",
      "    source       orders         -> order.events",
      "    topic        order.events   -> job",
      "    micro-batch  job            -> bronze.orders",
      "    bronze       bronze.orders",
      "  faults: none",
      "  0 expectations, 0 objectives",
      "",
    ].join("\n"),
  );
  expect(session.asked).toEqual(["load"]);
  expect(session.isClosed).toBe(true);
});

test("a wrong one prints each problem with its place on stdout and ends with 2", async () => {
  const { exitCode, stdout, stderr, session } = await validate(["wrong.yaml"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
  expect(stdout).toMatch(
    /^wrong\.yaml:10:\d+: .*; found .*order\.event.*; allowed .*; did you mean .*order\.events.*\?\n$/u,
  );
  expect(session.asked).toEqual([]);
});

test("so does one that is cut off in the middle", async () => {
  const { exitCode, stdout } = await validate(["cut.yaml"]);
  expect(exitCode).toBe(2);
  expect(stdout).toMatch(/^(cut\.yaml:\d+:\d+: [^\n]+\n)+$/u);
});

test("what DuckDB finds in the SQL has the same form", async () => {
  const problem = { line: 8, column: 5, path: "p", message: "unknown column", found: '"x"', allowed: "y", code: "sql" };
  const load = { kind: "refused" as const, problems: [problem] };
  const { exitCode, stdout } = await validate(["tiny.yaml"], { load });
  expect({ exitCode, stdout }).toEqual({
    exitCode: 2,
    stdout: 'tiny.yaml:8:5: p: unknown column; found "x"; allowed y\n',
  });
});

test("--json says the same as a document", async () => {
  const good = await validate(["tiny.yaml", "--json"]);
  expect(JSON.parse(good.stdout)).toMatchObject({ valid: true, file: "tiny.yaml", name: "Tiny", brokers: 3 });
  const bad = await validate(["wrong.yaml", "--json"]);
  expect(JSON.parse(bad.stdout)).toMatchObject({
    error: { code: "bad-input", problems: [{ file: "wrong.yaml", line: 10 }] },
  });
});

test("a file that is not there is one line on stderr", async () => {
  const { exitCode, stdout, stderr } = await validate(["gone.yaml"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toBe("spillway: cannot read gone.yaml: it does not exist\n");
});

test("an engine that breaks down over it is an internal error", async () => {
  const { exitCode, stderr } = await validate(["tiny.yaml"], { before: () => Promise.reject(new Error("bang")) });
  expect(exitCode).toBe(3);
  expect(stderr).toContain("to see it again: npm run -s spillway -- validate tiny.yaml");
});
