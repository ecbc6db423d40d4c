import { err, ok, type Result } from "../../engine/base/result.ts";
import type { DatasetPreviewRequest } from "../../engine/protocol/inspection.ts";

export type FileFormat = DatasetPreviewRequest["format"];

const ENDINGS: Readonly<Record<string, FileFormat>> = {
  csv: "csv",
  ndjson: "ndjson",
  jsonl: "ndjson",
  parquet: "parquet",
  arrow: "arrow",
  feather: "arrow",
  arrows: "arrow",
};

/** What a file is, by its first bytes where they say so and by the ending of its name otherwise; or what it would have to be. */
export function formatOf(name: string, bytes: Uint8Array): Result<FileFormat, string> {
  if (bytes.length === 0) return err(`${name} is empty: a data file has at least the names of its columns.`);
  if (startsWith(bytes, "PAR1")) return ok("parquet");
  if (startsWith(bytes, "ARROW1")) return ok("arrow");
  const ending = /\.([A-Za-z0-9]+)$/u.exec(name)?.[1]?.toLowerCase() ?? "";
  const known = ENDINGS[ending];
  if (known !== undefined) return ok(known);
  if (ending === "json" || ending === "txt" || ending === "tsv" || ending === "") return formatOfText(name, bytes);
  return err(
    `${name} is no data file that Spillway reads: CSV with commas, NDJSON (one JSON object a line), Parquet or Arrow.`,
  );
}

function formatOfText(name: string, bytes: Uint8Array): Result<FileFormat, string> {
  const start = new TextDecoder().decode(bytes.subarray(0, 4_096)).trimStart();
  if (start.startsWith("[")) {
    return err(`${name} is a JSON array. Spillway reads one object a line (NDJSON): jq -c '.[]' makes that of it.`);
  }
  if (start.startsWith("{")) return ok("ndjson");
  return ok("csv");
}

const OFFSETS_SOUGHT_BYTES = 65_536;
/** A time of a day with how far it is from UTC, as ISO 8601 writes it; Z and +00:00 are UTC itself. */
const OFFSET = /\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s?[+-](?!00(?::?00)?(?!\d))\d\d(?::?\d\d)?(?![\d:])/u;

/** Whether the first times of a file of text say an offset from UTC: DuckDB counts it in, and what it then shows is UTC. */
export function hasOffsets(format: FileFormat, bytes: Uint8Array): boolean {
  const isText = format === "csv" || format === "ndjson";
  return isText && OFFSET.test(new TextDecoder().decode(bytes.subarray(0, OFFSETS_SOUGHT_BYTES)));
}

function startsWith(bytes: Uint8Array, mark: string): boolean {
  return bytes.length >= mark.length && [...mark].every((letter, index) => bytes[index] === letter.charCodeAt(0));
}

/** What stands between the fields of a CSV file whose only column shows that it is no comma; undefined when nothing does. */
export function otherSeparator(columns: readonly string[]): "semicolon" | "tab" | "vertical bar" | undefined {
  const [only] = columns;
  if (columns.length !== 1 || only === undefined) return undefined;
  if (only.includes(";")) return "semicolon";
  if (only.includes("\t")) return "tab";
  return only.includes("|") ? "vertical bar" : undefined;
}
