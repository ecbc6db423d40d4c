import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../../engine/testing/command-line.ts";
import { stampOf, writeAtomically } from "./atomic-file.ts";

let folder: ReturnType<typeof makeFolder>;

beforeEach(() => {
  folder = makeFolder({ "a.yaml": "old" });
});

afterEach(() => folder.remove());

const at = (name: string): string => join(folder.path, name);

test("replaces the file, keeps its mode, leaves nothing beside it", async () => {
  chmodSync(at("a.yaml"), 0o600);
  await writeAtomically(at("a.yaml"), "new");
  expect(readFileSync(at("a.yaml"), "utf8")).toBe("new");
  expect(statSync(at("a.yaml")).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder.path)).toEqual(["a.yaml"]);
});

test("is another file in the same place, never the old one written over", async () => {
  const before = statSync(at("a.yaml")).ino;
  await writeAtomically(at("a.yaml"), "new");
  expect(statSync(at("a.yaml")).ino).not.toBe(before);
});

test("writes through a symbolic link, which stays one", async () => {
  mkdirSync(at("shared"));
  writeFileSync(at("shared/real.yaml"), "old");
  symlinkSync(at("shared/real.yaml"), at("link.yaml"));
  await writeAtomically(at("link.yaml"), "new");
  expect(readFileSync(at("shared/real.yaml"), "utf8")).toBe("new");
  expect(lstatSync(at("link.yaml")).isSymbolicLink()).toBe(true);
});

test("a write that fails leaves the old file and no rest", async () => {
  mkdirSync(at("taken"));
  writeFileSync(at("taken/inside"), "");
  await expect(writeAtomically(at("taken"), "new")).rejects.toThrow();
  await expect(writeAtomically(at("gone/a.yaml"), "new")).rejects.toThrow();
  expect(readdirSync(folder.path).sort()).toEqual(["a.yaml", "taken"]);
});

test("a name as long as a disk allows still has room for the file beside it", async () => {
  const name = `${"n".repeat(240)}.yaml`;
  await writeAtomically(at(name), "new");
  expect(readFileSync(at(name), "utf8")).toBe("new");
});

test("a stamp is that of the bytes", () => {
  expect(stampOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(stampOf(new TextEncoder().encode("é"))).toBe(stampOf("é"));
});
