// @vitest-environment jsdom
import { toast } from "sonner";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { err, ok } from "../../engine/base/result.ts";
import { createWorkbench } from "../app/create-workbench.ts";
import type { Host } from "../host/host.ts";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import { startJournal } from "./journal.ts";
import { discardLost, offerLostWork, restoreLost } from "./lost-work.ts";
import { openDocument, openFile, replaceDocument } from "./open-document.ts";
import { openFirstOf } from "./open-several.ts";
import { overwriteChanged, saveDocument, saveDocumentAs, suggestName, takeChanged } from "./save-document.ts";
import { versionKeyOf } from "./version-key.ts";

const FIRST = "version: 1\nname: first # a comment\n";
const SECOND = "version: 1\nname: second\n";

function appOn(machine: MemoryMachine) {
  return createWorkbench(new MemoryHost(machine), {});
}

async function openFirst(machine: MemoryMachine) {
  machine.disk.set("a.scenario.yaml", FIRST);
  const bench = appOn(machine);
  await openFile(bench, { name: "a.scenario.yaml", text: FIRST, id: "a.scenario.yaml" });
  return bench;
}

/** Saving takes until the answer is called. */
function holdSave(host: Host): () => void {
  const save = host.save.bind(host);
  let write = (): void => undefined;
  const isTime = new Promise<void>((resolve) => {
    write = resolve;
  });
  host.save = async (...request) => {
    await isTime;
    return save(...request);
  };
  return () => write();
}

describe("saving", () => {
  test("writes the text byte for byte, and what was dirty is clean", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    const edited = `\ufeff${FIRST.replaceAll("\n", "\r\n")}# no line end`;
    bench.document.getState().setText(edited, { label: "Type" });
    expect(await saveDocument(bench)).toBe("saved");
    expect(machine.disk.get("a.scenario.yaml")).toBe(edited);
    expect(bench.document.getState().savedText).toBe(edited);
  });

  test("is done when the file is written, though no version can be kept", async () => {
    const bench = await openFirst(new MemoryMachine());
    bench.host.keepVersion = () => Promise.reject(new Error("the disk is full"));
    bench.document.getState().setText(SECOND, { label: "Type" });
    expect(await saveDocument(bench)).toBe("saved");
    expect(bench.files.getState().savedAtMs).toBeDefined();
    expect(bench.view.getState().announcement).toMatch(/^Saved a\.scenario\.yaml/u);
  });

  test("unsaved work is not let go when no version of it can be kept", async () => {
    const bench = await openFirst(new MemoryMachine());
    bench.host.keepVersion = () => Promise.reject(new Error("the disk is full"));
    bench.document.getState().setText(SECOND, { label: "Type" });
    await replaceDocument(bench, { text: "name: third\n", origin: { kind: "untitled", name: "third" } });
    expect(bench.document.getState().text).toBe(SECOND);
  });

  test("does not write over what somebody else wrote, and shows it", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    bench.document.getState().setText(SECOND, { label: "Type" });
    machine.disk.set("a.scenario.yaml", "by somebody else");
    expect(await saveDocument(bench)).toBe("asked");
    expect(machine.disk.get("a.scenario.yaml")).toBe("by somebody else");
    expect(bench.view.getState().dialog?.name).toBe("changed-on-disk");

    await overwriteChanged(bench);
    expect(machine.disk.get("a.scenario.yaml")).toBe(SECOND);
  });

  test("the other's text can be taken instead, as a step that undo takes back", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    bench.document.getState().setText(SECOND, { label: "Type" });
    machine.disk.set("a.scenario.yaml", "name: other\n");
    await saveDocument(bench);
    takeChanged(bench);
    expect(bench.document.getState().text).toBe("name: other\n");
    bench.document.getState().undo();
    expect(bench.document.getState().text).toBe(SECOND);
  });

  test("a document without a file asks for a place, which is its file from then on", async () => {
    const machine = new MemoryMachine();
    const bench = appOn(machine);
    await openDocument(bench, { text: FIRST, origin: { kind: "untitled", name: "Untitled" } });
    expect(await saveDocument(bench)).toBe("cancelled");
    machine.picks = "b.scenario.yaml";
    expect(await saveDocumentAs(bench)).toBe("saved");
    expect(bench.document.getState().origin).toEqual({ kind: "file", name: "b.scenario.yaml", id: "b.scenario.yaml" });
  });

  test("is of the document that it began with, though another one was opened meanwhile", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    bench.document.getState().setText(SECOND, { label: "Type" });
    const write = holdSave(bench.host);
    const saving = saveDocument(bench);
    await replaceDocument(bench, {
      text: FIRST,
      origin: { kind: "file", name: "b.scenario.yaml", id: "b.scenario.yaml" },
    });
    write();
    expect(await saving).toBe("saved");
    expect(machine.disk.get("a.scenario.yaml")).toBe(SECOND);
    expect(bench.document.getState()).toMatchObject({
      text: FIRST,
      savedText: FIRST,
      origin: { id: "b.scenario.yaml" },
    });
  });

  test("takes over what is typed and has not reached the document yet", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    bench.drafts.add(() => bench.document.getState().setText(SECOND, { label: "Type" }));
    expect(await saveDocument(bench)).toBe("saved");
    expect(machine.disk.get("a.scenario.yaml")).toBe(SECOND);
  });

  test.each([
    ["../../etc/passwd", ".. .. etc passwd.scenario.yaml"],
    ["flights.scenario.yaml", "flights.scenario.yaml"],
    ["..", "scenario.scenario.yaml"],
    ["x".repeat(10_000), `${"x".repeat(80)}.scenario.yaml`],
    ["a\u0000\u202eb", "a b.scenario.yaml"],
  ])("suggests a name for %s that a file system takes", (name, file) => {
    expect(suggestName(name)).toBe(file);
  });
});

