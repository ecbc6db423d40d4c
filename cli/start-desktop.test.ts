import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeFolder } from "../engine/testing/command-line.ts";
import { startDesktop } from "./start-desktop.mjs";

let folder: ReturnType<typeof makeFolder>;

beforeEach(() => {
  folder = makeFolder({});
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", folder.path);
  vi.stubEnv("SPILLWAY_OFFLINE", "1");
  vi.stubEnv("DISPLAY", ":99");
});

afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

/** A stand-in for Electron's program: a script that answers the question whether it runs, and notes what it was given. */
function plant({ asNode = 0, asApp = 0 }: { readonly asNode?: number; readonly asApp?: number }): void {
  const program = join(folder.path, "electron");
  const lines = [
    "#!/bin/sh",
    `if [ "$ELECTRON_RUN_AS_NODE" = 1 ]; then exit ${asNode}; fi`,
    `for arg in "$@"; do echo "$arg" >> "${folder.path}/args"; done`,
    `exit ${asApp}`,
  ];
  writeFileSync(program, `${lines.join("\n")}\n`);
  chmodSync(program, 0o755);
}

const silent = (): void => undefined;

test("opens the app with its files, behind -- so that none is taken for a flag", async () => {
  plant({});
  expect(await startDesktop(["/tmp/--odd.yaml"], silent, folder.path)).toEqual({ kind: "ended", exitCode: 0 });
  const args = readFileSync(join(folder.path, "args"), "utf8").trim().split("\n");
  expect(args.slice(-2)).toEqual(["--", "/tmp/--odd.yaml"]);
  expect(args.includes("--no-sandbox")).toBe(process.getuid?.() === 0);
});

test("without a display it does not try", async () => {
  plant({});
  vi.stubEnv("DISPLAY", "");
  vi.stubEnv("WAYLAND_DISPLAY", "");
  expect(await startDesktop([], silent, folder.path)).toEqual({ kind: "cannot", why: "there is no display here" });
});

test("without Electron's program it says how to get it", async () => {
  expect(await startDesktop([], silent, folder.path)).toMatchObject({
    kind: "cannot",
    why: expect.stringMatching(/install\.js/u),
  });
});

test("a program that cannot run here, or ends at once, leaves the browser", async () => {
  plant({ asNode: 127 });
  expect(await startDesktop([], silent, folder.path)).toMatchObject({
    kind: "cannot",
    why: expect.stringMatching(/a library/u),
  });
  plant({ asApp: 1 });
  expect(await startDesktop([], silent, folder.path)).toEqual({
    kind: "cannot",
    why: "Electron ended at once (code 1)",
  });
});
