import { expect, test } from "vitest";
import { SECOND, timeUs } from "../base/time.ts";
import { TableFreshness } from "./table-freshness.ts";

const at = (seconds: number) => timeUs(seconds * SECOND);

test("a table's age peaks just before each commit", () => {
  const freshness = new TableFreshness();
  freshness.commit(at(10), at(4));
  freshness.commit(at(20), at(18));
  expect(freshness.ages().maxUs / SECOND).toBeCloseTo(16, 0);
});

test("while records wait it goes on ageing, and not when none do", () => {
  const freshness = new TableFreshness();
  freshness.commit(at(10), at(9));
  expect(freshness.ages().maxUs / SECOND).toBeCloseTo(1, 1);
  expect(freshness.ages(at(500)).maxUs / SECOND).toBeCloseTo(491, -1);
  expect(freshness.ages().maxUs / SECOND).toBeCloseTo(1, 1);
  expect(new TableFreshness().ages(at(500)).maxUs).toBe(0);
});
