import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../../engine/testing/command-line.ts";
import { Journal } from "./journal.ts";
import { RecentFiles } from "./recent-files.ts";
import { chooseUserFolder, UserStore } from "./user-store.ts";

let folder: ReturnType<typeof makeFolder>;

beforeEach(() => {
  folder = makeFolder({ "a-file": "" });
});

afterEach(() => folder.remove());

test("the wanted folder is made and used", () => {
  const wanted = join(folder.path, "home/settings");
  expect(chooseUserFolder(wanted)).toEqual({ folder: wanted });
  expect(readdirSync(wanted)).toEqual([]);
});

test("one that cannot be written gives a temporary one and a sentence that says what to do", () => {
  const { folder: chosen, problem } = chooseUserFolder(join(folder.path, "a-file/settings"), folder.path);
  expect(chosen.startsWith(join(folder.path, "spillway-"))).toBe(true);
  expect(problem).toMatch(/^Settings.*cannot be kept: settings is not there.*--user-data-dir=FOLDER/u);
});

test("writes to one file end in the order in which they were asked for", async () => {
  const store = new UserStore(folder.path);
  const texts = Array.from({ length: 30 }, (_, n) => "x".repeat(n % 2 === 0 ? 200_000 : 1) + n);
  for (const text of texts) void store.write("deep/one.json", text);
  expect(store.isWriting).toBe(true);
  await store.settled();
  expect(store.isWriting).toBe(false);
  expect(store.read("deep/one.json")).toBe(texts.at(-1));
  expect(store.list("deep")).toEqual(["one.json"]);
});

test("what cannot be read is as if it were not there; what cannot be written is a sentence", async () => {
  const store = new UserStore(join(folder.path, "a-file"));
  expect(store.read("x")).toBeUndefined();
  expect(store.list("x")).toEqual([]);
  expect(await store.write("x", "")).toMatchObject({ ok: false, error: expect.stringMatching(/^x /u) });
});

test("files that are not ours are passed over: a journal and recents that somebody else wrote", async () => {
  mkdirSync(join(folder.path, "journal"));
  writeFileSync(join(folder.path, "journal/cut.json"), '{"id":"cut","te');
  writeFileSync(join(folder.path, "journal/odd.json"), '{"id":"../odd","name":"","text":"","writtenAtMs":1}');
  writeFileSync(join(folder.path, "recent-files.json"), '{"paths":1}');
  const store = new UserStore(folder.path);
  let now = 5;
  const journal = new Journal(store, () => now++);
  await journal.write({ id: "older", name: "a", text: "1" });
  await journal.write({ id: "newer", name: "b", text: "2" });
  expect(journal.list().map(({ id, writtenAtMs }) => [id, writtenAtMs])).toEqual([
    ["newer", 6],
    ["older", 5],
  ]);
  expect(new RecentFiles(store).list()).toEqual([]);
});

test("recents are newest first, each once, twelve at most, and say what is gone", async () => {
  const store = new UserStore(folder.path);
  const recents = new RecentFiles(store);
  for (let n = 0; n < 15; n++) await recents.add(join(folder.path, `${n}.yaml`));
  await recents.add(join(folder.path, "a-file"));
  await recents.add(join(folder.path, "14.yaml"));
  const again = new RecentFiles(store).list();
  expect(again).toHaveLength(12);
  expect(again.slice(0, 2)).toMatchObject([
    { name: "14.yaml", folder: folder.path, isThere: false },
    { name: "a-file", isThere: true },
  ]);
  await recents.clear();
  expect(new RecentFiles(store).list()).toEqual([]);
});
