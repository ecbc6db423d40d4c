import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandName } from "../engine/protocol/messages.ts";
import { makeFolder, runCommandLine } from "../engine/testing/command-line.ts";
import { FakeSession } from "../engine/testing/fake-session.ts";
import { TINY_SCENARIO } from "../engine/testing/tiny-scenario.ts";
import { makeInterruption, raceInterruption, withinTime } from "./interruption.ts";

const never = new Promise<never>(() => undefined);
let folder: ReturnType<typeof makeFolder>;

beforeAll(() => {
  folder = makeFolder({ "tiny.yaml": TINY_SCENARIO });
});

afterAll(() => folder.remove());

/** Runs a scenario and interrupts it when the engine is asked for `moment` the `count`th time; `hangs` is asked from then on in vain. */
async function interruptAt(moment: CommandName, { count = 1, hangs = "" as CommandName | "", args = ["--json"] } = {}) {
  const interruption = makeInterruption();
  let left = count;
  const session = new FakeSession({
    eventUs: 10,
    before: (name) => {
      if (name === moment) left -= 1;
      if (left <= 0 && name === moment) interruption.ask();
      return left <= 0 && name === hangs ? never : undefined;
    },
  });
  const startedMs = performance.now();
  const result = await runCommandLine(["run", "tiny.yaml", ...args], { session, interruption, folder: folder.path });
  return { ...result, session, tookMs: performance.now() - startedMs };
}

test("in the middle of the run: the report of what was done, marked partial, unchecked, 130", async () => {
  const { exitCode, stdout, stderr, session, tookMs } = await interruptAt("advance", { count: 3 });
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ status: "partial", isChecked: false, checks: [] });
  expect(session.asked.filter((name) => name === "advance")).toHaveLength(3);
  expect(session.isClosed).toBe(true);
  expect(tookMs).toBeLessThan(1_000);
});

test("a person reads INTERRUPTED", async () => {
  const { exitCode, stdout } = await interruptAt("advance", { args: ["--quiet"] });
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/^INTERRUPTED: /u);
});

test("in the middle of the checks: the report without them", async () => {
  const { exitCode, stdout } = await interruptAt("report", { count: 2, hangs: "report" });
  expect(exitCode).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ status: "partial", isChecked: false });
});

test("while it loads there is nothing to report", async () => {
  const { exitCode, stdout, session, tookMs } = await interruptAt("load", { hangs: "load" });
  expect(exitCode).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "interrupted" } });
  expect(session.isClosed).toBe(true);
  expect(tookMs).toBeLessThan(1_000);
});

test("while the host is starting, what comes up too late is closed", async () => {
  const interruption = makeInterruption();
  const session = new FakeSession();
  let finish: () => void = () => undefined;
  const opening = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const openHost = async () => {
    interruption.ask();
    await opening;
    return { session, facts: { kind: "chromium", platform: "", cpus: 1, node: "" } as const };
  };
  const { exitCode } = await runCommandLine(["run", "tiny.yaml"], { openHost, interruption, folder: folder.path });
  expect({ exitCode, isClosed: session.isClosed }).toEqual({ exitCode: 130, isClosed: false });
  finish();
  await opening;
  await Promise.resolve();
  expect(session.isClosed).toBe(true);
});

test("an engine stuck in one step gets less than a second, then the command ends without a report", async () => {
  const { exitCode, stdout, tookMs } = await interruptAt("advance", { count: 2, hangs: "report" });
  expect(exitCode).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "interrupted" } });
  expect(tookMs).toBeLessThan(1_500);
});

test("a race keeps what is done first, and hears no error of the loser", async () => {
  const interruption = makeInterruption();
  expect(await raceInterruption(Promise.resolve(7), interruption)).toEqual({ kind: "done", value: 7 });
  const lost = Promise.reject(new Error("too late"));
  interruption.ask();
  interruption.ask();
  expect(await raceInterruption(never, interruption)).toEqual({ kind: "interrupted" });
  await expect(raceInterruption(lost, makeInterruption())).rejects.toThrow("too late");
  expect(await withinTime(never, 5)).toBeUndefined();
});
