import { describe, expect, it } from "vitest";
import { ordersScenario } from "../../engine/testing/orders-scenario.ts";
import { eventAt, SAMPLE_REPORT } from "../../engine/testing/sample-report.ts";
import { parseInstant } from "../format/instant-text.ts";
import { nextEventUs, previousEventUs } from "./event-steps.ts";
import { verdictOf } from "./run-words.ts";
import { runKeyOfText } from "./same-run.ts";

describe("an instant as a person writes it", () => {
  it.each([
    ["00:08:12", 492_000_000],
    ["8:12", 492_000_000],
    ["1:00:00.5", 3_600_500_000],
    ["8m12s", 492_000_000],
    ["8m 12s", 492_000_000],
    ["250ms", 250_000],
  ])("reads %s", (text, us) => {
    expect(parseInstant(text)).toEqual({ ok: true, value: us });
  });

  it.each(["", "soon", "8", "1:2:3:4", "-5s"])("refuses %j with what is allowed", (text) => {
    expect(parseInstant(text)).toMatchObject({ ok: false, error: expect.stringContaining("00:08:12") });
  });
});

describe("steps from event to event", () => {
  const events = [1, 2, 2, 5].map((second) => eventAt(second, "batch-committed", "job"));

  it("go to the instant before and to the one after, past events of the same instant", () => {
    expect(previousEventUs(events, 5_000_000)).toBe(2_000_000);
    expect(previousEventUs(events, 2_000_000)).toBe(1_000_000);
    expect(previousEventUs(events, 1_000_000)).toBeUndefined();
    expect(nextEventUs(events, 1_000_000)).toBe(2_000_000);
    expect(nextEventUs(events, 2_000_000)).toBe(5_000_000);
    expect(nextEventUs(events, 5_000_000)).toBeUndefined();
  });
});

describe("a run's verdict", () => {
  const check = (verdict: "holds" | "violated" | "unknown") =>
    ({ check: "no-duplicates", verdict, summary: "", violations: 0, evidence: [] }) as const;

  it("counts what is violated before all else", () => {
    const report = { ...SAMPLE_REPORT, checks: [check("holds"), check("violated")], expectations: [] };
    expect(verdictOf({ report, nowUs: 0 })).toEqual({ tone: "crit", words: "1 check violated" });
  });

  it("holds when all checks do, and has none before they ran", () => {
    const report = { ...SAMPLE_REPORT, checks: [check("holds"), check("holds")], expectations: [] };
    expect(verdictOf({ report, nowUs: 0 })).toEqual({ tone: "ok", words: "all 2 checks hold" });
    expect(verdictOf({ report: undefined, nowUs: 60_000_000 }).words).toContain("00:01:00");
  });
});

/** A document that is another text than those that are asked about. */
const UNREAD = { parsed: undefined };

describe("two texts of one run", () => {
  const text = ordersScenario();

  it("are the same run when only comments, names and places differ", () => {
    const moved = `# a comment\n${text.replace("name: Orders", "name: Others")}layout: { job: { x: 8, y: 8 } }\n`;
    expect(runKeyOfText(UNREAD, moved)).toBe(runKeyOfText(UNREAD, text));
  });

  it("are other runs when a setting or the seed differs", () => {
    expect(runKeyOfText(UNREAD, text.replace("seed: 7", "seed: 8"))).not.toBe(runKeyOfText(UNREAD, text));
    expect(runKeyOfText(UNREAD, text.replace("duration: 1m", "duration: 2m"))).not.toBe(runKeyOfText(UNREAD, text));
    expect(runKeyOfText(UNREAD, "version: [1")).toBeUndefined();
  });
});
