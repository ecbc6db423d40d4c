import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../../engine/testing/command-line.ts";
import { stampOf } from "./atomic-file.ts";
import { FileDesk } from "./file-desk.ts";
import { FileVersions } from "./file-versions.ts";
import { Journal } from "./journal.ts";
import { RecentFiles } from "./recent-files.ts";
import { UserStore } from "./user-store.ts";

let folder: ReturnType<typeof makeFolder>;
let answer: string | undefined;
let asked: string[];
let noted: string[];
let now: number;

beforeEach(() => {
  folder = makeFolder({ "a.yaml": "one", "b.yaml": "two", "rides.csv": "rider\n", "secret.csv": "secret" });
  mkdirSync(at("own/data"), { recursive: true });
  writeFileSync(at("own/mine.yaml"), "mine");
  writeFileSync(at("own/data/rides.csv"), "inside");
  answer = undefined;
  asked = [];
  noted = [];
  now = 1_000;
});

afterEach(() => folder.remove());

const at = (name: string): string => join(folder.path, name);

/** A desk with its books in the folder, whose dialogs answer with `answer`. */
function openDesk(): FileDesk {
  const store = new UserStore(at("settings"));
  const clock = (): number => now++;
  return new FileDesk(
    {
      async askOpen(title) {
        asked.push(title);
        return answer;
      },
      async askSave(title, suggested) {
        asked.push(`${title}: ${suggested}`);
        return answer;
      },
    },
    {
      recents: new RecentFiles(store),
      versions: new FileVersions(store, clock),
      journal: new Journal(store, clock),
      noteRecent: (path) => noted.push(path),
      watch: { expect: () => undefined, note: () => undefined },
    },
  );
}

test("a picked file opens and is recent; a cancelled dialog is no error", async () => {
  const desk = openDesk();
  expect(await desk.pickScenario()).toEqual({ ok: true, value: { kind: "cancelled" } });
  answer = at("a.yaml");
  expect(await desk.pickScenario()).toMatchObject({ ok: true, value: { kind: "picked", file: { text: "one" } } });
  expect(noted).toEqual([at("a.yaml")]);
});

test("the page reads and writes only what a person chose", async () => {
  const desk = openDesk();
  for (const refused of [
    await desk.readScenario(at("a.yaml")),
    await desk.saveScenario({ path: at("a.yaml"), text: "evil" }),
    await desk.readNamedDataFile(at("a.yaml"), "rides.csv"),
    await desk.writeJournal({ id: "x", name: "a", text: "t", path: at("a.yaml") }),
    await desk.keepVersion(at("a.yaml"), "evil"),
    desk.readVersion(at("a.yaml"), "1"),
  ])
    expect(refused).toMatchObject({ ok: false, error: expect.stringMatching(/^a\.yaml was not chosen/u) });
  expect(readFileSync(at("a.yaml"), "utf8")).toBe("one");
  expect(desk.listVersions(at("a.yaml"))).toEqual([]);
});

test("recents of an earlier session may be read again, and so may the files of its journal", async () => {
  await openDesk().openChosen(at("a.yaml"));
  const earlier = openDesk();
  await earlier.openChosen(at("b.yaml"));
  await earlier.writeJournal({ id: "doc", name: "b", text: "unsaved", path: at("b.yaml"), stamp: stampOf("two") });
  writeFileSync(at("settings/recent-files.json"), "[]");
  const desk = openDesk();
  expect(await desk.readScenario(at("b.yaml"))).toMatchObject({ ok: false });
  expect(desk.listJournal()).toMatchObject([{ id: "doc", text: "unsaved", path: at("b.yaml") }]);
  expect(await desk.readScenario(at("b.yaml"))).toMatchObject({ ok: true });
  await desk.dropJournal("doc");
  expect(desk.listJournal()).toEqual([]);
});

