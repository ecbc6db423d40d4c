import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeUtf8 } from "../../engine/base/utf8.ts";
import { planPipeline } from "../../engine/pipeline/plan-pipeline.ts";
import type { RunReport } from "../../engine/protocol/report.ts";
import { parseScenario } from "../../engine/scenario/parse-scenario.ts";
import { formatProblem } from "../../engine/scenario/problem.ts";
import { batchRows } from "../../engine/testing/column-values.ts";
import { freshSession } from "../../engine/testing/run-scenario.ts";
import { buildScenario, speedupFor } from "./build-scenario.ts";
import type { ImportMapping, ValueColumn } from "./import-mapping.ts";
import { slugOf } from "./pipeline-names.ts";

const value = (column: string, type = "VARCHAR", isRequired = false): ValueColumn => ({ column, type, isRequired });

const PLAIN: ImportMapping = {
  title: "Rides",
  file: "rides.csv",
  format: "csv",
  key: "city",
  eventTime: { kind: "column", column: "at", reading: { kind: "as-is" } },
  arrival: { kind: "event-time" },
  speedup: 1,
  values: [value("id", "BIGINT", true), value("city"), value("fare", "BIGINT")],
  identity: "id",
  bucket: "hour",
  measure: "fare",
  separator: "|",
};

/** Runs a mapping's scenario to its end over a file's text; the tables that are asked for come as rows. */
async function run(mapping: ImportMapping, fileText: string, seconds: number) {
  const scenarioText = buildScenario(mapping, { seconds });
  const session = freshSession();
  const datasets = [{ name: slugOf(mapping.file), bytes: encodeUtf8(fileText) }];
  const loaded = await session.ask("load", { scenarioText, datasets, runsChecks: true });
  if (loaded.kind === "refused") throw new Error(`${loaded.problems.map(formatProblem).join("\n")}\n${scenarioText}`);
  await session.ask("advance", { untilUs: loaded.durationUs, maxEvents: 1e9 });
  const report = await session.ask("report", { isPartial: false, runsChecks: true });
  const rows = async (table: string) => batchRows((await session.ask("exportTable", { table })).batch);
  return { report, rows, recordsPlanned: loaded.recordsPlanned };
}

function expectGreen(report: RunReport): void {
  expect(report.status).toBe("finished");
  expect(report.expectations.filter(({ isMet }) => !isMet)).toEqual([]);
  expect(report.answers.filter(({ isRight }) => !isRight)).toEqual([]);
}

