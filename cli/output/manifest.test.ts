import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeEarlierRun } from "./manifest.ts";

let path: string;
let elsewhere: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "spillway-out-"));
  elsewhere = mkdtempSync(join(tmpdir(), "spillway-elsewhere-"));
});

afterEach(() => {
  rmSync(path, { recursive: true });
  rmSync(elsewhere, { recursive: true });
});

function manifestOf(...files: readonly string[]): void {
  writeFileSync(join(path, "manifest.json"), JSON.stringify({ files }));
}

test("a name that no file can have is not looked for", async () => {
  manifestOf("tables/a\u0000.parquet", "report.json");
  writeFileSync(join(path, "report.json"), "{}");
  await removeEarlierRun({ shown: path, path });
  expect(existsSync(join(path, "report.json"))).toBe(false);
});

test("a linked folder of tables is left alone: what it holds lies elsewhere", async () => {
  writeFileSync(join(elsewhere, "mine.parquet"), "x");
  symlinkSync(elsewhere, join(path, "tables"));
  manifestOf("tables/mine.parquet");
  await removeEarlierRun({ shown: path, path });
  expect(existsSync(join(elsewhere, "mine.parquet"))).toBe(true);
  expect(existsSync(join(path, "tables"))).toBe(true);
});
