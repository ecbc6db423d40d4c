import { assertDefined, assertNever } from "../../engine/base/assert.ts";
import { countFormulas, csvPieces } from "../../engine/export/delimited-text.ts";
import { jsonLinePieces } from "../../engine/export/json-lines.ts";
import { distinctNames, type ResultTable } from "../../engine/export/result-table.ts";
import { showToast } from "../widgets/toast.ts";
import type { Workbench } from "../workbench/workbench.ts";

export type ExportFormat = "csv" | "csv-for-spreadsheets" | "json-lines" | "parquet";

export const EXPORT_FORMATS: readonly {
  readonly format: ExportFormat;
  readonly label: string;
  readonly note: string;
}[] = [
  { format: "csv", label: "CSV", note: "RFC 4180, values as they are" },
  {
    format: "csv-for-spreadsheets",
    label: "CSV for spreadsheets",
    note: "An apostrophe before text that a spreadsheet would run as a formula",
  },
  { format: "json-lines", label: "JSON lines", note: "One object a line, all digits kept" },
  { format: "parquet", label: "Parquet", note: "Typed columns, timestamps in microseconds" },
];

const FILES: Readonly<Record<ExportFormat, { readonly ending: string; readonly mediaType: string }>> = {
  csv: { ending: "csv", mediaType: "text/csv" },
  "csv-for-spreadsheets": { ending: "csv", mediaType: "text/csv" },
  "json-lines": { ending: "ndjson", mediaType: "application/x-ndjson" },
  parquet: { ending: "parquet", mediaType: "application/vnd.apache.parquet" },
};

/** Saves the rows that are on the screen, never asking for them again. `name` is the file's, without its ending. */
export async function exportResult(
  { host, activity }: Workbench,
  table: ResultTable,
  format: ExportFormat,
  name: string,
): Promise<void> {
  const { ending, mediaType } = FILES[format];
  await activity.during("writing the export", async () => {
    const bytes = await encode(table, format);
    const saved = await host.saveBytes(`${fileName(name)}.${ending}`, bytes, mediaType);
    if (saved === undefined) return;
    if (!saved.ok) {
      showToast("The export was not saved.", { tone: "error", detail: saved.error });
      return;
    }
    const formulas = format === "csv" ? countFormulas(table) : 0;
    showToast(`Saved ${saved.value}.`, {
      tone: "success",
      ...(formulas > 0 && { detail: formulaNote(formulas) }),
    });
  });
}

function formulaNote(count: number): string {
  const values = count === 1 ? "1 value begins" : `${count >= 1_000 ? "1,000 or more" : count} values begin`;
  return `${values} with =, +, - or @, which a spreadsheet may run as a formula. “CSV for spreadsheets” guards against that.`;
}

/** The bytes of a result in a format; lets the screen have the thread between pieces. */
export async function encode(table: ResultTable, format: ExportFormat): Promise<Uint8Array> {
  switch (format) {
    case "csv":
      return joinPieces(csvPieces(table));
    case "csv-for-spreadsheets":
      return joinPieces(csvPieces(table, "apostrophe"));
    case "json-lines":
      return joinPieces(jsonLinePieces(table));
    case "parquet": {
      // Few people need the writer, and it is large.
      const { encodeParquet } = await import("../../engine/export/parquet-table.ts");
      const bytes = await encodeParquet(withDistinctNames(table), "spillway", async () => {
        await pause();
        return true;
      });
      return assertDefined(bytes, "an export that nobody stops");
    }
    default:
      return assertNever(format);
  }
}

async function joinPieces(pieces: Iterable<string>): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (const piece of pieces) {
    parts.push(encoder.encode(piece));
    await pause();
  }
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function withDistinctNames({ batch, types }: ResultTable): ResultTable {
  const names = distinctNames(batch.columns.map(({ name }) => name));
  const columns = batch.columns.map(({ column }, index) => ({ name: names[index] ?? "", column }));
  return { types, batch: { ...batch, columns } };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** A name that every file system takes. */
function fileName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/[^\w.-]+/gu, "-")
    .replaceAll(/^[-.]+|[-.]+$/gu, "");
  return plain === "" ? "result" : plain.slice(0, 80);
}
