// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkbench } from "../app/create-workbench.ts";
import { MemoryHost, MemoryMachine } from "../testing/memory-host.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { hearClipboard } from "./clipboard-commands.ts";

const DEMO = readFileSync("scenarios/flights-broker-crash.scenario.yaml", "utf8");

let bench: Workbench;
let stop: () => void;
/** What the system's clipboard holds. */
let clipboard: string;

beforeEach(() => {
  bench = createWorkbench(new MemoryHost(new MemoryMachine()), {});
  bench.document.getState().open({ text: DEMO, origin: { kind: "untitled", name: "demo" } });
  document.body.innerHTML = '<div data-scope="canvas"><div id="card" tabindex="0"></div><input id="field"></div>';
  clipboard = "";
  stop = hearClipboard(bench);
});

afterEach(() => stop());

/** Presses a key of the clipboard, or chooses it from the desktop's Edit menu; whether the canvas took it. */
function say(type: "copy" | "cut" | "paste", focused: string): boolean {
  document.getElementById(focused)?.focus();
  const event = new Event(type, { bubbles: true, cancelable: true });
  const clipboardData = {
    setData: (_type: string, text: string) => {
      clipboard = text;
    },
    getData: () => clipboard,
  };
  document.body.dispatchEvent(Object.assign(event, { clipboardData }));
  return event.defaultPrevented;
}

const ids = (): string[] => bench.document.getState().drawing.nodes.map(({ id }) => id);

test("nodes go over the system's clipboard as YAML, and come back under names that are free", () => {
  const before = ids();
  bench.view.getState().select({ nodes: ["gold.vouchers"] });
  expect(say("copy", "card")).toBe(true);
  expect(clipboard).toContain("id: gold.vouchers");
  expect(ids()).toEqual(before);
  expect(say("paste", "card")).toBe(true);
  expect(ids()).toEqual([...before, "gold.vouchers_2"]);
});

test("cut takes away what it copied, as one step", () => {
  bench.view.getState().select({ nodes: ["gold.vouchers"] });
  expect(say("cut", "card")).toBe(true);
  expect(clipboard).toContain("id: gold.vouchers");
  expect(ids()).not.toContain("gold.vouchers");
  expect(bench.document.getState().past.map(({ label }) => label)).toEqual(["Cut gold.vouchers"]);
});

test("a field on the canvas keeps its own clipboard, and a text that is no pipeline changes nothing", () => {
  const { text } = bench.document.getState();
  bench.view.getState().select({ nodes: ["gold.vouchers"] });
  expect(say("cut", "field")).toBe(false);
  clipboard = "just words";
  say("paste", "card");
  expect(bench.document.getState().text).toBe(text);
  expect(bench.view.getState().announcement).toBe("The clipboard holds no nodes of a pipeline.");
});

test("without a selected node the clipboard stays as it was", () => {
  clipboard = "before";
  expect(say("copy", "card")).toBe(false);
  expect(clipboard).toBe("before");
  expect(bench.view.getState().announcement).toBe("Select nodes first.");
});
