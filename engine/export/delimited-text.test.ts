import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeUtf8 } from "../base/utf8.ts";
import { decodeDataset } from "../dataset/decode-dataset.ts";
import { batchRows } from "../testing/column-values.ts";
import { textBatch } from "../testing/text-columns.ts";
import { countFormulas, csvPieces, tsvOf } from "./delimited-text.ts";

const hostileText = fc.string({ unit: fc.constantFrom("a", "=", "'", '"', ",", "\t", "\n", "\r\n", " ", "ü", "𝄞") });
const cell = fc.option(fc.oneof(hostileText, fc.constant("")), { nil: undefined });
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 9 }));

function tableOf(rows: readonly (readonly (string | undefined)[])[]) {
  const width = rows[0]?.length ?? 0;
  const batch = textBatch(Array.from({ length: width }, (_, index) => [`c,${index}`, rows.map((row) => row[index])]));
  return { batch, types: Array.from({ length: width }, () => "VARCHAR") };
}

/** Reads text with tabs and quotes as a spreadsheet's clipboard does, character by character. */
function pasteTsv(text: string): string[][] {
  const rows: string[][] = [[""]];
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const row = rows[rows.length - 1] as string[];
    const letter = text[index] as string;
    const at = row.length - 1;
    if (isQuoted && letter === '"' && text[index + 1] === '"') {
      row[at] += '"';
      index += 1;
    } else if (isQuoted && letter === '"') isQuoted = false;
    else if (isQuoted) row[at] += letter;
    else if (letter === '"') isQuoted = true;
    else if (letter === "\t") row.push("");
    else if (letter === "\n") rows.push([""]);
    else row[at] += letter;
  }
  return rows;
}

describe("CSV", () => {
  test("is read back as the same table, NULL and empty text apart (seed 6101)", async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const written = tableOf(rows);
        const read = await decodeDataset("csv", encodeUtf8([...csvPieces(written)].join("")));
        expect(read.ok && batchRows(read.value)).toEqual(batchRows(written.batch));
      }),
      { seed: 6101, numRuns: 300 },
    );
  });

  test("goes on behind the first piece of rows", () => {
    const rows = Array.from({ length: 4_500 }, (_, index) => [String(index)]);
    const pieces = [...csvPieces(tableOf(rows))];
    expect(pieces.length).toBe(4);
    expect(pieces.join("").split("\r\n").slice(1, -1)).toEqual(rows.flat());
  });

  test("for spreadsheets has an apostrophe before what they would run, and leaves numbers alone", () => {
    const batch = textBatch([
      ["=name", ["=cmd|'/c calc'!A1", "+1", "@x", "safe", undefined]],
      ["n", ["-1", "-2", "-3", "-4", "-5"]],
    ]);
    const types = ["VARCHAR", "DECIMAL(9,2)"];
    expect([...csvPieces({ batch, types }, "apostrophe")].join("")).toBe(
      "'=name,n\r\n'=cmd|'/c calc'!A1,-1\r\n'+1,-2\r\n'@x,-3\r\nsafe,-4\r\n,-5\r\n",
    );
    expect(countFormulas({ batch, types })).toBe(3);
  });
});

describe("text for the clipboard", () => {
  test("is pasted as the same cells (seed 6102)", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const written = tableOf(rows);
        const width = rows[0]?.length ?? 0;
        const range = { firstRow: 0, lastRow: rows.length - 1, firstColumn: 0, lastColumn: width - 1 };
        const expected = rows.map((row) => row.map((text) => text ?? ""));
        expect(pasteTsv(tsvOf(written, range, false))).toEqual(expected);
      }),
      { seed: 6102, numRuns: 300 },
    );
  });

  test("holds the range alone, under its own names when asked for", () => {
    const written = tableOf([
      ["a", "b", "c"],
      ["d", "e", "f"],
      ["g", undefined, "i"],
    ]);
    expect(tsvOf(written, { firstRow: 1, lastRow: 2, firstColumn: 1, lastColumn: 2 }, true)).toBe(
      "c,1\tc,2\ne\tf\n\ti",
    );
  });
});
