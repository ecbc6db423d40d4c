import { describe, expect, test } from "vitest";
import { scopeSql } from "./sql-names.ts";
import { tokenizeSql } from "./sql-tokens.ts";

const SCOPE = new Map([["silver.flight", "elsewhere"]]);
const scoped = (sql: string) => scopeSql(sql, SCOPE);

function failure(sql: string): string {
  const tokens = tokenizeSql(sql);
  return tokens.ok ? "none" : `${tokens.error.index}: ${tokens.error.message}`;
}

describe("tokens", () => {
  test("words, names, strings, numbers, parameters and marks are told apart, with their depth", () => {
    const tokens = tokenizeSql(`select "Or""igin", 'it''s', E'\\'', $x$ ' $x$, 1.5e3, $1 from (a.b)`);
    expect(tokens.ok && tokens.value.map(({ kind, name, depth }) => `${kind} ${name} ${depth}`)).toEqual([
      "word select 0",
      'quoted or"igin 0',
      "punctuation , 0",
      "string 'it''s' 0",
      "punctuation , 0",
      "string E'\\'' 0",
      "punctuation , 0",
      "string $x$ ' $x$ 0",
      "punctuation , 0",
      "number 1.5e3 0",
      "punctuation , 0",
      "parameter $1 0",
      "word from 0",
      "punctuation ( 0",
      "word a 1",
      "punctuation . 1",
      "word b 1",
      "punctuation ) 0",
    ]);
  });

  test.each([
    ["select 'abc", "7: this string has no end"],
    ['select "abc', "7: this quoted name has no end"],
    ["select /* /* */", "7: this comment has no end"],
    ["select $a$ x $b$", "7: this dollar-quoted string has no end"],
    ["select (1", '7: "(" is never closed'],
    ["select 1)", '8: ")" closes nothing'],
    ["select (1]", '9: "]" closes nothing'],
  ])("%s fails at its place", (sql, message) => {
    expect(failure(sql)).toBe(message);
  });
});

describe("scoping", () => {
  test.each([
    ["select * from silver.flight", 'select * from "elsewhere".flight'],
    ['select * from "silver"."flight" f', 'select * from "elsewhere"."flight" f'],
    ["select * from SILVER . Flight", 'select * from "elsewhere" . Flight'],
    ["select silver.flight.origin from silver.flight", 'select "elsewhere".flight.origin from "elsewhere".flight'],
    ["select 1 from silver.flights, x.silver.flight", "select 1 from silver.flights, x.silver.flight"],
  ])("%s", (sql, expected) => {
    expect(scoped(sql)).toBe(expected);
  });

  test.each([
    "select 'silver.flight'",
    "select 1 -- silver.flight\n",
    "select 1 /* from silver.flight /* silver.flight */ */",
    "select $$ silver.flight $$",
    'select "silver.flight"',
  ])("what is no name stays as it is: %s", (sql) => {
    expect(scoped(sql)).toBe(sql);
  });
});
