// @vitest-environment jsdom
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AppCommand } from "../workbench/workbench.ts";
import { appCommands } from "./app-commands.ts";
import { belongsTo } from "./use-keymap.ts";

const menu = readFileSync(join(import.meta.dirname, "../../electron/ipc/menu-commands.ts"), "utf8");
const menuIds = [...menu.matchAll(/\| "([a-z]+\.[a-zA-Z-]+)"/gu)].map(([, id]) => id ?? "");

describe("the keymap", () => {
  test("gives no key to two commands of one scope", () => {
    const taken = new Map<string, string[]>();
    for (const { id, scope = "everywhere", keys = [] } of appCommands) {
      for (const key of keys) {
        const place = `${key.toLowerCase()} ${scope}`;
        taken.set(place, [...(taken.get(place) ?? []), id]);
      }
    }
    expect([...taken].filter(([, ids]) => ids.length > 1)).toEqual([]);
  });

  test("leaves the keys of text fields to them, but for commands that say so", () => {
    const taken = appCommands.filter(({ worksInText }) => worksInText === true).flatMap(({ keys = [] }) => keys);
    expect(taken.filter((key) => !/\$mod|^(?:Shift\+)?F\d+$/u.test(key))).toEqual([]);
    for (const key of ["$mod+C", "$mod+V", "$mod+X", "$mod+A", "$mod+Z"]) expect(taken).not.toContain(key);
  });
});

describe("the desktop's menus", () => {
  test("send only commands that there are", () => {
    expect(menuIds.length).toBeGreaterThan(20);
    const ids = new Set(appCommands.map(({ id }) => id));
    expect(menuIds.filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe("the screen's buttons", () => {
  test("name only commands that there are", () => {
    const renderer = join(import.meta.dirname, "..");
    const files = readdirSync(renderer, { recursive: true, encoding: "utf8" }).filter((path) =>
      /(?<!\.test)\.tsx?$/u.test(path),
    );
    const named = files.flatMap((path) =>
      [...readFileSync(join(renderer, path), "utf8").matchAll(/(?:command=|commands\.run\()"([^"]+)"/gu)].map(
        ([, id]) => id,
      ),
    );
    expect(named.length).toBeGreaterThan(5);
    const ids = new Set(appCommands.map(({ id }) => id));
    expect(named.filter((id) => id !== undefined && !ids.has(id))).toEqual([]);
  });
});

describe("a pressed key", () => {
  const anywhere: AppCommand = { id: "a", title: "A", group: "Run", run: () => undefined };
  const inText: AppCommand = { ...anywhere, worksInText: true };
  const onCanvas: AppCommand = { ...anywhere, scope: "canvas" };
  const page = new DOMParser().parseFromString(
    `<div data-scope="canvas"><button>b</button><p>p</p></div><input><div role="slider"></div><div role="dialog"><i>i</i></div>`,
    "text/html",
  );
  const at = (selector: string) => page.querySelector(selector);

  test("in a text field belongs to the field, unless the command works in text", () => {
    expect(belongsTo(anywhere, "x", at("input"))).toBe(false);
    expect(belongsTo(inText, "$mod+K", at("input"))).toBe(true);
  });

  test("on the canvas belongs to the canvas's commands, elsewhere not", () => {
    expect(belongsTo(onCanvas, "L", at("p"))).toBe(true);
    expect(belongsTo(onCanvas, "L", at("body"))).toBe(false);
  });

  test("that presses a button is the button's", () => {
    expect(belongsTo(anywhere, "Space", at("button"))).toBe(false);
    expect(belongsTo(anywhere, "x", at("button"))).toBe(true);
    // The timeline's axis does nothing with Space.
    expect(belongsTo(anywhere, "Space", at("[role=slider]"))).toBe(true);
  });

  test("in a dialog does not reach behind it", () => {
    expect(belongsTo(anywhere, "x", at("i"))).toBe(false);
  });
});
