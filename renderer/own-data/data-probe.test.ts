import { describe, expect, test } from "vitest";
import { encodeUtf8 } from "../../engine/base/utf8.ts";
import { batchRows } from "../../engine/testing/column-values.ts";
import { freshSession } from "../../engine/testing/run-scenario.ts";
import { DataProbe } from "./data-probe.ts";
import type { FileFormat } from "./file-format.ts";
import { bucketFor, suggestMapping } from "./suggest-mapping.ts";

async function open(text: string, format: FileFormat = "csv") {
  const probe = new DataProbe(freshSession());
  const facts = await probe.open("trips.csv", format, encodeUtf8(text));
  if (!facts.ok) throw new Error(facts.error);
  return { probe, facts: facts.value, mapping: suggestMapping(facts.value) };
}

async function refusal(text: string, format: FileFormat = "csv"): Promise<string> {
  const facts = await new DataProbe(freshSession()).open("trips.csv", format, encodeUtf8(text));
  return facts.ok ? "read" : facts.error;
}

const TRIPS = [
  "trip_id,city,started,fare,note",
  "1,Lyon,25/03/2025 08:01:10,12.5,a|b",
  "2,Nice,25/03/2025 09:00:00,,c;d",
  "3,Lyon,25/03/2025 08:30:00,7.25,",
  "4,Lyon,soon,9,e",
].join("\n");

describe("a look into a file", () => {
  test("suggests its time, its id, what groups it, and a separator that no value has", async () => {
    const { facts, mapping } = await open(TRIPS);
    expect(facts.columns.map(({ type, nulls }) => [type, nulls])).toEqual([
      ["BIGINT", 0],
      ["VARCHAR", 0],
      ["VARCHAR", 0],
      ["DOUBLE", 1],
      ["VARCHAR", 1],
    ]);
    expect(mapping).toMatchObject({
      key: "city",
      identity: "trip_id",
      measure: "fare",
      separator: "~",
      eventTime: { kind: "column", column: "started", reading: { kind: "format", format: "%d/%m/%Y %H:%M:%S" } },
    });
    expect(mapping.values.map(({ column, isRequired }) => [column, isRequired])).toEqual([
      ["trip_id", true],
      ["city", false],
      ["fare", false],
      ["note", false],
    ]);
  });

  test("tells times with an offset in UTC, and says so", async () => {
    const text = "id,at\n1,2025-03-01T08:00:00+02:00\n2,2025-03-01T08:00:01-05:00\n";
    const { probe, facts, mapping } = await open(text);
    const check = await probe.check(mapping);
    expect([facts.hasOffsets, check.ok && check.value.firstAt]).toEqual([
      true,
      expect.stringContaining("2025-03-01 06:00:00"),
    ]);
  });

  test("counts what a mapping loses, and shows the records that it makes", async () => {
    const { probe, mapping } = await open(TRIPS);
    const check = await probe.check({
      ...mapping,
      values: mapping.values.map((value) => (value.column === "note" ? { ...value, type: "BIGINT" } : value)),
    });
    if (!check.ok) throw new Error(check.error);
    expect(check.value).toMatchObject({
      rows: 4,
      events: 3,
      seconds: 3_530,
      firstAt: "2025-03-25 08:01:10",
      lastAt: "2025-03-25 09:00:00",
      identities: 4,
      lateEvents: 0,
      uncastable: [0, 0, 0, 3],
      missing: [0, 0, 1, 1],
    });
    expect(batchRows(check.value.sample.batch).map(({ key, value }) => [key, value])).toEqual([
      ["Lyon", "1~Lyon~12.5~a|b"],
      ["Lyon", "3~Lyon~7.25~\\N"],
      ["Nice", "2~Nice~\\N~c;d"],
    ]);
  });

  test("takes texts that are numbers in nearly every row for numbers, and times of arrival for arrival", async () => {
    const rows = Array.from(
      { length: 10 },
      (_, n) => `${n % 3},2025-01-01 00:00:0${n},2025-01-01 00:00:0${n},${n === 7 ? "n/a" : n}`,
    );
    const { mapping, probe } = await open(["shop,uploaded_at,sold_at,cents", ...rows].join("\n"));
    expect(mapping.eventTime).toMatchObject({ column: "sold_at" });
    expect(mapping.arrival).toMatchObject({ kind: "column", column: "uploaded_at" });
    expect(mapping.values.at(-1)).toEqual({ column: "cents", type: "BIGINT", isRequired: true });
    expect(await probe.check(mapping)).toMatchObject({ ok: true, value: { uncastable: [0, 0, 1] } });
  });

  test("counts records that come late when arrival is a column of its own", async () => {
    const { probe, mapping } = await open(
      "n,happened,sent\n1,2025-01-01 00:00:10,2025-01-01 00:00:11\n2,2025-01-01 00:00:05,2025-01-01 00:00:12\n",
    );
    expect(mapping.eventTime).toMatchObject({ column: "happened", reading: { kind: "as-is" } });
    const check = await probe.check({
      ...mapping,
      arrival: { kind: "column", column: "sent", reading: { kind: "as-is" } },
    });
    expect(check).toMatchObject({ ok: true, value: { events: 2, lateEvents: 1, seconds: 1 } });
  });

  test.each([
    ["1740816070", "s"],
    ["1740816070123", "ms"],
    ["1740816070123456", "us"],
  ])("takes %s for an instant in %s", async (number, unit) => {
    const { mapping, probe } = await open(`ts,v\n${number},a\n`);
    expect(mapping.eventTime).toMatchObject({ column: "ts", reading: { kind: "epoch", unit } });
    const check = await probe.check(mapping);
    expect(check.ok && check.value.firstAt?.slice(0, 19)).toBe("2025-03-01 08:01:10");
  });

  test("goes on without a time where no column says one", async () => {
    const { mapping, probe } = await open('{"name":"a"}\n{"name":"b"}\n', "ndjson");
    expect(mapping).toMatchObject({ eventTime: { kind: "row-number" }, key: "name" });
    expect(await probe.check(mapping)).toMatchObject({ ok: true, value: { events: 2, rows: 2 } });
  });

  test("never fails on a value, whatever it is taken for", async () => {
    const { probe, mapping } = await open("when,x\n1e308,1\n-5,nan\ninfinity,2\n,\n");
    for (const unit of ["s", "ms", "us", "ns"] as const) {
      const eventTime = { kind: "column", column: "when", reading: { kind: "epoch", unit } } as const;
      expect(await probe.check({ ...mapping, eventTime })).toMatchObject({ ok: true });
    }
  });

  test("says in a sentence what is wrong with a file", async () => {
    expect(await refusal("a,b\n")).toBe("trips.csv has columns but no rows.");
    expect(await refusal("a,b\n1\n")).toBe("trips.csv cannot be read: line 2: 1 field, but the header names 2.");
    expect(await refusal("a,A\n1,2\n")).toBe(
      "trips.csv has the columns a and A, which SQL cannot tell apart: rename one of them.",
    );
    expect(await refusal("PAR1 not really", "parquet")).toMatch(/^trips\.csv cannot be read: /u);
  });
});

test("a span decides how gold groups time", () => {
  expect([600, 86_400, 30 * 86_400].map(bucketFor)).toEqual(["minute", "hour", "day"]);
});
