import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../../engine/testing/command-line.ts";
import { UserStore } from "./user-store.ts";
import { placeWindow, readWindowState, writeWindowState } from "./window-state.ts";

let folder: ReturnType<typeof makeFolder>;

beforeEach(() => {
  folder = makeFolder({ "window-state.json": "not ours" });
});

afterEach(() => folder.remove());

const laptop = { x: 0, y: 0, width: 1920, height: 1040 };
const beamer = { x: 1920, y: 0, width: 2560, height: 1400 };

test("the state survives a restart, and a file that is not ours is a first start", async () => {
  const store = new UserStore(folder.path);
  expect(readWindowState(store)).toEqual({ isMaximised: false, theme: "system" });
  const state = { bounds: { x: 10, y: 20, width: 1500, height: 900 }, isMaximised: true, theme: "dark" } as const;
  await writeWindowState(store, state);
  expect(readWindowState(new UserStore(folder.path))).toEqual(state);
});

test("a first start takes the designed size, as far as the display has it", () => {
  expect(placeWindow(undefined, [laptop])).toEqual({ width: 1600, height: 980 });
  expect(placeWindow(undefined, [{ ...laptop, width: 1366, height: 768 }])).toEqual({ width: 1366, height: 768 });
  expect(placeWindow(undefined, [{ ...laptop, width: 800, height: 600 }])).toEqual({ width: 1280, height: 760 });
});

test("a window comes back where it was, on the second display too", () => {
  const left = { x: 2000, y: 100, width: 1700, height: 1000 };
  expect(placeWindow(left, [laptop, beamer])).toEqual(left);
});

test("the beamer is gone: the window keeps its size as far as it fits, and the desktop places it", () => {
  expect(placeWindow({ x: 2000, y: 100, width: 2500, height: 1300 }, [laptop])).toEqual({ width: 1920, height: 1040 });
});

test.each([
  ["left of every display", { x: -1600, y: 100, width: 1500, height: 900 }],
  ["above", { x: 100, y: -500, width: 1500, height: 900 }],
  ["below", { x: 100, y: 1039, width: 1500, height: 900 }],
])("a title bar that no hand could reach is not restored: %s", (_title, left) => {
  expect(placeWindow(left, [laptop])).not.toHaveProperty("x");
});
