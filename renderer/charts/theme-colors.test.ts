// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { ThemeColors } from "./theme-colors.ts";

test("the page is asked once for each colour, however often something is painted with it", () => {
  document.documentElement.style.setProperty("--s1", " #123456 ");
  const asked = vi.spyOn(globalThis, "getComputedStyle");
  const colors = new ThemeColors(document.documentElement);
  for (let bar = 0; bar < 1_000; bar += 1) expect(colors.of("--s1")).toBe("#123456");
  expect(asked).toHaveBeenCalledTimes(1);
  asked.mockRestore();
});
