import { expect, test } from "vitest";
import { windowTitle } from "./window-title.ts";

test.each([
  ["flights.scenario.yaml", false, "flights.scenario.yaml - Spillway"],
  ["flights.scenario.yaml", true, "● flights.scenario.yaml - Spillway"],
  ["\u202egpj.exe\u2067 مرحبا", false, "gpj.exe مرحبا - Spillway"],
  ["W".repeat(10_000), false, `${"W".repeat(200)} - Spillway`],
])("the window of %j, dirty %s, is called %j", (name, isDirty, title) => {
  expect(windowTitle(name, isDirty)).toBe(title);
});
