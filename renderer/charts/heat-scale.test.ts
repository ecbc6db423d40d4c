import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { heatColor, heatScale } from "./heat-scale.ts";

const TOKENS = readFileSync(join(import.meta.dirname, "../app/tokens.css"), "utf8");

function lightness(color: string): number {
  return Number(/^oklab\(([\d.]+) /u.exec(color)?.[1]);
}

describe("the colours of a heat map", () => {
  test.each(["dark", "light", "contrast"])(
    "only rise or only fall in lightness, by steps that can be seen: %s",
    (theme) => {
      const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]+)\\}`, "u").exec(TOKENS)?.[1] ?? "";
      const token = (name: string) => new RegExp(`${name}: (#[0-9a-f]{6});`, "u").exec(block)?.[1] ?? "";
      const steps = heatScale(token("--hover"), token("--s2"), token("--t1")).map(lightness);
      const direction = Math.sign((steps.at(-1) ?? 0) - (steps[0] ?? 0));
      for (const [index, value] of steps.entries()) {
        if (index > 0) expect(direction * (value - (steps[index - 1] ?? 0))).toBeGreaterThan(0.005);
      }
      expect(Math.abs((steps.at(-1) ?? 0) - (steps[0] ?? 0))).toBeGreaterThan(0.5);
    },
  );

  test("give nothing no colour, the greatest the last, and a hundredth one that can be told from nothing", () => {
    const scale = heatScale("#000000", "#888888", "#ffffff");
    expect(heatColor(scale, 0, 100)).toBeUndefined();
    expect(heatColor(scale, Number.NaN, 100)).toBeUndefined();
    expect(heatColor(scale, 100, 100)).toBe(scale.at(-1));
    expect(heatColor(scale, 500, 100)).toBe(scale.at(-1));
    expect(lightness(heatColor(scale, 1, 100) ?? "")).toBeGreaterThan(0.05);
  });
});
