import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ColumnBatch } from "../base/columns.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import { batchRows } from "../testing/column-values.ts";
import { decodeDataset } from "./decode-dataset.ts";

async function decode(text: string | Uint8Array): Promise<ColumnBatch> {
  const result = await decodeDataset("csv", typeof text === "string" ? encodeUtf8(text) : text);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

async function errorOf(text: string | Uint8Array): Promise<string> {
  const result = await decodeDataset("csv", typeof text === "string" ? encodeUtf8(text) : text);
  return result.ok ? "read" : result.error;
}

const typeOf = async (...values: readonly string[]) =>
  (await decode(`x,y\n${values.join(",\n")},\n`)).columns[0]?.column.kind;

/** Writes a field by RFC 4180; a NULL is nothing, the empty text is in quotes. */
function fieldOf(value: string | null, isQuoted: boolean): string {
  if (value === null) return "";
  return isQuoted || value === "" || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

describe("decodeCsv", () => {
  test("gives back every table that RFC 4180 can write (seed 8101)", async () => {
    // A letter before each text, so that no column turns out to be numbers.
    const text = fc
      .string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r\n", " ", "ü", "𝄞") })
      .map((rest) => `t${rest}`);
    const cell = fc.option(fc.oneof(text, fc.constant("")));
    const tables = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      );
    await fc.assert(
      fc.asyncProperty(
        tables,
        fc.boolean(),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        async (rows, isQuoted, end, hasEnd) => {
          const names = (rows[0] ?? []).map((_, index) => `c ${index}`);
          const lines = [names, ...rows].map((row) => row.map((value) => fieldOf(value, isQuoted)).join(","));
          // One column whose last row is NULL is an empty line, which only its line end shows.
          const needsEnd = hasEnd || lines.at(-1) === "";
          const decoded = await decode(lines.join(end) + (needsEnd ? end : ""));
          expect(batchRows(decoded)).toEqual(rows.map((row) => Object.fromEntries(row.map((v, c) => [`c ${c}`, v]))));
        },
      ),
      { seed: 8101, numRuns: 500 },
    );
  });

  test("finds the narrowest type that loses nothing", async () => {
    expect(await typeOf("1", "-9223372036854775808", "9223372036854775807")).toBe("int64");
    expect(await typeOf("1", "9223372036854775808")).toBe("utf8");
    expect(await typeOf("1", "2.5", "-1e3")).toBe("float64");
    expect(await typeOf("1.5", "9007199254740993")).toBe("utf8");
    expect(await typeOf("1e999")).toBe("utf8");
    expect(await typeOf("01003", "12")).toBe("utf8");
    expect(await typeOf("+1")).toBe("utf8");
    expect(await typeOf("1_000")).toBe("utf8");
    expect(await typeOf("0x10")).toBe("utf8");
    expect(await typeOf("NaN", "1.5")).toBe("utf8");
    expect(await typeOf("true", "FALSE")).toBe("bool");
    expect(await typeOf("true", "1")).toBe("utf8");
    expect(await typeOf("2001-04-02", "2001-04-02 03:04:05.5")).toBe("timestamp");
    expect(await typeOf("2001-04-02T00:00:00Z", "2001-04-02T00:00:00+02:00")).toBe("timestamp");
    expect(await typeOf("2001-04-02T00:00:00Z", "2001-04-02T00:00:00")).toBe("utf8");
    expect(await typeOf("2001-02-29")).toBe("utf8");
    expect(await typeOf("", "")).toBe("utf8");
    expect(await typeOf("", "7")).toBe("int64");
  });

  test("the order of the rows makes no difference to the types (seed 8102)", async () => {
    const words = fc.array(fc.constantFrom("1", "2.5", "true", "2001-04-02", "x", "007", "", "99999999999999999999"), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(words, async (values) => {
        expect(await typeOf(...values)).toBe(await typeOf(...[...values].sort()));
      }),
      { seed: 8102, numRuns: 200 },
    );
  });

  test("values come out as they are", async () => {
    const text = "\ufeffid,ratio,ok,at\r\n9007199254740993,0.1,true,2001-04-02T01:00:00+01:00\r\n,,,\r\n";
    expect(batchRows(await decode(text))).toEqual([
      { id: 9_007_199_254_740_993n, ratio: 0.1, ok: true, at: 986_169_600_000_000n },
      { id: null, ratio: null, ok: null, at: null },
    ]);
  });

  test("says where a file breaks the rules", async () => {
    expect(await errorOf("")).toBe("the CSV file is empty: its first line must name the columns");
    expect(await errorOf('\ufeffa;b\n1;"x;y"\n')).toBe(
      "line 1: the names stand between semicolons, and CSV is read with commas: save it with commas",
    );
    expect(await errorOf("a\tb\n1\t2\n")).toMatch(/^line 1: the names stand between tabs/u);
    expect(await errorOf("a,b;c\n1,2\n")).toBe("read");
    expect(await errorOf("a,,c\n")).toBe("line 1, field 2: a column has no name");
    expect(await errorOf("a,b,a\n")).toBe("line 1, field 3: there are two columns named a");
    expect(await errorOf("a,b\n1,2\n3\n")).toBe("line 3: 1 field, but the header names 2");
    expect(await errorOf('a,b\n"x\ny",2\n3,4,5')).toBe("line 4: 3 fields, but the header names 2");
    expect(await errorOf('a,b\n1,x"y\n')).toBe(
      "line 2, field 2: a quote stands inside a field that has none around it",
    );
    expect(await errorOf('a,b\n1,"x"y\n')).toBe("line 2, field 2: text follows the quote that closes the field");
    expect(await errorOf('a,b\n1,"x\ny')).toBe("line 2, field 2: the quote that opens the field is never closed");
    expect(await errorOf("a,b\r1,2")).toBe("line 1, field 2: a carriage return without a line feed follows it");
    expect(await errorOf(Uint8Array.of(97, 10, 49, 10, 0xc3, 10))).toBe("line 3, field 1: the bytes are not UTF-8");
  });
});
