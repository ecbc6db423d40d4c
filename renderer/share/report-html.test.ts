// @vitest-environment jsdom
import { describe, expect, test } from "vitest";
import { History } from "../../engine/base/history.ts";
import { timeUs } from "../../engine/base/time.ts";
import type { RunReport } from "../../engine/protocol/report.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { reportHtml } from "./report-html.ts";

const EVIL = `<img src=x onerror=alert(1)>"'&</title></style></pre><script>alert(1)</script>`;

function reportOf(change: Partial<RunReport> = {}): RunReport {
  return {
    reportVersion: 1,
    scenario: EVIL,
    seed: 42,
    digest: "d1ge57",
    status: "finished",
    endedAtUs: 1_800_000_000,
    isChecked: true,
    records: { produced: 100, acknowledged: 99, unconfirmed: 0, failed: 1, inNoLog: 1 },
    stages: [{ id: EVIL, kind: "topic", recordsIn: 100, recordsOut: 99, throughputPerSecond: 1 }],
    timeline: [
      {
        kind: "broker-crashed",
        atUs: timeUs(480_000_000),
        subject: EVIL,
        severity: "error",
        message: EVIL,
        fields: {},
      },
      ...Array.from({ length: 40 }, (_, batch) => ({
        kind: "batch-committed",
        atUs: timeUs(batch),
        subject: "job",
        severity: "info" as const,
        message: "a batch",
        fields: {},
      })),
    ],
    answers: [
      {
        ask: EVIL,
        table: EVIL,
        asOf: { job: EVIL, batchId: 9, endOffsets: [1], recordsUnread: 0 },
        columns: [EVIL],
        rows: [[EVIL], [null]],
        rowCount: 2,
        oracleRows: [[7]],
        oracleRowCount: 1,
        isRight: false,
        dollarsWrong: 20_000,
      },
    ],
    checks: [
      {
        check: "no-duplicates",
        table: EVIL,
        verdict: "violated",
        summary: EVIL,
        violations: 3,
        evidence: [{ note: EVIL, atUs: 481_000_000, fault: EVIL, isFaultOver: true }],
      },
    ],
    expectations: [{ check: "no-duplicates", expect: "holds", isMet: false, found: "violated" }],
    slos: [{ metric: "lag-records", job: EVIL, max: 50_000, measured: 60_000, isMet: false }],
    ...change,
  };
}

function runOf(): RunRecord {
  const history = new History();
  history.record(`${EVIL}/lag-records`, timeUs(0), 0);
  history.record(`${EVIL}/lag-records`, timeUs(900_000_000), 38_400);
  return {
    number: 1,
    name: EVIL,
    seed: 42,
    text: `name: ${EVIL}`,
    durationUs: 1_800_000_000,
    recordsPlanned: 100,
    history,
    events: [],
    startedAtMs: 0,
    nowUs: 1_800_000_000,
    eventsRun: 1,
    wallMs: 1,
    injected: [],
    report: undefined,
  };
}

function pageOf(report: RunReport): Document {
  return new DOMParser().parseFromString(reportHtml(runOf(), report), "text/html");
}

describe("a run's report as HTML", () => {
  test("of hostile names holds nothing that runs, and every name as text", () => {
    const page = pageOf(reportOf());
    expect(page.querySelectorAll("script, img, iframe, object, a, [onerror]")).toHaveLength(0);
    expect(page.querySelector("h1")?.textContent).toBe(EVIL);
    expect(page.querySelector("pre")?.textContent).toBe(`name: ${EVIL}`);
    expect(page.querySelector("title")?.textContent).toContain(EVIL);
  });

  test("allows itself no scripts and no requests", () => {
    const policy = pageOf(reportOf()).querySelector("meta[http-equiv]")?.getAttribute("content");
    expect(policy).toBe("default-src 'none'; style-src 'unsafe-inline'");
  });

  test("says the verdict first, with evidence, dollars and both answers", () => {
    const page = pageOf(reportOf());
    expect(page.querySelector("header strong")?.textContent).toBe(
      "0 checks held, 1 violated; 2 of 2 expectations and objectives not met; 1 of 1 answers wrong",
    );
    const text = page.body.textContent;
    for (const said of ["d1ge57", "$20,000", "00:08:01.000", "over by then", "NULL", "60,000 records"])
      expect(text).toContain(said);
    expect([...page.querySelectorAll("caption")].map(({ textContent }) => textContent)).toEqual([
      "This run",
      "The oracle",
    ]);
  });

  test("tells routine as a sum and keeps what matters", () => {
    const page = pageOf(reportOf());
    expect(page.body.textContent).toContain("batch-committed (40 times)");
    expect(page.querySelectorAll("tr.error")).toHaveLength(1);
  });

  test("draws the lag as a line that ends where it stood", () => {
    const line = pageOf(reportOf()).querySelector('figure svg path[stroke-width="1.5"]')?.getAttribute("d");
    expect(line).toMatch(/^M70 109/u);
    expect(line?.split("L").length).toBeGreaterThan(600);
  });

  test("of a run without checks says so", () => {
    const page = pageOf(reportOf({ isChecked: false, checks: [], status: "partial" }));
    expect(page.querySelector("header strong")?.textContent).toBe("The checks did not run.");
    expect(page.body.textContent).toContain("stopped before its end");
  });
});
