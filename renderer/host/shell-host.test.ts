import { describe, expect, test } from "vitest";
import type { Launch, SpillwayShell } from "../../electron/ipc/shell-calls.ts";
import type { SaveRequest, ScenarioFile } from "../../electron/ipc/shell-files.ts";
import { MemoryRecords } from "./record-store.ts";
import { ShellHost } from "./shell-host.ts";

const FACTS = { platform: "linux", appVersion: "0.1.0", electronVersion: "45", chromiumVersion: "140" };

/** A shell of one file, whose stamp is its text: it refuses to write over what it was not told of. */
function shellScene(launch: Partial<Launch> = {}) {
  const disk = new Map([["/w/a.scenario.yaml", "name: a\n"]]);
  const asked: unknown[] = [];
  const fileAt = (path: string): ScenarioFile => ({
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    text: disk.get(path) ?? "",
    stamp: `stamp of ${disk.get(path)}`,
  });
  const calls = {
    readScenario: async (path: string) =>
      disk.has(path) ? { ok: true, value: fileAt(path) } : { ok: false, error: "It is gone." },
    saveScenario: async ({ path, text, stamp }: SaveRequest) => {
      asked.push(stamp);
      if (stamp !== fileAt(path).stamp) return { ok: true, value: { kind: "changed-on-disk", file: fileAt(path) } };
      disk.set(path, text);
      return { ok: true, value: { kind: "saved", ...fileAt(path) } };
    },
    writeJournal: async (entry: unknown) => {
      asked.push(entry);
      return { ok: true, value: undefined };
    },
    keepVersion: async (version: unknown) => {
      asked.push(version);
      return { ok: true, value: undefined };
    },
    readSettings: async () => '{"theme":"light"',
  };
  const shell = calls as unknown as SpillwayShell<File>;
  const host = new ShellHost(shell, { facts: FACTS, files: [], journal: [], ...launch }, new MemoryRecords());
  return { host, disk, asked };
}

describe("the desktop shell as a host", () => {
  test("saves what was opened, again and again", async () => {
    const { host, disk } = shellScene();
    const opened = await host.openRecent("/w/a.scenario.yaml");
    expect(opened).toEqual({
      ok: true,
      value: { name: "a.scenario.yaml", text: "name: a\n", id: "/w/a.scenario.yaml" },
    });
    expect(await host.save("/w/a.scenario.yaml", "name: b\n", "name: a\n")).toEqual({ ok: true, value: "saved" });
    expect(await host.save("/w/a.scenario.yaml", "name: c\n", "name: b\n")).toEqual({ ok: true, value: "saved" });
    expect(disk.get("/w/a.scenario.yaml")).toBe("name: c\n");
  });

  test("hands over what somebody else wrote, and writes over it only when the app has seen it", async () => {
    const { host, disk } = shellScene();
    await host.openRecent("/w/a.scenario.yaml");
    disk.set("/w/a.scenario.yaml", "name: other\n");
    const changed = await host.save("/w/a.scenario.yaml", "name: mine\n", "name: a\n");
    expect(changed).toEqual({ ok: true, value: { changedTo: "name: other\n" } });
    expect(disk.get("/w/a.scenario.yaml")).toBe("name: other\n");
    expect(await host.save("/w/a.scenario.yaml", "name: mine\n", "name: other\n")).toEqual({
      ok: true,
      value: "saved",
    });
    expect(disk.get("/w/a.scenario.yaml")).toBe("name: mine\n");
  });

  test("tells the journal of which state of the file the work is a change", async () => {
    const { host, asked } = shellScene();
    await host.openRecent("/w/a.scenario.yaml");
    const entry = { id: "j1", name: "a", text: "name: new\n", savedText: "name: a\n", fileId: "/w/a.scenario.yaml" };
    await host.writeJournal(entry);
    expect(asked).toEqual([
      { id: "j1", name: "a", text: "name: new\n", path: "/w/a.scenario.yaml", stamp: "stamp of name: a\n" },
    ]);
  });

  test("finds the saved text of lost work in its file, and does without where the file is gone", async () => {
    const lost = (id: string, path: string) => ({ id, name: id, text: "t", writtenAtMs: 5, path });
    const { host } = shellScene({ journal: [lost("j1", "/w/a.scenario.yaml"), lost("j2", "/w/gone.scenario.yaml")] });
    expect((await host.readJournal()).map(({ savedText }) => savedText)).toEqual(["name: a\n", undefined]);
  });

  test("shows the difference when the file changed while the work was lost", async () => {
    const entry = {
      id: "j1",
      name: "a",
      text: "name: mine\n",
      writtenAtMs: 5,
      path: "/w/a.scenario.yaml",
      stamp: "an older one",
    };
    const { host, disk } = shellScene({ journal: [entry] });
    expect(await host.readJournal()).toMatchObject([{ savedText: undefined }]);
    expect(await host.save("/w/a.scenario.yaml", "name: mine\n", "")).toMatchObject({
      value: { changedTo: "name: a\n" },
    });
    expect(disk.get("/w/a.scenario.yaml")).toBe("name: a\n");
  });

  test("keeps what a person lets go: of a file with the shell, of what is no file yet with the page", async () => {
    const { host, asked } = shellScene();
    await host.openRecent("/w/a.scenario.yaml");
    await host.keepVersion("/w/a.scenario.yaml", "name: let go\n");
    expect(asked).toEqual([{ path: "/w/a.scenario.yaml", text: "name: let go\n" }]);
    await host.keepVersion("untitled:Untitled", "name: new\n");
    const [kept] = await host.versionsOf("untitled:Untitled");
    expect(await host.readVersion("untitled:Untitled", kept?.id ?? "")).toEqual({ ok: true, value: "name: new\n" });
    expect(asked).toHaveLength(1);
  });

  test("takes settings that a crash cut off for none", async () => {
    expect(await shellScene().host.readSettings()).toBeUndefined();
  });

  test("says why nothing is kept on this machine", () => {
    const { host } = shellScene({ facts: { ...FACTS, storageProblem: "The folder cannot be written." } });
    expect(host.limits).toEqual(["The folder cannot be written."]);
  });
});
