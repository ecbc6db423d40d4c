// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from "vitest";
import { BrowserHost } from "./browser-host.ts";
import type { RecordStore } from "./record-store.ts";

/** A file on the disk behind a handle that a page opened anew may use only once it has asked for leave. */
function fileScene(text: string | undefined) {
  const disk = { text, mayUse: false, asked: 0 };
  const handle = {
    kind: "file",
    name: "a.scenario.yaml",
    queryPermission: async () => (disk.mayUse ? "granted" : "prompt"),
    requestPermission: async () => {
      disk.asked += 1;
      disk.mayUse = true;
      return "granted";
    },
    getFile: async () => {
      if (!disk.mayUse) throw new DOMException("no leave", "NotAllowedError");
      if (disk.text === undefined) throw new DOMException("gone", "NotFoundError");
      const bytes = new TextEncoder().encode(disk.text);
      return { name: "a.scenario.yaml", size: bytes.length, arrayBuffer: async () => bytes.buffer };
    },
    createWritable: async () => ({
      write: async (written: string) => {
        disk.text = written;
      },
      close: async () => undefined,
    }),
    isSameEntry: async () => true,
  };
  let recents: unknown = [{ id: "r1", name: handle.name, handle, text: undefined }];
  const records: RecordStore = {
    get: async (drawer) => (drawer === "recents" ? recents : undefined),
    all: async () => [],
    put: async (_drawer, _key, value) => {
      recents = value;
    },
    remove: async () => undefined,
  };
  return { disk, handle, host: new BrowserHost(records) };
}

afterEach(() => vi.unstubAllGlobals());

describe("files in a browser", () => {
  test("with pickers: save as writes where one says, and saving goes on in that place", async () => {
    const { disk, handle, host } = fileScene(undefined);
    const picker = vi.fn(async () => handle);
    vi.stubGlobal("showSaveFilePicker", picker);
    const saved = await host.saveAs("mine.scenario.yaml", "name: a\n");
    expect(picker).toHaveBeenCalledWith(expect.objectContaining({ suggestedName: "mine.scenario.yaml" }));
    expect(saved).toEqual({ ok: true, value: { name: "a.scenario.yaml", text: "name: a\n", id: "r1" } });
    expect(await host.save("r1", "name: b\n", "name: a\n")).toEqual({ ok: true, value: "saved" });
    expect(disk).toMatchObject({ text: "name: b\n", asked: 1 });
    expect(picker).toHaveBeenCalledTimes(1);
  });

  test("with pickers: a dialog that is closed saves nothing and is no error", async () => {
    const { disk, host } = fileScene("name: a\n");
    vi.stubGlobal("showSaveFilePicker", async () => {
      throw new DOMException("closed", "AbortError");
    });
    expect(await host.saveAs("mine.scenario.yaml", "name: b\n")).toBeUndefined();
    expect(disk.text).toBe("name: a\n");
  });

  test("asks for leave before it compares, so that what somebody else wrote is never written over unseen", async () => {
    const { disk, host } = fileScene("name: other\n");
    expect(await host.save("r1", "name: mine\n", "name: a\n")).toEqual({
      ok: true,
      value: { changedTo: "name: other\n" },
    });
    expect(disk).toEqual({ text: "name: other\n", mayUse: true, asked: 1 });
  });

  test("opens a recent file of an earlier session: the page asks for leave first", async () => {
    const { disk, host } = fileScene("name: a\n");
    const opened = await host.openRecent("r1");
    expect(opened).toEqual({ ok: true, value: { name: "a.scenario.yaml", text: "name: a\n", id: "r1" } });
    expect(disk.asked).toBe(1);
  });

  test("writes what the file was believed to hold, and anew a file that is gone", async () => {
    const { disk, host } = fileScene("name: a\n");
    expect(await host.save("r1", "name: b\n", "name: a\n")).toEqual({ ok: true, value: "saved" });
    disk.text = undefined;
    expect(await host.save("r1", "name: c\n", "name: b\n")).toEqual({ ok: true, value: "saved" });
    expect(disk.text).toBe("name: c\n");
  });
});
