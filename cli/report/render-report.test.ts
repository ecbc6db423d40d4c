import { expect, test } from "vitest";
import { durationUs } from "../../engine/base/time.ts";
import { eventAt, SAMPLE_REPORT } from "../../engine/testing/sample-report.ts";
import { COLOURED, PLAIN } from "./palette.ts";
import { renderReport } from "./render-report.ts";
import { endingOf, quietLine } from "./result-line.ts";

const WALL = { totalSeconds: 10.25, runSeconds: 8.4 };
const STYLE = { palette: PLAIN, width: 100 };
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "gu");

function text(report: typeof SAMPLE_REPORT, isInterrupted = false): string {
  return `${renderReport(report, endingOf(report, isInterrupted), WALL, STYLE).join("\n")}\n`;
}

test("a run with every kind of trouble, as a person reads it", async () => {
  await expect(text(SAMPLE_REPORT)).toMatchFileSnapshot("golden/failed-run.txt");
});

test("an interrupted run says so, and that nothing was judged", async () => {
  const partial = {
    ...SAMPLE_REPORT,
    status: "partial" as const,
    isChecked: false,
    checks: [],
    endedAtUs: 483_000_000,
  };
  await expect(text({ ...partial, timeline: [], answers: [], slos: [], stages: [] }, true)).toMatchFileSnapshot(
    "golden/interrupted-run.txt",
  );
});

test("a run in which all is well and nothing was asked", async () => {
  const { scenario, seed, digest, status, endedAtUs, isChecked, records, reportVersion } = SAMPLE_REPORT;
  const facts = { scenario, seed, digest, status, endedAtUs, isChecked, records, reportVersion };
  const empty = { stages: [], timeline: [], answers: [], checks: [], expectations: [], slos: [] };
  await expect(text({ ...facts, ...empty })).toMatchFileSnapshot("golden/quiet-run.txt");
});

test("a query that died unasked, questions without an answer, and what nobody measured", async () => {
  const asOf = { job: "job", batchId: 89, atUs: 902_000_000, endOffsets: [120_000, 119_000], recordsUnread: 161_068 };
  const route = (index: number, amount: number): [string, number] => [`ORD-L${index}`, amount];
  const rows = Array.from({ length: 20 }, (_, index) => route(index, 7));
  const all = { table: "gold.vouchers", asOf, columns: ["route", "dollars"], rows, rowCount: 861 };
  const report: typeof SAMPLE_REPORT = {
    ...SAMPLE_REPORT,
    timeline: [],
    stages: [
      {
        id: "flights",
        kind: "source",
        recordsIn: 1_161,
        recordsOut: 1_161,
        throughputPerSecond: 19,
        recordsPlanned: 2_000,
        isSpent: false,
      },
      { id: "job", kind: "micro-batch", recordsIn: 0, recordsOut: 0, throughputPerSecond: 0, batches: 0 },
    ],
    answers: [
      {
        ...all,
        ask: "What is owed on each route?",
        oracleRows: rows,
        oracleRowCount: 860,
        isRight: false,
        differences: {
          inRunCount: 2,
          inRun: [route(501, 9), route(777, 1)],
          inOracleCount: 1,
          inOracle: [route(501, 8)],
        },
        dollarsWrong: 60_000,
      },
      { ...all, ask: "And by any three?", oracleRows: rows, oracleRowCount: 861, isRight: true, isOpen: true },
      {
        ...all,
        ask: "Which number is a route?",
        rows: [],
        rowCount: 0,
        oracleRows: [],
        oracleRowCount: 0,
        isRight: false,
        failure: {
          of: "run",
          message: "Could not convert string 'ORD' to INT32",
          path: "questions[2].sql",
          line: 204,
          column: 14,
        },
      },
    ],
    checks: [
      {
        check: "query-survives",
        job: "job",
        verdict: "violated",
        summary: "an exception ended the query in batch 90, 90 batches committed before it",
        violations: 1,
        evidence: [{ note: "gold.vouchers cannot take batch 90: Overflow", batchId: 90, atUs: 944_000_000 }],
      },
      ...SAMPLE_REPORT.checks,
    ],
    expectations: [
      { check: "acknowledged-records-kept", expect: "holds", isMet: true, found: "holds" },
      {
        check: "silver-latest-per-key",
        expect: "holds",
        isMet: false,
        found: "unknown",
        reason: "no silver table has a merge key, so there is no latest row of a key",
      },
      { check: "query-survives", job: "job", expect: "holds", isMet: false, found: "violated", isImplied: true },
    ],
    slos: [{ metric: "freshness", table: "gold.vouchers", max: durationUs(60_000_000), isMet: false }],
  };
  await expect(text(report)).toMatchFileSnapshot("golden/dead-query.txt");
});

