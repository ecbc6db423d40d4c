import fc from "fast-check";
import { expect, test } from "vitest";
import { suggestFileName } from "./suggested-name.ts";

test.each([
  ["Flights", "Flights.scenario.yaml"],
  ["flights.scenario.yaml", "flights.scenario.yaml"],
  ["<script>alert(1)</script>", "script alert(1) script.scenario.yaml"],
  ["../../etc/passwd", "etc passwd.scenario.yaml"],
  ["🚀 نص \u202eevil", "🚀 نص evil.scenario.yaml"],
  ["", "Spillway.scenario.yaml"],
  ["...", "Spillway.scenario.yaml"],
  ["CON", "Spillway CON.scenario.yaml"],
])("%s becomes %s", (name, file) => {
  expect(suggestFileName(name, ".scenario.yaml")).toBe(file);
});

test("whatever a scenario calls itself, its file has one short name that every disk takes; seed 7", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 12_000 }), (name) => {
      const file = suggestFileName(name, ".yaml");
      expect(file).toMatch(/^[^/\\:*?"<>|\p{Cc}]+\.yaml$/u);
      expect([...file].length).toBeLessThanOrEqual(95);
      expect(file).not.toMatch(/^[ .]/u);
    }),
    { seed: 7, numRuns: 300 },
  );
});
