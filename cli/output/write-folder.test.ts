import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ColumnBatch } from "../../engine/base/columns.ts";
import { makeFolder, runCommandLine } from "../../engine/testing/command-line.ts";
import { FakeSession, type FakeSessionOptions } from "../../engine/testing/fake-session.ts";
import { TINY_SCENARIO } from "../../engine/testing/tiny-scenario.ts";
import { makeInterruption } from "../interruption.ts";

let folder: ReturnType<typeof makeFolder>;

beforeEach(() => {
  folder = makeFolder({ "tiny.yaml": TINY_SCENARIO });
});

afterEach(() => folder.remove());

const EVENT_TIME_US = 986_169_600_123_456;

/** Three rows with every kind of column; the second one is NULL throughout. */
const EVERY_KIND: ColumnBatch = {
  rowCount: 3,
  columns: [
    { name: "small", column: { kind: "int32", values: Int32Array.of(-1, 0, 2), valid: Uint8Array.of(1, 0, 1) } },
    {
      name: "large",
      column: { kind: "int64", values: Float64Array.of(2 ** 40, 0, -5), valid: Uint8Array.of(1, 0, 1) },
    },
    {
      name: "huge",
      column: { kind: "int64", values: BigInt64Array.of(2n ** 62n, 0n, -1n), valid: Uint8Array.of(1, 0, 1) },
    },
    { name: "share", column: { kind: "float64", values: Float64Array.of(0.1, 0, 2), valid: Uint8Array.of(1, 0, 1) } },
    { name: "late", column: { kind: "bool", values: Uint8Array.of(1, 0, 0), valid: Uint8Array.of(1, 0, 1) } },
    {
      name: "event_time",
      column: { kind: "timestamp", values: Float64Array.of(EVENT_TIME_US, 0, 0), valid: Uint8Array.of(1, 0, 1) },
    },
    {
      name: "value",
      column: {
        kind: "utf8",
        bytes: new TextEncoder().encode("zürich"),
        offsets: Int32Array.of(0, 7, 7, 7),
        valid: Uint8Array.of(1, 0, 1),
      },
    },
    { name: "origin", column: { kind: "dictionary", codes: Int32Array.of(1, -1, 0), dictionary: ["LGA", "ORD"] } },
  ],
};

/** As many rows as one row group and a bit. */
const MANY: ColumnBatch = {
  rowCount: 20_001,
  columns: [{ name: "id", column: { kind: "int32", values: Int32Array.from({ length: 20_001 }, (_, id) => id) } }],
};

const EMPTY: ColumnBatch = {
  rowCount: 0,
  columns: [{ name: "reason", column: { kind: "utf8", bytes: new Uint8Array(), offsets: Int32Array.of(0) } }],
};

function run(args: readonly string[], options: FakeSessionOptions = {}) {
  return runCommandLine(["run", "tiny.yaml", ...args], { session: new FakeSession(options), folder: folder.path });
}

test("--out writes both reports, the metrics and every table, and nothing else", async () => {
  const tables = { "bronze.orders": EVERY_KIND, "silver.dlq": EMPTY, "gold.many": MANY };
  const { exitCode, stdout } = await run(["--out", "results/first", "--json"], { tables });
  expect(exitCode).toBe(0);
  const out = join(folder.path, "results/first");
  expect(readdirSync(out, { recursive: true }).sort()).toEqual([
    "manifest.json",
    "metrics.csv",
    "report.json",
    "report.txt",
    "tables",
    join("tables", "bronze.orders.parquet"),
    join("tables", "gold.many.parquet"),
    join("tables", "silver.dlq.parquet"),
  ]);
  expect(readFileSync(join(out, "report.json"), "utf8")).toBe(stdout);
  expect(readFileSync(join(out, "report.txt"), "utf8")).toMatch(/^Flights[\s\S]*digest [0-9a-f]+\n$/u);
  expect(readFileSync(join(out, "metrics.csv"), "utf8")).toBe(
    'time_us,metric,value\n0,"lag, of flight.events",0\n1000000,"lag, of flight.events",12\n',
  );
});