test("no line is wider than asked, and colours change no width", () => {
  for (const width of [60, 80, 100]) {
    const plain = renderReport(SAMPLE_REPORT, "violated", WALL, { palette: PLAIN, width });
    const coloured = renderReport(SAMPLE_REPORT, "violated", WALL, { palette: COLOURED, width });
    expect(coloured.map((line) => line.replace(ESCAPES, "").trimEnd())).toEqual(plain);
    const digest = `digest ${SAMPLE_REPORT.digest}`;
    expect(plain.filter((line) => line.length > width && line !== digest)).toEqual([]);
  }
});

test("at 60 columns the routine names its tables whole", () => {
  const lines = renderReport(SAMPLE_REPORT, "violated", WALL, { palette: PLAIN, width: 60 });
  const start = lines.indexOf("Routine");
  expect(lines.slice(start + 3, start + 5)).toEqual([
    "  table-committed  bronze.flight_events         150 x",
    "                   from 00:11.000 to 25:01.000",
  ]);
});

test("records that were never delivered are counted aloud", () => {
  const records = { produced: 2_000, acknowledged: 494, unconfirmed: 0, failed: 1_506 };
  expect(text({ ...SAMPLE_REPORT, records })).toContain("1,506 of 2,000 records were never delivered");
});

test("a long story is cut in the middle and says by how much", () => {
  const timeline = Array.from({ length: 100 }, (_, index) =>
    eventAt(index * 10, "broker-fenced", "broker-1", { severity: "warning", message: `fence ${index}` }),
  );
  const lines = text({ ...SAMPLE_REPORT, timeline }).split("\n");
  expect(lines.filter((line) => line.includes("broker-fenced"))).toHaveLength(60);
  expect(lines.some((line) => line.includes("40 lines in between left out"))).toBe(true);
  expect(lines.some((line) => line.includes("fence 99"))).toBe(true);
});

test("events of one kind within a second share a line, others do not", () => {
  const timeline = [
    eventAt(5, "leader-elected", "t-0"),
    eventAt(5.4, "isr-shrunk", "t-0"),
    eventAt(5.9, "leader-elected", "t-1"),
    eventAt(6.1, "leader-elected", "t-2"),
  ];
  const story = text({ ...SAMPLE_REPORT, timeline }).split("\n");
  expect(story.filter((line) => line.includes("leader-elected"))).toEqual([
    "  00:05.000  leader-elected  2 x: t-0, t-1",
    "  00:06.100  leader-elected  t-2: leader-elected",
  ]);
});

test("of a cluster's own topics only the topic is named, and of a long list the first", () => {
  const own = Array.from({ length: 30 }, (_, partition) => eventAt(5, "isr-shrunk", `t-${partition}`));
  const internal = Array.from({ length: 50 }, (_, partition) =>
    eventAt(5, "isr-shrunk", `__consumer_offsets-${partition}`),
  );
  const story = text({ ...SAMPLE_REPORT, timeline: [...own, ...internal] }).replaceAll(/\s+/g, " ");
  expect(story).toContain("and 6 more, __consumer_offsets (50 partitions)");
  expect(story).not.toContain("__consumer_offsets-");
});

test("--quiet leaves one line", () => {
  expect(quietLine(SAMPLE_REPORT, "violated", WALL, PLAIN)).toBe(
    `FAILED: 1 of 2 expectations met; not met: gold-equals-oracle gold.vouchers; finished after 25m 10s of virtual time, 10.3 s of wall time; 400,068 records, 47,627 records/s, seed 42; digest ${SAMPLE_REPORT.digest}`,
  );
});

test("the ending is decided by the expectations, unless nobody judged them", () => {
  expect(endingOf(SAMPLE_REPORT, false)).toBe("violated");
  expect(endingOf({ ...SAMPLE_REPORT, expectations: [] }, false)).toBe("held");
  expect(endingOf({ ...SAMPLE_REPORT, isChecked: false }, false)).toBe("unchecked");
  expect(endingOf(SAMPLE_REPORT, true)).toBe("interrupted");
  const [answer] = SAMPLE_REPORT.answers;
  const failure = { of: "oracle", message: "no", path: "questions[0].sql", line: 1, column: 1 } as const;
  const unanswered = answer === undefined ? [] : [{ ...answer, isRight: false, failure }];
  expect(endingOf({ ...SAMPLE_REPORT, expectations: [], answers: unanswered }, false)).toBe("violated");
});
