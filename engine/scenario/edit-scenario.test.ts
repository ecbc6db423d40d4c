import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMap, isScalar, isSeq, parse, parseDocument } from "yaml";
import { SMALL_SCENARIO } from "../testing/small-scenario.ts";
import { applyEdits } from "./edit-scenario.ts";
import { parseScenario } from "./parse-scenario.ts";
import type { ScenarioEdit } from "./plain-edit.ts";
import type { ScenarioPath } from "./problem.ts";
import type { PlainValue } from "./yaml-render.ts";

function edited(...edits: ScenarioEdit[]): string {
  return applyEdits({ text: SMALL_SCENARIO }, edits);
}

/** The lines that an edit changed: what went and what came. */
function changeOf(before: string, after: string): string {
  const old = before.split("\n");
  const now = after.split("\n");
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const gone = old.slice(head, old.length - tail).map((line) => `-${line}`);
  const come = now.slice(head, now.length - tail).map((line) => `+${line}`);
  return [...gone, ...come].join("\n");
}

describe("an edit changes what it names and nothing else", () => {
  const cases: [string, ScenarioEdit, string][] = [
    ["nothing", { path: ["seed"], value: 7 }, ""],
    ["nothing to remove", { path: ["pipeline", "kafka", "disk"], remove: true }, ""],
    ["a number", { path: ["seed"], value: 8 }, "-seed: 7\n+seed: 8"],
    [
      "a text with a comment behind it",
      { path: ["name"], value: "It: works" },
      '-name: Orders # behind the name\n+name: "It: works" # behind the name',
    ],
    [
      "a value in braces",
      { path: ["layout", "orders", "x"], value: 24 },
      "-  orders: { x: 0, y: 0 } # top left\n+  orders: { x: 24, y: 0 } # top left",
    ],
    [
      "a folded text",
      { path: ["description"], value: "Short." },
      "-description: >- # behind a block's head\n-  Two lines\n-  folded into one.\n+description: Short.",
    ],
    [
      "a text of lines",
      { path: ["name"], value: "a\nb\n" },
      "-name: Orders # behind the name\n+name: | # behind the name\n+  a\n+  b",
    ],
    ["an item", { path: ["pipeline", "edges", 2], value: "a -> b" }, "-    - order.events -> job\n+    - a -> b"],
    ["a new item", { path: ["pipeline", "edges", 7], value: "a -> b" }, "+    - a -> b"],
    ["a new key", { path: ["pipeline", "nodes", 2, "config", "retention.ms"], value: 5 }, "+        retention.ms: 5"],
    [
      "a new key in braces",
      { path: ["pipeline", "kafka", "config", "a.b"], value: true },
      "-    config: { broker.session.timeout.ms: 9000 }\n+    config: { broker.session.timeout.ms: 9000, a.b: true }",
    ],
    [
      "a new key on the way",
      { path: ["pipeline", "kafka", "disk", "flushInterval"], value: "1s" },
      "+    disk: { flushInterval: 1s }",
    ],
    [
      "a new item in brackets over lines",
      { path: ["pipeline", "nodes", 6, "merge", "orderBy", 2], value: "key" },
      "-          correlation_id # then\n+          correlation_id, key # then",
    ],
    ["a key above comments", { path: ["datasets", "orders", "note"], value: 1 }, "+    note: 1"],
    [
      "a mapping for an entry with comments",
      { path: ["datasets", "orders", "file"], value: { a: 1 } },
      "-    file: orders.parquet\n+    file: { a: 1 }",
    ],
    [
      "a key without its item",
      { path: ["pipeline", "nodes", 0, "id"], remove: true },
      "-    - id: orders # behind the first key of an item\n+    - ",
    ],
    [
      "an item with its comments",
      { path: ["pipeline", "nodes", 1], remove: true },
      "-    - { id: replay, kind: source, workload: real, producer: { acks: 1 } } # an item in braces",
    ],
    [
      "an item with the comment above it",
      { path: ["pipeline", "edges", 6], remove: true },
      "-    # above the last item\n-    - silver.order -> gold.sales",
    ],
    [
      "the first key, but not the comment above it",
      { path: ["datasets", "orders", "file"], remove: true },
      "-    file: orders.parquet",
    ],
    [
      "the first of braces",
      { path: ["layout", "orders", "x"], remove: true },
      "-  orders: { x: 0, y: 0 } # top left\n+  orders: { y: 0 } # top left",
    ],
    [
      "the last of braces",
      { path: ["layout", "orders", "y"], remove: true },
      "-  orders: { x: 0, y: 0 } # top left\n+  orders: { x: 0 } # top left",
    ],
    [
      "the last of brackets over lines",
      { path: ["pipeline", "nodes", 6, "merge", "orderBy", 1], remove: true },
      "-          event_time, # first\n-          correlation_id # then\n+          event_time # first\n+           # then",
    ],
    [
      "the only key",
      { path: ["pipeline", "nodes", 2, "config", "min.insync.replicas"], remove: true },
      "-      config:\n-        min.insync.replicas: 2\n+      config: {}",
    ],
  ];

  test.each(cases)("%s", (_title, edit, expected) => {
    const after = edited(edit);
    expect(changeOf(SMALL_SCENARIO, after)).toBe(expected);
  });

  test("what becomes empty can be filled again, an entry on each line", () => {
    const after = edited(
      { path: ["questions", 0], remove: true },
      { path: ["questions", 0], value: { ask: "Who?", table: "gold.sales", sql: "select 1\nfrom gold.sales\n" } },
      { path: ["layout", "orders"], remove: true },
      { path: ["layout", "job"], value: { x: 8, y: 16 } },
    );
    expect(changeOf(SMALL_SCENARIO, after)).toBe(
      [
        "-  - { ask: How many?, table: gold.sales, sql: select sum(orders) from gold.sales }",
        "-layout:",
        "-  orders: { x: 0, y: 0 } # top left",
        "+  - ask: Who?",
        "+    table: gold.sales",
        "+    sql: |",
        "+      select 1",
        "+      from gold.sales",
        "+layout: # top left",
        "+  job: { x: 8, y: 16 }",
      ].join("\n"),
    );
  });

  test("a file of another system keeps its line ends", () => {
    const text = SMALL_SCENARIO.replaceAll("\n", "\r\n");
    const after = applyEdits({ text }, [
      { path: ["seed"], value: 8 },
      { path: ["pipeline", "edges", 7], value: "a -> b" },
    ]);
    expect(after.replaceAll("\r\n", "").includes("\n")).toBe(false);
    expect(after).toContain("- silver.order -> gold.sales\r\n    - a -> b\r\n");
  });

  test("a comma in a comment parts nothing", () => {
    const after = applyEdits({ text: "x: [a # one, two\n  , b]\n" }, [{ path: ["x", 0], remove: true }]);
    expect(after).toBe("x: [ # one, two\n  b]\n");
  });

  test("a file without a last line end gets its new line", () => {
    expect(applyEdits({ text: "a: 1" }, [{ path: ["b"], value: 2 }])).toBe("a: 1\nb: 2");
  });

  test("a form that cannot be spliced is written anew, with its comments", () => {
    const text = "# top\n? a # key\n: 1 # value\nb: 2 # two\n";
    const after = applyEdits({ text }, [{ path: ["a"], remove: true }]);
    expect(parse(after)).toEqual({ b: 2 });
    expect(after).toContain("# two");
  });

  test("an edited scenario is a scenario", () => {
    const result = parseScenario(edited({ path: ["chaos", 5, "at"], value: "7m" }, { path: ["seed"], value: 9 }));
    expect(result.ok && result.value.scenario.chaos[5]).toMatchObject({ at: 420_000_000 });
  });

  test("an edit that leads nowhere is a bug", () => {
    expect(() => edited({ path: ["seed", "x"], value: 1 })).toThrow("leads through a value");
    expect(() => edited({ path: ["chaos", 9], value: 1 })).toThrow("gap in a list");
  });
});

