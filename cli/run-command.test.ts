import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder, runCommandLine } from "../engine/testing/command-line.ts";
import { FakeSession, type FakeSessionOptions } from "../engine/testing/fake-session.ts";
import { SAMPLE_REPORT } from "../engine/testing/sample-report.ts";
import { TINY_SCENARIO } from "../engine/testing/tiny-scenario.ts";
import { EnvironmentError } from "./failure.ts";

let folder: ReturnType<typeof makeFolder>;

beforeAll(() => {
  folder = makeFolder({
    "tiny.scenario.yaml": TINY_SCENARIO,
    "wrong.scenario.yaml": TINY_SCENARIO.replace("kind: bronze", "kind: bronce").replace(
      "duration: 1m",
      "duration: soon",
    ),
    "windows.scenario.yaml": `\uFEFF${TINY_SCENARIO.replaceAll("\n", "\r\n")}`,
    "utf16.scenario.yaml": Buffer.from(`\uFEFF${TINY_SCENARIO}`, "utf16le"),
    "picture.scenario.yaml": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]),
    "latin.scenario.yaml": new Uint8Array([0x6e, 0x61, 0x6d, 0x65, 0x3a, 0xe9, 0xff]),
    "lost.scenario.yaml": `${TINY_SCENARIO}datasets:\n  shops: { file: shops.csv, format: csv }\n`,
  });
});

afterAll(() => folder.remove());

function run(args: readonly string[], options: FakeSessionOptions = {}) {
  const session = new FakeSession(options);
  return runCommandLine(["run", ...args], { session, folder: folder.path }).then((result) => ({ ...result, session }));
}

test("0 when all expectations hold, with the whole report on stdout", async () => {
  const { exitCode, stdout, stderr, session } = await run(["tiny.scenario.yaml"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toMatch(/^Flights, a broker crash[\s\S]*digest [0-9a-f]{64}\n$/u);
  expect(session.isClosed).toBe(true);
});

test("1 when an expectation is violated, also in quiet", async () => {
  const { expectations } = SAMPLE_REPORT;
  const { exitCode, stdout } = await run(["tiny.scenario.yaml", "--quiet"], { report: { expectations } });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^FAILED: 1 of 2 expectations met; [^\n]+\n$/u);
});

test("2 for a scenario with mistakes: a line each, with place, found, allowed and what was meant", async () => {
  const { exitCode, stdout, stderr, session } = await run(["wrong.scenario.yaml"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  const lines = stderr.trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^wrong\.scenario\.yaml:3:\d+: duration: .*; found "soon"; allowed /u);
  expect(lines[1]).toMatch(/^wrong\.scenario\.yaml:9:\d+: .*; found "bronce"; allowed .*; did you mean bronze\?$/u);
  expect(session.asked).toEqual([]);
});

test("2 for what only the engine can see, in the same form", async () => {
  const problem = { line: 4, column: 2, path: "a", message: "no such column", found: '"x"', allowed: "y", code: "sql" };
  const { exitCode, stderr } = await run(["tiny.scenario.yaml"], { load: { kind: "refused", problems: [problem] } });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'tiny.scenario.yaml:4:2: a: no such column; found "x"; allowed y\n',
  });
});

const UNREADABLE: readonly (readonly [string, RegExp])[] = [
  ["tinny.scenario.yaml", /it does not exist; did you mean tiny\.scenario\.yaml\?/u],
  [".", /it is a folder; name a file, for instance latin\.scenario\.yaml/u],
  ["tiny.scenario.yaml/x", /a part of the path is a file, not a folder/u],
  ["utf16.scenario.yaml", /it is written in UTF-16; save it as UTF-8/u],
  ["picture.scenario.yaml", /it is a binary file, not text/u],
  ["latin.scenario.yaml", /it is not text in UTF-8/u],
  ["/dev/zero", /it is larger than [\d,]+ bytes/u],
];

test.each(UNREADABLE)("2 and one line for %s", async (name, message) => {
  const { exitCode, stdout, stderr } = await run([name]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/^spillway: cannot read [^\n]+\n$/u);
  expect(stderr).toMatch(message);
});

test("a byte order mark and Windows line ends change nothing", async () => {
  expect((await run(["windows.scenario.yaml"])).exitCode).toBe(0);
});

test("a dataset that is not there is a problem of the line that names it", async () => {
  const { exitCode, stderr } = await run(["lost.scenario.yaml"]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /^lost\.scenario\.yaml:\d+:\d+: datasets\.shops\.file: the file cannot be read: it does not exist; found "shops\.csv"; /u,
  );
});

test("3 for an error of the engine: one line, and how to see it again", async () => {
  const before = (name: string): void => {
    if (name === "advance") throw new Error("offsets went\nback");
  };
  const args = ["tiny.scenario.yaml", "--until", "30s", "--quiet"];
  const { exitCode, stdout, stderr, session } = await run(args, { before });
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
  expect(stderr).toBe(
    "spillway: internal error: offsets went back\n" +
      "spillway 1.2.3, seed 42; to see it again: npm run -s spillway -- run tiny.scenario.yaml --seed 42 --until 30000000us\n",
  );
  expect(session.isClosed).toBe(true);
});

