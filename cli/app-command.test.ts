import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeFolder, runCommandLine } from "../engine/testing/command-line.ts";
import { makeInterruption } from "./interruption.ts";

let root: ReturnType<typeof makeFolder>;

beforeAll(() => {
  root = makeFolder({ "mine.scenario.yaml": "version: 1\nname: Mine\n", "rides.csv": "rider\n" });
  mkdirSync(join(root.path, "dist/app"), { recursive: true });
  writeFileSync(join(root.path, "dist/app/index.html"), "<p>app</p>");
});

afterAll(() => root.remove());

/** A port that nobody listens on. */
function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" ? address?.port : undefined;
      server.close(() => resolve(port ?? 0));
    });
  });
}

test("serves the app and the opened file until it is interrupted, then lets the port go", async () => {
  const port = await findFreePort();
  const interruption = makeInterruption();
  const running = runCommandLine(["app", "mine.scenario.yaml", `--port=${port}`, "--no-open"], {
    interruption,
    folder: root.path,
    root: root.path,
  });
  const origin = `http://127.0.0.1:${port}`;
  const page = await vi.waitFor(() => fetch(origin));
  expect(await page.text()).toBe("<p>app</p>");
  expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(await (await fetch(`${origin}/opened/mine.scenario.yaml`)).text()).toContain("name: Mine");
  interruption.ask();
  const { exitCode, stdout, stderr } = await running;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain(`${origin}/?open=mine.scenario.yaml\n`);
  expect(stdout).toMatch(/lacks the desktop app's native menus.*\n.*Only this machine.*\nStopped\.\n$/su);
  await expect(fetch(origin)).rejects.toThrow();
});

test("of several files the first opens, and the others are named", async () => {
  const interruption = makeInterruption();
  interruption.ask();
  const { exitCode, stdout } = await runCommandLine(["app", "mine.scenario.yaml", "a.yaml", "b.yaml", "--no-open"], {
    interruption,
    folder: root.path,
    root: root.path,
  });
  expect(exitCode).toBe(0);
  expect(stdout).toContain("/?open=mine.scenario.yaml\n");
  expect(stdout).toMatch(
    /^Not opened: a\.yaml, b\.yaml\. Spillway shows one scenario at a time, and mine\.scenario\.yaml was/mu,
  );
});

test("says why it is the browser that opens", async () => {
  const interruption = makeInterruption();
  interruption.ask();
  const { stdout } = await runCommandLine(["app", "--no-open", "--because=there is no display here"], {
    interruption,
    root: root.path,
  });
  expect(stdout).toMatch(/^Spillway in the browser, since there is no display here\. /u);
});

test("a port that is taken, a file that is not there, an app that is not built: each is a sentence", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const address = taken.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const busy = await runCommandLine(["app", "--no-open", `--port=${port}`], { root: root.path });
  expect(busy.exitCode).toBe(4);
  expect(busy.stderr).toMatch(/cannot listen on 127\.0\.0\.1:\d+: .*; choose another --port\n$/u);
  await new Promise((resolve) => taken.close(resolve));

  const gone = await runCommandLine(["app", "gone.yaml", "--no-open"], { folder: root.path, root: root.path });
  expect(gone).toMatchObject({ exitCode: 2, stderr: "spillway: cannot read gone.yaml: it does not exist\n" });

  const unbuilt = await runCommandLine(["app", "--no-open"], { root: join(root.path, "elsewhere") });
  expect(unbuilt).toMatchObject({ exitCode: 4, stderr: "spillway: the app is not built; run: npm run build\n" });
});