/** Every path of a YAML text, and the comments that may go when it is removed or replaced: those inside it, behind it and directly above it. */
function pathsOf(value: unknown, path: ScenarioPath = []): ScenarioPath[] {
  if (typeof value !== "object" || value === null) return [path];
  const parts: [string | number, unknown][] = Array.isArray(value)
    ? value.map((part, index) => [index, part])
    : Object.entries(value);
  return [path, ...parts.flatMap(([step, part]) => pathsOf(part, [...path, step]))];
}

/** The comments of a text, each made unique beforehand, found without the code under test. */
function commentsOf(text: string): string[] {
  return text.split("\n").flatMap((line) => /#\d+\b/.exec(line)?.[0] ?? []);
}

/** The comments that stand on the lines of a value, and in the run of comment lines directly above it. */
function commentsAround(text: string, path: ScenarioPath): Set<string> {
  const document = parseDocument(text);
  const node = document.getIn(path, true) as { range?: number[] } | undefined;
  const parent = document.getIn(path.slice(0, -1), true);
  const key = isMap(parent)
    ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))?.key
    : undefined;
  const start = ((key ?? node) as { range?: number[] } | undefined)?.range?.[0] ?? 0;
  const end = Math.max(start, node?.range?.[1] ?? start);
  const lines = text.split("\n");
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length - 1;
  let first = lineOf(start);
  if (isSeq(parent)) while (first > 0 && !lines[first]?.trimStart().startsWith("-") && !(parent.flow === true)) first--;
  while (first > 0 && lines[first - 1]?.trimStart().startsWith("#")) first--;
  return new Set(commentsOf(lines.slice(first, lineOf(end) + 1).join("\n")));
}