test("tables read back as they were, types and NULLs included", async () => {
  await run(["--out", "out"], { tables: { "bronze.orders": EVERY_KIND } });
  const file = await asyncBufferFromFile(join(folder.path, "out/tables/bronze.orders.parquet"));
  const [first, second, third] = await parquetReadObjects({ file });
  expect(first).toEqual({
    small: -1,
    large: 2n ** 40n,
    huge: 2n ** 62n,
    share: 0.1,
    late: true,
    event_time: new Date(EVENT_TIME_US / 1_000),
    value: "zürich",
    origin: "ORD",
  });
  expect(Object.values(second ?? {})).toEqual(Array(8).fill(null));
  expect(third).toMatchObject({ small: 2, large: -5n, huge: -1n, late: false, value: "", origin: "LGA" });
  const { schema, created_by } = await parquetMetadataAsync(file);
  expect(created_by).toBe("spillway 1.2.3");
  expect(schema.find(({ name }) => name === "event_time")?.logical_type).toEqual({
    type: "TIMESTAMP",
    isAdjustedToUTC: false,
    unit: "MICROS",
  });
});

test("an empty table has its columns, a long one all its rows", async () => {
  await run(["--out", "out"], { tables: { "silver.dlq": EMPTY, "gold.many": MANY } });
  const read = async (name: string) => asyncBufferFromFile(join(folder.path, `out/tables/${name}.parquet`));
  const empty = await parquetMetadataAsync(await read("silver.dlq"));
  expect([empty.num_rows, empty.schema.map(({ name }) => name)]).toEqual([0n, ["root", "reason"]]);
  const many = await parquetReadObjects({ file: await read("gold.many") });
  expect(many).toHaveLength(20_001);
  expect(many.at(-1)).toEqual({ id: 20_000 });
});

test("what was there before is replaced whole; a file that is in the way is refused before the run", async () => {
  mkdirSync(join(folder.path, "out"));
  writeFileSync(join(folder.path, "out/report.json"), "old");
  expect((await run(["--out", "out"])).exitCode).toBe(0);
  expect(JSON.parse(readFileSync(join(folder.path, "out/report.json"), "utf8"))).toHaveProperty("reportVersion");
  const session = new FakeSession();
  const options = { session, folder: folder.path };
  const refused = await runCommandLine(["run", "tiny.yaml", "--out", "tiny.yaml/out"], options);
  expect(refused).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "spillway: cannot write to tiny.yaml/out: a file is in the way\n",
  });
  expect(session.asked).toEqual([]);
});

test("a folder that cannot be made is refused before the run", async () => {
  // The kernel's own files: not even root can make one there.
  const { exitCode, stderr } = await run(["--out", "/proc/spillway"]);
  expect(stderr).toMatch(
    /^spillway: cannot write to \/proc\/spillway: (no folder can be made there|permission denied)\n$/u,
  );
  expect(exitCode).toBe(2);
});

const FILES_OF_A_RUN = ["manifest.json", "metrics.csv", "report.json", "report.txt", "tables"];

/** Everything in the folder `out`, tables by their names. */
function filesOut(): string[] {
  return readdirSync(join(folder.path, "out"), { recursive: true }).map(String).sort();
}

test("what an earlier run wrote is gone when another writes, and a person's own files stay", async () => {
  await run(["--out", "out"], { tables: { "bronze.orders": EVERY_KIND, "gold.sales": MANY } });
  writeFileSync(join(folder.path, "out/notes.txt"), "mine");
  writeFileSync(join(folder.path, "out/tables/notes.txt"), "mine");
  const { stderr } = await run(["--out", "out"], { tables: { "bronze.rides": EMPTY } });
  expect(stderr).toBe("");
  expect(filesOut()).toEqual(
    [...FILES_OF_A_RUN, "notes.txt", join("tables", "bronze.rides.parquet"), join("tables", "notes.txt")].sort(),
  );
});

test("a folder of tables goes with the last of an earlier run's, unless a person made something of it", async () => {
  await run(["--out", "out"], { tables: { "bronze.orders": EMPTY } });
  await run(["--out", "out"], {});
  expect(filesOut()).toEqual(FILES_OF_A_RUN.filter((name) => name !== "tables"));
});

