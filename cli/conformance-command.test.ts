import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder, runCommandLine } from "../engine/testing/command-line.ts";

/** One case of each outcome that the adapters know, in the form of the vector files. */
const GOOD_CASE = { id: "empty", input: { utf8: "" }, expected: { hashInt32: 275646681 } };

let folder: ReturnType<typeof makeFolder>;

function put(name: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder.path, name));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder.path, name, file), text);
}

beforeAll(() => {
  folder = makeFolder({});
  const murmur2 = (cases: readonly unknown[]): string => JSON.stringify({ name: "murmur2", cases });
  put("good", {
    "murmur2.json": murmur2([]),
    "unknown.json": JSON.stringify({ name: "future", cases: [{ id: "a" }] }),
  });
  put("bad", {
    "a-cut.json": '{ "name": "murmur2", "ca',
    "b-list.json": "[]",
    "c-wrong.json": murmur2([{ ...GOOD_CASE, id: "wrong-hash", expected: { int32: 1, nonsense: true } }]),
    "notes.txt": "not a vector file",
  });
  put("empty", { "readme.md": "" });
});

afterAll(() => folder.remove());

function conformance(...args: readonly string[]) {
  return runCommandLine(["conformance", ...args], { folder: folder.path });
}

test("a folder without failures ends with 0 and counts what cannot be run yet", async () => {
  const { exitCode, stdout, stderr } = await conformance("good");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toBe(
    [
      "file          passed  failed  prose  not yet supported",
      "murmur2.json       0       0      0                  0",
      "unknown.json       0       0      0                  1",
      "total              0       0      0                  1",
      "every case that can be run passes (2 files)",
      "",
    ].join("\n"),
  );
});

test("files that cannot be read have failed, each failing case is named, and the rest is run", async () => {
  const { exitCode, stdout } = await conformance("bad");
  expect(exitCode).toBe(1);
  const lines = stdout.split("\n");
  expect(lines.some((line) => /^a-cut\.json\s+broken$/u.test(line))).toBe(true);
  expect(lines.some((line) => /^ {2}not JSON: /u.test(line))).toBe(true);
  expect(lines.some((line) => /^b-list\.json\s+broken$/u.test(line))).toBe(true);
  expect(lines.some((line) => /^ {2}failed wrong-hash: ./u.test(line))).toBe(true);
  expect(stdout).toMatch(/\n1 case failed, 2 files could not be read\n$/u);
});

test("--json lists every case with its id", async () => {
  const { exitCode, stdout, stderr } = await conformance("bad", "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    conformanceVersion: 1,
    spillway: "1.2.3",
    folder: "bad",
    totals: { files: 3, brokenFiles: 2, passed: 0, failed: 1, prose: 0, "not-supported": 0 },
    files: [
      { file: "a-cut.json", kind: "malformed", cases: [] },
      { file: "b-list.json", kind: "malformed", cases: [] },
      { file: "c-wrong.json", name: "murmur2", kind: "run", cases: [{ id: "wrong-hash", outcome: "failed" }] },
    ],
  });
});

test.each([
  ["empty", "spillway: empty holds no vector files (*.json)\n"],
  ["gone", "spillway: cannot read gone: it does not exist\n"],
  ["good/murmur2.json", "spillway: cannot read good/murmur2.json: it is a file; name the folder it lies in\n"],
])("%s is bad input", async (path, message) => {
  expect(await conformance(path)).toEqual({ exitCode: 2, stdout: "", stderr: message });
});
