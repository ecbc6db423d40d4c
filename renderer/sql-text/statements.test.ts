import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { replaceWord } from "./replace-word.ts";
import { splitStatements, statementAt } from "./statements.ts";

const sqls = (text: string): readonly string[] => splitStatements(text).map(({ sql }) => sql);

describe("statements", () => {
  test("end at semicolons, and at none that is hidden", () => {
    expect(sqls("select 1; select 2;")).toEqual(["select 1", "select 2"]);
    expect(sqls(`select ';' , "a;b" -- no; end\n, 3 /* not ; /* here; */ ; */ ; select 2`)).toEqual([
      `select ';' , "a;b" -- no; end\n, 3 /* not ; /* here; */ ; */`,
      "select 2",
    ]);
    expect(sqls("select 'it''s; one'; select $$a;b$$; select $x$ $$; $x$")).toEqual([
      "select 'it''s; one'",
      "select $$a;b$$",
      "select $x$ $$; $x$",
    ]);
  });

  test("are none in blanks, and one where a string never ends", () => {
    expect(sqls(" ;\n; ")).toEqual([]);
    expect(sqls("select 'open; select 2")).toEqual(["select 'open; select 2"]);
  });

  test("are found by the cursor: in one, behind one, behind all", () => {
    const text = "select 1;\n\nselect 2;\n";
    expect(statementAt(text, 3)?.sql).toBe("select 1");
    expect(statementAt(text, 9)?.sql).toBe("select 1");
    expect(statementAt(text, 14)?.sql).toBe("select 2");
    expect(statementAt(text, text.length)?.sql).toBe("select 2");
    expect(statementAt("  ", 1)).toBeUndefined();
  });

  test("stand where they say, and together hold every word (seed 6301)", () => {
    const piece = fc.constantFrom("select", " ", ";", "'", '"', "--", "\n", "/*", "*/", "$$", "x");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        let end = 0;
        let outside = "";
        for (const statement of splitStatements(text)) {
          expect(text.slice(statement.start, statement.end)).toBe(statement.sql);
          outside += text.slice(end, statement.start);
          end = statement.end;
        }
        expect(outside + text.slice(end)).toMatch(/^[;\s]*$/u);
      }),
      { seed: 6301, numRuns: 500 },
    );
  });
});

test.each([
  ["select flght_id from t", { line: 1, column: 8 }, "flight_id", "select flight_id from t"],
  ["select 1,\n  flght_id\nfrom t", { line: 2, column: 5 }, "flight_id", "select 1,\n  flight_id\nfrom t"],
  ["select a from silver.flght", { line: 1, column: 15 }, "silver.flight", "select a from silver.flight"],
  ["select", { line: 9, column: 9 }, "x", "selectx"],
])("the word at a place of %j is exchanged", (text, place, word, expected) => {
  expect(replaceWord(text, place, word)).toBe(expected);
});