/** Whether two texts differ only between the lines of the collection at a path of the first one. */
function isSameOutside(before: string, after: string, path: ScenarioPath): boolean {
  const range = (parseDocument(before).getIn(path, true) as { range?: number[] } | undefined)?.range ?? [
    0,
    before.length,
  ];
  const start = before.lastIndexOf("\n", range[0] ?? 0) + 1;
  const above = before.slice(0, before.slice(0, start).trimEnd().lastIndexOf("\n") + 1);
  const below = before.slice(before.indexOf("\n", range[2] ?? 0) + 1);
  return path.length === 0 || (after.startsWith(above) && after.endsWith(below));
}

/** The small scenario with a number in each comment, and comments on every line that can take one. */
function numberedText(): string {
  let count = 0;
  return SMALL_SCENARIO.split("\n")
    .map((line) => {
      const isText = /^ {8}(select|from)|^ {2}(Two|folded)/.test(line);
      if (isText || line === "") return line;
      count += 1;
      return line.includes("#") ? line.replace("#", `#${count}`) : `${line} #${count}`;
    })
    .join("\n");
}

const plainValue: fc.Arbitrary<PlainValue> = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    "a: b",
    "# no comment",
    "- x",
    "'",
    '"',
    "a\nb",
    "a\nb\n",
    " a\n b",
    "yes",
    "null",
    "1e3",
    "~",
    "{",
    "a #b",
    "x\n\n",
    "\ttab",
  ),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom("k", "a b", "1", "x.y"), fc.oneof(fc.integer(), fc.constant("two\nlines\n")), {
    maxKeys: 3,
  }),
);

describe("random edits of a file with a comment on every line", () => {
  const text = numberedText();
  const paths = pathsOf(parse(text)).filter((path) => path.length > 0);

  test("the file has comments to lose", () => {
    expect(commentsOf(text).length).toBeGreaterThan(100);
  });

  test("keep every comment that the edit does not touch, and come out as they should (seed 20011)", () => {
    const edit = fc.record({ path: fc.constantFrom(...paths), value: fc.option(plainValue, { nil: undefined }) });
    fc.assert(
      fc.property(edit, ({ path, value }) => {
        const after = applyEdits({ text }, [value === undefined ? { path, remove: true } : { path, value }]);
        const touched = commentsAround(text, path);
        const kept = new Set(commentsOf(after));
        const lost = commentsOf(text).filter((comment) => !kept.has(comment) && !touched.has(comment));
        expect(lost).toEqual([]);
        expect(isSameOutside(text, after, path.slice(0, -1))).toBe(true);
        const expected = parse(text);
        const parent = path.slice(0, -1).reduce((part, step) => part[step], expected);
        const last = path.at(-1) ?? "";
        if (value !== undefined) parent[last] = value;
        else if (Array.isArray(parent)) parent.splice(Number(last), 1);
        else delete parent[last];
        expect(parse(after)).toEqual(expected);
      }),
      { seed: 20_011, numRuns: 400 },
    );
  });

  test("one after another leave a readable file (seed 20012)", () => {
    const step = fc.record({ pick: fc.nat(), value: fc.option(plainValue, { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let current = text;
        for (const { pick, value } of steps) {
          const open = pathsOf(parse(current)).filter((path) => path.length > 0);
          const path = open[pick % Math.max(1, open.length)];
          if (path === undefined) break;
          current = applyEdits({ text: current }, [value === undefined ? { path, remove: true } : { path, value }]);
        }
        expect(parseDocument(current).errors).toEqual([]);
      }),
      { seed: 20_012, numRuns: 30 },
    );
  });
});