describe("versions", () => {
  test("of a file are its newest 20 texts, newest first, and none twice in a row", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    for (let version = 0; version < 25; version += 1) {
      machine.nowMs += 1;
      bench.document.getState().setText(`name: v${version}\n`, { label: "Type" });
      await saveDocument(bench);
      await saveDocument(bench);
    }
    const key = versionKeyOf(bench.document.getState().origin);
    const versions = await bench.host.versionsOf(key);
    expect(versions).toHaveLength(20);
    expect(await bench.host.readVersion(key, versions[0]?.id ?? "")).toEqual({ ok: true, value: "name: v24\n" });
    expect(await bench.host.readVersion(key, versions[19]?.id ?? "")).toEqual({ ok: true, value: "name: v5\n" });
  });

  test("keep what a person chose not to save", async () => {
    const bench = await openFirst(new MemoryMachine());
    const key = versionKeyOf(bench.document.getState().origin);
    bench.document.getState().setText(SECOND, { label: "Type" });
    await replaceDocument(bench, { text: "name: third\n", origin: { kind: "untitled", name: "third" } });
    const [newest] = await bench.host.versionsOf(key);
    expect(await bench.host.readVersion(key, newest?.id ?? "")).toEqual({ ok: true, value: SECOND });
  });
});

describe("opening over unsaved work", () => {
  test("asks first, and nothing is lost until the person has said", async () => {
    const bench = await openFirst(new MemoryMachine());
    bench.document.getState().setText(SECOND, { label: "Type" });
    await openDocument(bench, { text: "name: third\n", origin: { kind: "untitled", name: "third" } });
    expect(bench.view.getState().dialog?.name).toBe("unsaved");
    expect(bench.document.getState().text).toBe(SECOND);
    expect(bench.files.getState().pending?.text).toBe("name: third\n");
  });
});

describe("several files at once", () => {
  const file = (name: string) => ok({ name, text: `name: ${name}\n`, id: name });
  const toasts = (): string =>
    toast
      .getToasts()
      .map((shown) => `${"title" in shown ? shown.title : ""}`)
      .join(" ");

  test("the first that can be read opens; what is wrong with others, and what was left, is said", async () => {
    const bench = appOn(new MemoryMachine());
    expect(await openFirstOf(bench, [err("a.yaml is gone."), file("b.yaml"), file("c.yaml"), file("d.yaml")])).toBe(
      true,
    );
    expect(bench.document.getState().origin.name).toBe("b.yaml");
    expect(toasts()).toContain("The scenario was not opened.");
    expect(toasts()).toContain("Not opened: c.yaml, d.yaml.");
  });

  test("none opens where none can be read", async () => {
    const bench = appOn(new MemoryMachine());
    expect(await openFirstOf(bench, [err("a.yaml is gone.")])).toBe(false);
    expect(await openFirstOf(bench, [])).toBe(false);
    expect(bench.document.getState().opened).toBe(0);
  });
});