test("files that look like a run's and are of nobody known stay, and the run says so", async () => {
  mkdirSync(join(folder.path, "out/tables"), { recursive: true });
  writeFileSync(join(folder.path, "out/tables/mine.parquet"), "mine");
  const { exitCode, stderr } = await run(["--out", "out"], { tables: { "bronze.orders": EMPTY } });
  expect(exitCode).toBe(0);
  expect(stderr).toBe("spillway: out also has files that are not of this run: tables/mine.parquet\n");
  expect(filesOut()).toContain(join("tables", "mine.parquet"));
});

test("a manifest that was tampered with makes nobody delete anything else", async () => {
  mkdirSync(join(folder.path, "out"));
  const files = ["../tiny.yaml", "tables/../../tiny.yaml", "notes.txt", "/etc/hosts", 7];
  for (const text of [JSON.stringify({ files }), "{", JSON.stringify({ files: "report.json" }), "null"]) {
    writeFileSync(join(folder.path, "out/notes.txt"), "mine");
    writeFileSync(join(folder.path, "out/manifest.json"), text);
    expect((await run(["--out", "out"])).exitCode).toBe(0);
    expect(filesOut()).toContain("notes.txt");
    expect(existsSync(join(folder.path, "tiny.yaml"))).toBe(true);
  }
});

test("an interrupted run leaves no data of an earlier one beside its reports", async () => {
  await run(["--out", "out"], { tables: { "gold.many": MANY } });
  const interruption = makeInterruption();
  const session = new FakeSession({ before: (name) => (name === "advance" ? interruption.ask() : undefined) });
  const options = { session, interruption, folder: folder.path };
  expect((await runCommandLine(["run", "tiny.yaml", "--out", "out"], options)).exitCode).toBe(130);
  expect(filesOut()).toEqual(["manifest.json", "report.json", "report.txt"]);
});

test("a run that never came to write leaves an earlier one as it was", async () => {
  await run(["--out", "out"], { tables: { "gold.many": EMPTY } });
  const before = filesOut();
  const problem = { line: 4, column: 2, path: "a", message: "no", found: "x", allowed: "y", code: "sql" };
  expect((await run(["--out", "out"], { load: { kind: "refused", problems: [problem] } })).exitCode).toBe(2);
  expect(filesOut()).toEqual(before);
});

test("an interrupted run leaves its reports, and no data", async () => {
  const interruption = makeInterruption();
  const session = new FakeSession({
    tables: { "gold.many": MANY },
    before: (name) => (name === "advance" ? interruption.ask() : undefined),
  });
  const options = { session, interruption, folder: folder.path };
  expect((await runCommandLine(["run", "tiny.yaml", "--out", "out"], options)).exitCode).toBe(130);
  expect(JSON.parse(readFileSync(join(folder.path, "out/report.json"), "utf8"))).toMatchObject({ status: "partial" });
  expect(filesOut()).toEqual(["manifest.json", "report.json", "report.txt"]);
});

test("an interruption while tables are written ends it there, with the report printed and no half file", async () => {
  const interruption = makeInterruption();
  const session = new FakeSession({
    tables: { "gold.first": EMPTY, "gold.many": MANY },
    before: (name) => (name === "exportTable" ? interruption.ask() : undefined),
  });
  const options = { session, interruption, folder: folder.path };
  const { exitCode, stdout, stderr } = await runCommandLine(["run", "tiny.yaml", "--out", "out", "--quiet"], options);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 130,
    stderr: "spillway: interrupted while writing; not every table is in out\n",
  });
  expect(stdout).toMatch(/^FINISHED/u);
  expect(readdirSync(join(folder.path, "out/tables"))).toEqual(["gold.first.parquet"]);
  const { files } = JSON.parse(readFileSync(join(folder.path, "out/manifest.json"), "utf8"));
  expect(files).toEqual(["report.json", "report.txt", "metrics.csv", "tables/gold.first.parquet"]);
});