test("a stack only with SPILLWAY_DEBUG=1", async () => {
  const session = new FakeSession({ before: () => Promise.reject(new Error("bang")) });
  const options = { session, folder: folder.path, env: { SPILLWAY_DEBUG: "1" } };
  const { stderr } = await runCommandLine(["run", "tiny.scenario.yaml"], options);
  expect(stderr).toMatch(/\n {4}at /u);
});

test("4 when the machine lacks something, with the advice", async () => {
  const openHost = () => Promise.reject(new EnvironmentError("no Chromium; install one"));
  const { exitCode, stderr } = await runCommandLine(["run", "tiny.scenario.yaml"], { openHost, folder: folder.path });
  expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: "spillway: no Chromium; install one\n" });
});

test("--json: one document, equal but for host and wall", async () => {
  const first = JSON.parse((await run(["tiny.scenario.yaml", "--json"])).stdout);
  const second = JSON.parse((await run(["tiny.scenario.yaml", "--json", "--pause-every", "1s"])).stdout);
  const { host, wall, ...rest } = first;
  expect(host).toMatchObject({ kind: "node", node: process.versions.node });
  expect(Object.keys(wall)).toEqual([
    "startedAt",
    "bootSeconds",
    "loadSeconds",
    "runSeconds",
    "checkSeconds",
    "totalSeconds",
    "recordsPerSecond",
    "virtualPerWall",
  ]);
  expect(rest).toEqual({ ...SAMPLE_REPORT, expectations: [], spillway: "1.2.3" });
  expect({ ...second, host, wall }).toEqual(first);
});

test("--json: errors are documents too, problems with their places", async () => {
  const bad = await run(["wrong.scenario.yaml", "--json"]);
  expect(bad).toMatchObject({ exitCode: 2, stderr: "" });
  const { error } = JSON.parse(bad.stdout);
  expect(error).toMatchObject({ code: "bad-input", message: expect.stringContaining("has 2 problems") });
  expect(error.problems[1]).toMatchObject({ file: "wrong.scenario.yaml", line: 9, suggestion: "bronze" });
  const broken = await run(["tiny.scenario.yaml", "--json"], { before: () => Promise.reject(new Error("bang")) });
  expect(broken).toMatchObject({ exitCode: 3, stderr: "" });
  expect(JSON.parse(broken.stdout)).toEqual({
    spillway: "1.2.3",
    error: {
      code: "internal",
      message: "internal error: bang",
      problems: [],
      reproduce: { spillway: "1.2.3", command: "npm run -s spillway -- run tiny.scenario.yaml" },
    },
  });
});

test("--until stops early and says partial; past the end it changes nothing", async () => {
  const early = await run(["tiny.scenario.yaml", "--until", "10s", "--json"]);
  expect(JSON.parse(early.stdout)).toMatchObject({ status: "partial", isChecked: true });
  expect(early.session.slices.at(-1)?.untilUs).toBe(10_000_000);
  const late = await run(["tiny.scenario.yaml", "--until", "10h", "--json"]);
  expect(JSON.parse(late.stdout)).toMatchObject({ status: "finished" });
});

test("--no-checks judges nothing and ends with 0", async () => {
  const { expectations } = SAMPLE_REPORT;
  const { exitCode, stdout, session } = await run(["tiny.scenario.yaml", "--no-checks"], { report: { expectations } });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("NOT CHECKED");
  expect(session.asked.filter((name) => name === "report")).toHaveLength(1);
});

test("--seed reaches the engine and the command that repeats the run", async () => {
  const seen: unknown[] = [];
  const before = (name: string, request: unknown): void => {
    if (name === "load") seen.push(request);
    if (name === "report") throw new Error("bang");
  };
  const { stderr } = await run(["tiny.scenario.yaml", "--seed", "7"], { before });
  expect(seen).toEqual([{ scenarioText: TINY_SCENARIO, datasets: [], runsChecks: true, seed: 7 }]);
  expect(stderr).toContain("--seed 42"); // the fake engine says 42 whatever it is told
});

test.each([["run", "--json"], ["run"], ["validate"], ["run", "--quiet"]])(
  "nobody reads what `%s %s` prints: one line on stderr and the exit code of a closed pipe",
  async (command, ...flags) => {
    const options = { folder: folder.path, stdoutError: "EPIPE" };
    const result = await runCommandLine([command, "tiny.scenario.yaml", ...flags], options);
    expect(result).toEqual({ exitCode: 141, stdout: "", stderr: "spillway: nobody reads stdout any more\n" });
  },
);

const FULL_STDOUT = "spillway: cannot write to stdout: no space left on the device; make room there and run it again\n";

test.each([["tiny.scenario.yaml"], ["tiny.scenario.yaml", "--json"], ["gone.yaml", "--json"]])(
  "stdout is a full disk: one line and exit code 4 for %s %s",
  async (...args) => {
    const options = { folder: folder.path, stdoutError: "ENOSPC" };
    const result = await runCommandLine(["run", ...args], options);
    expect(result).toEqual({ exitCode: 4, stdout: "", stderr: FULL_STDOUT });
  },
);
