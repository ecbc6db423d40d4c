import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../engine/testing/command-line.ts";
import { findPathBase, resolveInput, resolveOutput } from "./user-path.ts";

test("npm starts scripts in the package's root; paths mean the folder that npm was called from", () => {
  const env = { npm_package_json: "/spillway/package.json", INIT_CWD: "/spillway/scenarios" };
  expect(findPathBase("/spillway", env)).toEqual({ userFolder: "/spillway/scenarios", processFolder: "/spillway" });
  // Started without npm, from a process that npm started: its INIT_CWD is not ours.
  expect(findPathBase("/elsewhere", env)).toEqual({ userFolder: "/elsewhere", processFolder: "/elsewhere" });
  expect(findPathBase("/spillway", {})).toEqual({ userFolder: "/spillway", processFolder: "/spillway" });
});

test("what package.json's own scripts name is found from anywhere; what a person names comes first", () => {
  const root = makeFolder({ "scenario.yaml": "", "both.yaml": "" });
  const user = makeFolder({ "both.yaml": "" });
  const base = { userFolder: user.path, processFolder: root.path };
  expect(resolveInput("scenario.yaml", base)).toBe(join(root.path, "scenario.yaml"));
  expect(resolveInput("both.yaml", base)).toBe(join(user.path, "both.yaml"));
  expect(resolveInput("gone.yaml", base)).toBe(join(user.path, "gone.yaml"));
  expect(resolveOutput("out", base)).toBe(join(user.path, "out"));
  root.remove();
  user.remove();
});
