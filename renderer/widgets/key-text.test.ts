import { describe, expect, test } from "vitest";
import { keyParts, keyText } from "./key-text.ts";

describe("a shortcut for people", () => {
  test("names Ctrl on most machines and the signs of a Mac there", () => {
    expect(keyText("$mod+Shift+Z", "Linux x86_64")).toBe("Ctrl+Shift+Z");
    expect(keyText("$mod+Shift+Z", "MacIntel")).toBe("⌘⇧Z");
  });

  test("shows the key that is pressed, not what it types", () => {
    expect(keyText("Shift+>", "Win32")).toBe("Shift+.");
    expect(keyText("$mod+KeyK", "Win32")).toBe("Ctrl+K");
  });

  test("leaves out the Shift of a character that has a name of its own", () => {
    expect(keyText("Shift+?", "Win32")).toBe("?");
  });

  test("keeps a plus that is the key itself", () => {
    expect(keyParts("$mod++", "Win32")).toEqual(["Ctrl", "+"]);
  });
});