describe("the journal", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("keeps unsaved work within two seconds, through a crash, and restores it as unsaved", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    // Nobody stops this one: the app crashes.
    startJournal(bench);
    bench.document.getState().setText(SECOND, { label: "Type" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(bench.files.getState().autosavedAtMs).toBeDefined();

    const again = appOn(machine);
    await offerLostWork(again);
    expect(again.view.getState().dialog?.name).toBe("restore");
    const [lost] = again.files.getState().lost;
    expect(lost).toMatchObject({ name: "a.scenario.yaml", text: SECOND, savedText: FIRST });
    if (lost === undefined) return;
    await restoreLost(again, lost);
    expect(again.document.getState()).toMatchObject({
      text: SECOND,
      savedText: FIRST,
      origin: { kind: "file", id: "a.scenario.yaml" },
    });
    expect(again.files.getState().lost).toEqual([]);

    // A second crash before the journal's next beat loses nothing either.
    const third = appOn(machine);
    await offerLostWork(third);
    expect(third.files.getState().lost).toHaveLength(1);
  });

  test("forgets what was saved, and what was undone", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    const stop = startJournal(bench);
    bench.document.getState().setText(SECOND, { label: "Type" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await bench.host.readJournal()).toHaveLength(1);
    bench.document.getState().undo();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await bench.host.readJournal()).toEqual([]);

    bench.document.getState().redo();
    await vi.advanceTimersByTimeAsync(2_000);
    await saveDocument(bench);
    expect(await bench.host.readJournal()).toEqual([]);
    stop();
  });

  test("lets a person throw the work away", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    const stop = startJournal(bench);
    bench.document.getState().setText(SECOND, { label: "Type" });
    await vi.advanceTimersByTimeAsync(2_000);
    stop();
    const again = appOn(machine);
    await offerLostWork(again);
    const [lost] = again.files.getState().lost;
    if (lost !== undefined) await discardLost(again, lost);
    expect(again.view.getState().dialog).toBeUndefined();
    expect(await again.host.readJournal()).toEqual([]);
  });

  test("has what was typed while an older text was being saved", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    const stop = startJournal(bench);
    bench.document.getState().setText(SECOND, { label: "Type" });
    const write = holdSave(bench.host);
    const saving = saveDocument(bench);
    bench.document.getState().setText("name: third\n", { label: "Type" });
    await vi.advanceTimersByTimeAsync(2_000);
    write();
    await saving;
    await vi.advanceTimersByTimeAsync(2_000);
    stop();
    expect(await bench.host.readJournal()).toMatchObject([{ text: "name: third\n", savedText: SECOND }]);
  });

  test("tries again when it could not be written, though nothing more is typed", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    const put = machine.records.put.bind(machine.records);
    machine.records.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
    const stop = startJournal(bench);
    bench.document.getState().setText(SECOND, { label: "Type" });
    await vi.advanceTimersByTimeAsync(2_000);
    machine.records.put = put;
    await vi.advanceTimersByTimeAsync(2_000);
    stop();
    expect(await bench.host.readJournal()).toHaveLength(1);
    expect(bench.files.getState().autosaveProblem).toBeUndefined();
  });

  test("says why when nothing can be kept", async () => {
    const machine = new MemoryMachine();
    const bench = await openFirst(machine);
    machine.records.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
    const stop = startJournal(bench);
    bench.document.getState().setText(SECOND, { label: "Type" });
    await vi.advanceTimersByTimeAsync(2_000);
    stop();
    expect(bench.files.getState().autosaveProblem).toBe(
      "Unsaved work cannot be kept: there is no room left. Save the scenario to a file.",
    );
  });
});
