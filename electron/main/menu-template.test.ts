import type { MenuItemConstructorOptions } from "electron";
import { expect, test, vi } from "vitest";
import { type MenuModel, menuTemplate } from "./menu-template.ts";

type Item = MenuItemConstructorOptions;

function model(more: Partial<MenuModel> = {}): MenuModel {
  return {
    isMac: false,
    isPackaged: true,
    state: { isRunning: false, isReviewing: false },
    theme: "system",
    recents: [],
    send: vi.fn(),
    openRecent: vi.fn(),
    clearRecents: vi.fn(),
    chooseTheme: vi.fn(),
    showAbout: vi.fn(),
    ...more,
  };
}

/** Every item of the menu, however deep. */
function itemsOf(items: readonly Item[]): readonly Item[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

function click(item: Item | undefined): void {
  (item?.click as (() => void) | undefined)?.();
}

test("every command item sends its own id, and leaves its shortcut to the page", () => {
  const send = vi.fn();
  const commands = itemsOf(menuTemplate(model({ send }))).filter(
    ({ id }) => id !== undefined && !id.startsWith("theme."),
  );
  expect(commands.length).toBeGreaterThan(25);
  for (const item of commands) {
    click(item);
    expect(send).toHaveBeenLastCalledWith(item.id);
    expect(item.registerAccelerator).toBe(false);
  }
  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
});

test("no two items show the same shortcut", () => {
  const keys = itemsOf(menuTemplate(model())).flatMap(({ accelerator }) =>
    accelerator === undefined ? [] : [accelerator],
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test("undo and redo name their step; play turns into pause; live is offered in review only", () => {
  const find = (id: string, more: Partial<MenuModel>): Item | undefined =>
    itemsOf(menuTemplate(model(more))).find((item) => item.id === id);
  const state = { undo: "move a & b", isRunning: true, isReviewing: true };
  expect(find("edit.undo", { state })?.label).toBe("Undo move a && b");
  expect(find("edit.redo", { state })?.label).toBe("Redo");
  expect(find("run.play-pause", { state })?.label).toBe("Pause");
  expect(find("timeline.live", { state })?.enabled).toBe(true);
  expect(find("timeline.live", {})?.enabled).toBe(false);
});

test("recents open, however long their names; with none the menu says so", () => {
  const openRecent = vi.fn();
  const path = `/home/${"n".repeat(10_000)}/a.yaml`;
  const items = itemsOf(menuTemplate(model({ recents: [path], openRecent })));
  const item = items.find(({ label }) => label?.startsWith("a.yaml"));
  expect(item?.label?.length).toBeLessThan(140);
  click(item);
  expect(openRecent).toHaveBeenCalledWith(path);
  expect(itemsOf(menuTemplate(model())).some(({ label }) => label === "No recent files")).toBe(true);
});

test("the chosen theme is marked; About stands where each system has it; tools for developers are not shipped", () => {
  const items = itemsOf(menuTemplate(model({ theme: "dark" })));
  expect(items.filter(({ checked }) => checked).map(({ id }) => id)).toEqual(["theme.dark"]);
  for (const isMac of [true, false]) {
    const top = menuTemplate(model({ isMac }));
    const withAbout = top.filter((menu) => itemsOf([menu]).some(({ label }) => label === "About Spillway"));
    expect(withAbout.map(({ label }) => label)).toEqual([isMac ? "Spillway" : "&Help"]);
  }
  expect(items.some(({ role }) => role === "toggleDevTools")).toBe(false);
});
