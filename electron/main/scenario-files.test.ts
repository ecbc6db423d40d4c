import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../../engine/testing/command-line.ts";
import { stampOf } from "./atomic-file.ts";
import { readDataFile } from "./data-files.ts";
import { readScenarioFile, saveScenarioFile } from "./scenario-files.ts";

let folder: ReturnType<typeof makeFolder>;

beforeEach(() => {
  folder = makeFolder({ "a.yaml": "name: é\n", "latin.yaml": new Uint8Array([0xe9, 0x0a]), "zero.yaml": "a\0b" });
});

afterEach(() => folder.remove());

const at = (name: string): string => join(folder.path, name);

test("a scenario comes with its name and stamp", async () => {
  const file = await readScenarioFile(at("a.yaml"));
  expect(file).toEqual({
    ok: true,
    value: { path: at("a.yaml"), name: "a.yaml", text: "name: é\n", stamp: stampOf("name: é\n") },
  });
});

test("a byte order mark stays, so that saving writes the file back to the byte", async () => {
  writeFileSync(at("marked.yaml"), "\ufeffname: x\n");
  expect(await readScenarioFile(at("marked.yaml"))).toMatchObject({ ok: true, value: { text: "\ufeffname: x\n" } });
});

test.each([
  ["latin.yaml", /no UTF-8 text/u],
  ["zero.yaml", /no UTF-8 text/u],
  ["gone.yaml", /^gone\.yaml is not there/u],
  ["folder", /^folder is a folder/u],
  ["large.yaml", /^large\.yaml has 17 MB; a scenario has at most 16/u],
])("what is no scenario is a sentence: %s", async (name, sentence) => {
  mkdirSync(at("folder"));
  writeFileSync(at("large.yaml"), new Uint8Array(17 * 1024 * 1024));
  expect(await readScenarioFile(at(name))).toMatchObject({ ok: false, error: expect.stringMatching(sentence) });
});

test("a pipe or a device is a sentence, and nobody waits for it", async () => {
  spawnSync("mkfifo", [at("pipe.yaml"), at("pipe.csv")]);
  const sentence = /is a pipe, a device or a socket, not a file/u;
  for (const path of [at("pipe.yaml"), "/dev/zero"])
    expect(await readScenarioFile(path)).toMatchObject({ ok: false, error: expect.stringMatching(sentence) });
  for (const path of [at("pipe.csv"), "/dev/zero"])
    expect(await readDataFile(path)).toMatchObject({ ok: false, error: expect.stringMatching(sentence) });
});

test("saving goes through while the file is what it was", async () => {
  const saved = await saveScenarioFile({ path: at("a.yaml"), text: "new", stamp: stampOf("name: é\n") });
  expect(saved).toEqual({
    ok: true,
    value: { kind: "saved", path: at("a.yaml"), name: "a.yaml", stamp: stampOf("new") },
  });
  expect(readFileSync(at("a.yaml"), "utf8")).toBe("new");
});

test("a file that somebody else changed is left alone, and handed over", async () => {
  const stamp = stampOf("name: é\n");
  writeFileSync(at("a.yaml"), "theirs");
  const saved = await saveScenarioFile({ path: at("a.yaml"), text: "mine", stamp });
  expect(saved).toMatchObject({ ok: true, value: { kind: "changed-on-disk", file: { text: "theirs" } } });
  expect(readFileSync(at("a.yaml"), "utf8")).toBe("theirs");
  // Without a stamp the person has decided.
  expect(await saveScenarioFile({ path: at("a.yaml"), text: "mine" })).toMatchObject({ value: { kind: "saved" } });
});

test("the same text from somebody else is no conflict, and a file that is gone is written anew", async () => {
  writeFileSync(at("a.yaml"), "mine");
  const request = { path: at("a.yaml"), text: "mine", stamp: stampOf("name: é\n") };
  expect(await saveScenarioFile(request)).toMatchObject({ value: { kind: "saved" } });
  const gone = { path: at("gone.yaml"), text: "mine", stamp: stampOf("old") };
  expect(await saveScenarioFile(gone)).toMatchObject({ value: { kind: "saved" } });
});

test("a place that cannot be written is a sentence", async () => {
  const saved = await saveScenarioFile({ path: at("a.yaml/under.yaml"), text: "mine" });
  expect(saved).toMatchObject({ ok: false, error: expect.stringMatching(/^under\.yaml is not there/u) });
});
