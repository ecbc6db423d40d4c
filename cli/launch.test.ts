import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../", import.meta.url));
const copied = [
  "cli/launch.mjs",
  "cli/start-desktop.mjs",
  "scripts/bundles.mjs",
  "scripts/electron/official-electron.mjs",
  "scripts/build.mjs",
  "vite.cli.config.ts",
  "tsconfig.base.json",
  "package.json",
];

let root = "";

/** Runs the launcher of the small tree. */
function launch(...args: readonly string[]): { exitCode: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(execPath, [join(root, "cli/launch.mjs"), ...args], { encoding: "utf8" });
  return { exitCode: status, stdout, stderr };
}

/** A command line that prints its arguments and ends with exit code 3. */
function writeMain(greeting: string): void {
  const text = `export async function main(argv: readonly string[]): Promise<number> {
  process.stdout.write(JSON.stringify(["${greeting}", ...argv]));
  return 3;
}
`;
  writeFileSync(join(root, "cli/main.ts"), text);
}

beforeAll(() => {
  mkdirSync(join(repository, ".scratch"), { recursive: true });
  root = mkdtempSync(join(repository, ".scratch/launch-"));
  for (const file of copied) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(repository, file), join(root, file));
  }
  writeMain("hello");
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

test("every flag that the npm scripts give to node is one that this Node knows", () => {
  const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const flags = ["start", "spillway"].map((name) => scripts[name]?.match(/--\S+/gu) ?? []);
  expect(flags[0]).toEqual(flags[1]);
  expect(flags[0]?.length).toBeGreaterThan(0);
  const { status, stderr } = spawnSync(execPath, [...(flags[0] ?? []), "-e", "0"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("builds what is stale, says so on stderr only, and passes arguments and exit code through", () => {
  const first = launch("run", "--headless", "a file.yaml");
  expect(first).toMatchObject({ exitCode: 3, stdout: '["hello","run","a file.yaml"]' });
  expect(first.stderr).toMatch(/^building the command line \.\.\. [\d.]+ s\n$/u);
});

test("npm start without a screen runs the demo in the terminal, with whatever flags follow", () => {
  const demo = "scenarios/flights-broker-crash.scenario.yaml";
  expect(launch("start", "--headless").stdout).toBe(JSON.stringify(["hello", "run", demo]));
  expect(launch("start", "--headless", "--seed", "7").stdout).toBe(
    JSON.stringify(["hello", "run", demo, "--seed", "7"]),
  );
  expect(launch("start", "--headless", "my.yaml").stdout).toBe(JSON.stringify(["hello", "run", "my.yaml"]));
});

test("npm start with a screen needs the app, and says so when it does not build", () => {
  const { exitCode, stdout, stderr } = launch("start", "--browser");
  expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
  expect(stderr).toContain("Could not build the app");
});

test("a fresh bundle runs as it is, silently, even when files were only touched", () => {
  const built = statSync(join(root, "dist/cli/main.js")).mtimeMs;
  const touched = new Date(2026, 0, 1);
  utimesSync(join(root, "cli/main.ts"), touched, touched);
  expect(launch()).toEqual({ exitCode: 3, stdout: '["hello"]', stderr: "" });
  expect(statSync(join(root, "dist/cli/main.js")).mtimeMs).toBe(built);
});

test("a changed source is built anew", () => {
  writeMain("good day");
  expect(launch()).toMatchObject({ exitCode: 3, stdout: '["good day"]' });
});

test("a source that does not build ends with exit code 4 and leaves the bundle there was", () => {
  const built = statSync(join(root, "dist/cli/main.js")).mtimeMs;
  writeFileSync(join(root, "cli/main.ts"), "export const broken = ;\n");
  const { exitCode, stdout, stderr } = launch();
  expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
  expect(stderr).toContain("Could not build the command line");
  expect(statSync(join(root, "dist/cli/main.js")).mtimeMs).toBe(built);
});

test("two launches at once build once", async () => {
  writeMain("both");
  const run = (): Promise<string> =>
    new Promise((resolve) =>
      execFile(execPath, [join(root, "cli/launch.mjs")], (_, stdout, stderr) => resolve(stdout + stderr)),
    );
  const said = await Promise.all([run(), run()]);
  expect(said.map((text) => text.includes('["both"]'))).toEqual([true, true]);
  expect(said.filter((text) => text.includes("building"))).toHaveLength(1);
});