test("saving keeps the text that it replaces and the new one, newest first, twenty at most", async () => {
  const desk = openDesk();
  await desk.openChosen(at("a.yaml"));
  await desk.saveScenario({ path: at("a.yaml"), text: "save 1" });
  await desk.saveScenario({ path: at("a.yaml"), text: "save 1" });
  const texts = desk.listVersions(at("a.yaml")).map(({ id }) => desk.readVersion(at("a.yaml"), id));
  expect(texts).toEqual([
    { ok: true, value: "save 1" },
    { ok: true, value: "one" },
  ]);
  for (let n = 2; n <= 30; n++) await desk.saveScenario({ path: at("a.yaml"), text: `save ${n}` });
  const versions = desk.listVersions(at("a.yaml"));
  expect(versions).toHaveLength(20);
  expect(desk.readVersion(at("a.yaml"), versions[0]?.id ?? "")).toEqual({ ok: true, value: "save 30" });
  expect(versions.map(({ savedAtMs }) => savedAtMs)).toEqual(
    versions.map(({ savedAtMs }) => savedAtMs).toSorted((x, y) => y - x),
  );
  expect(desk.readVersion(at("a.yaml"), "../../recent-files.json")).toMatchObject({ ok: false });
});

test("changes that a person lets go are a version of the file", async () => {
  const desk = openDesk();
  await desk.openChosen(at("a.yaml"));
  await desk.keepVersion(at("a.yaml"), "let go");
  await desk.keepVersion(at("a.yaml"), "let go");
  const texts = desk.listVersions(at("a.yaml")).map(({ id }) => desk.readVersion(at("a.yaml"), id));
  expect(texts).toEqual([{ ok: true, value: "let go" }]);
  expect(readFileSync(at("a.yaml"), "utf8")).toBe("one");
});

test("save as asks with a name that a disk takes, and then owns the file", async () => {
  const desk = openDesk();
  answer = at("new.scenario.yaml");
  expect(await desk.saveScenarioAs("<b>../evil</b>", "text")).toMatchObject({
    ok: true,
    value: { kind: "saved", name: "new.scenario.yaml" },
  });
  expect(asked).toEqual(["Save the scenario: b .. evil b.scenario.yaml"]);
  expect(await desk.saveScenario({ path: answer, text: "again" })).toMatchObject({ value: { kind: "saved" } });
});

test("a scenario reaches the data in its folder, links followed, and what a person picked besides", async () => {
  const desk = openDesk();
  await desk.openChosen(at("own/mine.yaml"));
  symlinkSync(at("secret.csv"), at("own/link.csv"));
  const read = (file: string) => desk.readNamedDataFile(at("own/mine.yaml"), file);
  expect(await read("data/rides.csv")).toMatchObject({ ok: true, value: { name: "rides.csv" } });
  for (const outside of ["../secret.csv", "link.csv", at("secret.csv"), "data/../../secret.csv", "..", "."])
    expect(await read(outside)).toMatchObject({ ok: false, error: expect.stringMatching(/outside its own folder/u) });
  expect(await read("data/gone.csv")).toMatchObject({ ok: false, error: expect.stringMatching(/is not there/u) });
  answer = at("secret.csv");
  await desk.pickDataFile();
  expect(await read("../secret.csv")).toMatchObject({ ok: true });
});

test("a dropped file is a scenario or data by its name; one that a page made up is neither", async () => {
  const desk = openDesk();
  expect(await desk.openDropped(at("a.yaml"))).toMatchObject({ ok: true, value: { kind: "scenario" } });
  expect(await desk.openDropped(at("rides.csv"))).toMatchObject({ ok: true, value: { kind: "data" } });
  expect(await desk.openDropped("")).toMatchObject({ ok: false, error: expect.stringMatching(/not a file/u) });
});

test("a data file as an argument is a sentence that says what to do with it", async () => {
  expect(await openDesk().openChosen(at("rides.csv"))).toMatchObject({
    ok: false,
    error: expect.stringMatching(/is a data file.*Drop it/u),
  });
});

test("an export is written whole where the person said", async () => {
  answer = at("picture.png");
  expect(await openDesk().exportBytes("drawing.png", new Uint8Array([1, 2]))).toEqual({
    ok: true,
    value: { kind: "saved", path: at("picture.png") },
  });
  expect([...readFileSync(at("picture.png"))]).toEqual([1, 2]);
  answer = at("gone/picture.png");
  expect(await openDesk().exportBytes("drawing.png", new Uint8Array())).toMatchObject({ ok: false });
});
