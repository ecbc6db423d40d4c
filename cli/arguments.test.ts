import { expect, test } from "vitest";
import { runCommandLine } from "../engine/testing/command-line.ts";

const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [[], /name a command: run, app, validate, conformance or version/u],
  [["rum", "x.yaml"], /unknown command 'rum'.*Did you mean run/u],
  [["run"], /missing required argument 'file'/u],
  [["run", "x.yaml", "y.yaml"], /too many arguments/u],
  [["run", "x.yaml", "--sed", "1"], /unknown option '--sed'.*Did you mean --seed/u],
  [["run", "x.yaml", "--seed"], /argument missing/u],
  [["run", "x.yaml", "--seed", "-1"], /seed is a whole number from 0 to 4294967295/u],
  [["run", "x.yaml", "--seed", "4294967296"], /seed is a whole number/u],
  [["run", "x.yaml", "--seed", "1e3"], /seed is a whole number/u],
  [["run", "x.yaml", "--until", "soon"], /"soon" is no duration; write 90s, 10m or 1h30m/u],
  [["run", "x.yaml", "--until", "0s"], /longer than nothing/u],
  [["run", "x.yaml", "--pause-every", "1"], /"1" is no duration/u],
  [["run", "x.yaml", "--host", "firefox"], /Allowed choices are node, chromium/u],
  [["run", ""], /'file'\. It names no file/u],
  [["validate", " "], /'file'\. It names no file/u],
  [["conformance", ""], /'dir'\. It names no folder/u],
  [["run", "x.yaml", "--out", ""], /'--out <dir>'.*It names no folder.*--out \. is the folder you stand in/u],
  [["run", "x.yaml", "--out="], /It names no folder/u],
  [["validate"], /missing required argument 'file'/u],
  [["conformance"], /missing required argument 'dir'/u],
];

test.each(WRONG)("spillway %j ends with 2 and one line that says what is wrong", async (args, message) => {
  const { exitCode, stdout, stderr } = await runCommandLine(args);
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^spillway: [^\n]+\n$/u);
  expect(stderr).toMatch(message);
});

test("with --json the same is one document on stdout, and nothing on stderr", async () => {
  const { exitCode, stdout, stderr } = await runCommandLine(["run", "--json", "--seed", "x"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({
    spillway: "1.2.3",
    error: { code: "bad-usage", message: expect.stringContaining("A seed is a whole number"), problems: [] },
  });
});

test.each([[["--help"]], [["run", "--help"]], [["help", "run"]], [["conformance", "-h"]]])(
  "spillway %j explains itself on stdout and ends with 0",
  async (args) => {
    const { exitCode, stdout, stderr } = await runCommandLine(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/Usage: spillway/u);
  },
);

test.each(["version", "--version", "-V"])("%s names every version that decides what a run does", async (word) => {
  const { exitCode, stdout } = await runCommandLine([word]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^spillway 1\.2\.3\nbehaviour \d+\n/u);
  expect(stdout).toContain(`node ${process.versions.node}\n`);
});
