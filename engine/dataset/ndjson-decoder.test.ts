import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeUtf8 } from "../base/utf8.ts";
import { batchRows, type PlainValue } from "../testing/column-values.ts";
import { decodeDataset } from "./decode-dataset.ts";

async function decode(text: string) {
  const result = await decodeDataset("ndjson", encodeUtf8(text));
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

async function errorOf(text: string | Uint8Array): Promise<string> {
  const result = await decodeDataset("ndjson", typeof text === "string" ? encodeUtf8(text) : text);
  return result.ok ? "read" : result.error;
}

/** The value that a column of mixed kinds holds for a member, by the platform's parser. */
function expectedText(value: unknown): PlainValue {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

const wellFormed = fc.string({ unit: "grapheme", maxLength: 10 });

describe("decodeNdjson", () => {
  test("reads what JSON.parse reads (seed 8201)", async () => {
    const value = fc.oneof(wellFormed, fc.integer(), fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 3 }));
    const names = fc.constantFrom("a", "b", 'quo"te', "ümlaut", "__proto__");
    const objects = fc.array(fc.dictionary(names, value, { minKeys: 1 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(objects, async (rows) => {
        // A word in every column, so that all of them are VARCHAR and keep the source text.
        const all = [...new Set(rows.flatMap((row) => Object.keys(row)))];
        const words = Object.fromEntries(all.map((name) => [name, "word"]));
        const sources = [words, ...rows].map((row) => JSON.stringify(row));
        const decoded = await decode(`${sources.join("\n")}\n`);
        const expected = sources.map((source) => {
          const parsed = new Map(Object.entries(JSON.parse(source) as Record<string, unknown>));
          return all.map((name) => expectedText(parsed.get(name)));
        });
        const got = Array.from({ length: decoded.rowCount }, (_, row) => row).map((row) => {
          const rowOf = batchRows(decoded)[row] ?? {};
          return all.map((name) => new Map(Object.entries(rowOf)).get(name) ?? null);
        });
        expect(got).toEqual(expected);
      }),
      { seed: 8201, numRuns: 200 },
    );
  });

  test("takes a line if and only if JSON.parse takes it as an object (seed 8202)", async () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      '"a"',
      '"b"',
      ":",
      ",",
      "1",
      "-",
      "0",
      ".5",
      "e3",
      "true",
      "nul",
      "null",
      " ",
      '"\\n"',
      '"\\x"',
      '"\\u00e4"',
      "\t",
    );
    const lines = fc.array(pieces, { maxLength: 9 }).map((parts) => `{"k":${parts.join("")}}`);
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(lines, async (line) => {
        let parsed: unknown;
        try {
          parsed = JSON.parse(line);
        } catch {
          parsed = undefined;
        }
        const error = await errorOf(line);
        const isDouble = error.includes("stands twice");
        if (!isDouble) expect(error === "read").toBe(parsed !== undefined);
        if (error === "read") taken += 1;
      }),
      { seed: 8202, numRuns: 4_000 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  test("types by the kind of value, columns by first appearance", async () => {
    const lines = [
      { n: 1, d: 1.5, s: "12", at: "2001-04-02T00:00:00Z", ok: true, mixed: 1 },
      { n: 2, d: 2, s: "x", at: "2001-04-02T00:00:01Z", ok: false, mixed: "1", more: { a: [1, 2] } },
      {},
    ];
    const batch = await decode(lines.map((line) => JSON.stringify(line)).join("\n"));
    expect(batch.columns.map(({ name, column }) => [name, column.kind])).toEqual([
      ["n", "int64"],
      ["d", "float64"],
      ["s", "utf8"],
      ["at", "timestamp"],
      ["ok", "bool"],
      ["mixed", "utf8"],
      ["more", "utf8"],
    ]);
    expect(batchRows(batch)).toEqual([
      { n: 1n, d: 1.5, s: "12", at: 986_169_600_000_000n, ok: true, mixed: "1", more: null },
      { n: 2n, d: 2, s: "x", at: 986_169_601_000_000n, ok: false, mixed: "1", more: '{"a":[1,2]}' },
      { n: null, d: null, s: null, at: null, ok: null, mixed: null, more: null },
    ]);
  });

  test("says where a file breaks the rules", async () => {
    expect(await errorOf("")).toBe("the NDJSON file has no column: each line must be one JSON object with members");
    expect(await errorOf('{"a":1}\n\n{"a":2}')).toBe(
      "line 2, column 1: the line is empty; each line must be one JSON object",
    );
    expect(await errorOf('{"a":1}\n[1]')).toBe("line 2, column 1: expected a JSON object");
    expect(await errorOf('{"a":1} {"a":2}')).toBe(
      "line 1, column 9: text follows the object; each line must be one JSON object",
    );
    expect(await errorOf('{"ä":1,"ä":2}')).toBe('line 1, column 12: the name "ä" stands twice in one object');
    expect(await errorOf('{"a":01}')).toBe("line 1, column 6: a number must not begin with 0");
    expect(await errorOf('{"a":1.}')).toBe("line 1, column 8: a digit must follow the point");
    expect(await errorOf('{"a":"x')).toBe("line 1, column 6: the string is never closed");
    expect(await errorOf('{"a":"\t"}')).toBe("line 1, column 7: a string must not hold a control character; escape it");
    expect(await errorOf('{"a":"\\ud800"}')).toBe("line 1, column 7: half of a surrogate pair stands alone");
    expect(await errorOf('{"a":"\\u12g4"}')).toBe("line 1, column 7: four hexadecimal digits must follow \\u");
    expect(await errorOf('{"a"')).toBe("line 1, column 5: the line ends where a colon must follow");
    expect(await errorOf(`{"a":${"[".repeat(100)}`)).toBe("line 1, column 69: values nest more than 64 deep");
    expect(await errorOf(Uint8Array.of(123, 34, 0xff, 34))).toBe("line 1, column 3: the bytes are not UTF-8");
  });
});