describe("a pipeline over a file", () => {
  test("runs green, with the rows typed in silver and added up in gold", async () => {
    const text = `id,city,fare,at\n1,Lyon,1250,2025-03-01 08:01:10\n2,Lyon,,2025-03-01 08:02:00\n1,Lyon,1300,2025-03-01 08:09:00\n3,,7,2025-03-01 09:00:00\n`;
    const { report, rows } = await run({ ...PLAIN, speedup: 10 }, text, 3_600);
    expectGreen(report);
    const silver = (await rows("silver.rides")).map(({ id, city, fare }) => [id, city, fare]);
    expect(silver.sort((one, other) => Number(one[0]) - Number(other[0]))).toEqual([
      [1n, "Lyon", 1300n],
      [2n, "Lyon", null],
      [3n, null, 7n],
    ]);
    const gold = await rows("gold.rides_by_hour");
    expect(gold.map(({ city, rows: count, total }) => [city, count, total])).toEqual(
      expect.arrayContaining([
        ["Lyon", 2n, "1300"],
        [null, 1n, "7"],
      ]),
    );
  });

  test("takes column names and values of every kind, and gives them back as they were", async () => {
    const columns = [
      "select",
      'quo"te',
      "sp ace",
      "😀",
      "offset",
      "event_time",
      "O'Hara; drop table x; --",
      "ключ",
      "rows",
    ];
    const cells = ["a|b", "", '"x"', "\\N kept", "line\nend", "=1+1", "'", "null", "\\"];
    const field = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const line = (texts: readonly string[], at: string) => `${[...texts.map(field), at].join(",")}\r\n`;
    const text =
      line(columns, "when") +
      line(cells, "1740816070") +
      line([...cells].reverse(), "1740816071") +
      `${",".repeat(columns.length)}1740816072\r\n`;
    const mapping: ImportMapping = {
      ...PLAIN,
      title: "Nasty: 'names' & #things",
      file: "Nästy fïle (1).csv",
      key: "rows",
      eventTime: { kind: "column", column: "when", reading: { kind: "epoch", unit: "s" } },
      values: columns.map((column) => value(column)),
      identity: undefined,
      bucket: "minute",
      measure: undefined,
      separator: "\u001f",
    };
    const { report, rows } = await run(mapping, text, 2);
    expectGreen(report);
    const silver = await rows("silver.nasty_file_1");
    const names = ["select", 'quo"te', "sp ace", "😀", "offset_value", "event_time_value", ...columns.slice(6)];
    const found = silver.map((row) => names.map((name) => row[name]));
    expect(found).toEqual(expect.arrayContaining([cells, [...cells].reverse(), columns.map(() => null)]));
  });

  test("leaves out rows without a time, and sends what does not cast to the dead letters", async () => {
    const text = "n,when\n1,03/01/2025 10:00\nx,03/01/2025 10:01\n3,yesterday\n4,\n";
    const mapping: ImportMapping = {
      ...PLAIN,
      file: "n.csv",
      key: undefined,
      eventTime: { kind: "column", column: "when", reading: { kind: "format", format: "%d/%m/%Y %H:%M" } },
      arrival: { kind: "rate", perSecond: 2 },
      values: [value("n", "BIGINT", true)],
      identity: undefined,
      measure: "n",
    };
    const { report, rows, recordsPlanned } = await run(mapping, text, 2);
    expectGreen(report);
    expect(recordsPlanned).toBe(2);
    expect((await rows("silver.n")).map(({ n }) => n)).toEqual([1n]);
    expect(await rows("silver.n_rejects")).toHaveLength(1);
  });

  test("needs no time: rows come in the order of the file, so many a second", async () => {
    const text = "n\nb\na\nc\n";
    const mapping: ImportMapping = {
      ...PLAIN,
      file: "n.csv",
      key: undefined,
      eventTime: { kind: "row-number", perSecond: 10 },
      values: [value("n")],
      identity: undefined,
      bucket: "minute",
      measure: undefined,
    };
    const { report, rows } = await run(mapping, text, 1);
    expectGreen(report);
    const times = new Map((await rows("silver.n")).map(({ n, event_time }) => [n, event_time]));
    const first = BigInt(Date.UTC(2025, 0, 1)) * 1_000n;
    expect(times).toEqual(
      new Map([
        ["b", first],
        ["a", first + 100_000n],
        ["c", first + 200_000n],
      ]),
    );
  });
});

test("any mapping makes a scenario that parses and plans (seed 6701)", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 140 });
  const names = fc.uniqueArray(name, { minLength: 2, maxLength: 6, selector: (each) => each.toLowerCase() });
  fc.assert(
    fc.property(
      names,
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 400_000_000 }),
      (columns, file, hasIdentity, seconds) => {
        const [first = "", second = ""] = columns;
        const mapping: ImportMapping = {
          ...PLAIN,
          title: file,
          file,
          key: second,
          eventTime: { kind: "column", column: first, reading: { kind: "iso" } },
          speedup: speedupFor({ seconds }),
          values: columns
            .slice(hasIdentity ? 0 : 2)
            .map((column) => value(column, "DOUBLE", true))
            .concat(value(first))
            .slice(0, 5),
          identity: hasIdentity ? first : undefined,
          measure: undefined,
        };
        const text = buildScenario(mapping, { seconds });
        const parsed = parseScenario(text);
        if (!parsed.ok) throw new Error(`${parsed.error.map(formatProblem).join("\n")}\n${text}`);
        expect(planPipeline(parsed.value).ok).toBe(true);
        expect(parsed.value.scenario.datasets[slugOf(file)]?.file).toBe(file);
      },
    ),
    { seed: 6701, numRuns: 200 },
  );
});

test.each([
  [60, 1],
  [900, 1],
  [3_600, 10],
  [86_400, 200],
  [12 * 86_400, 2_000],
])("a span of %d seconds is replayed %d times faster", (seconds, speedup) => {
  expect(speedupFor({ seconds })).toBe(speedup);
});
