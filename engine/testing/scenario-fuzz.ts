import fc from "fast-check";
import { parse, stringify } from "yaml";
import { planPipeline } from "../pipeline/plan-pipeline.ts";
import { LIMITS } from "../scenario/limits.ts";
import { parseScenario } from "../scenario/parse-scenario.ts";
import { formatProblem, type Problem } from "../scenario/problem.ts";
import { SMALL_SCENARIO } from "./small-scenario.ts";

/** A scenario file that somebody or something has spoilt, and how. */
export type SpoiltFile = { readonly how: string; readonly text: string };

/** What became of a file: refused in good order, accepted because it was still right, or what went wrong. */
export type FuzzVerdict =
  | { readonly kind: "refused"; readonly problems: readonly Problem[] }
  | { readonly kind: "accepted" }
  | { readonly kind: "wrong"; readonly why: string };

/** Puts a file through the parse door and the planner, and looks at every problem: it must have a place in the text and read as one printable line. */
export function judgeFile(text: string): FuzzVerdict {
  const parsed = parseScenario(text);
  const planned = parsed.ok ? planPipeline(parsed.value) : parsed;
  if (planned.ok) return { kind: "accepted" };
  if (planned.error.length === 0) return { kind: "wrong", why: "refused without a problem" };
  if (planned.error.length > LIMITS.problems + 1) return { kind: "wrong", why: `${planned.error.length} problems` };
  const lines = text.split("\n");
  const why = planned.error.map((problem) => whyMalformed(problem, lines)).find((reason) => reason !== undefined);
  return why === undefined ? { kind: "refused", problems: planned.error } : { kind: "wrong", why };
}

const LONGEST_PROBLEM = 4_000;

function whyMalformed(problem: Problem, lines: readonly string[]): string | undefined {
  const line = formatProblem(problem);
  const text = lines[problem.line - 1];
  if (text === undefined) return `no such line: ${line}`;
  if (!(problem.column >= 1 && problem.column <= text.length + 1)) return `no such column: ${line}`;
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(line)) return `not printable: ${JSON.stringify(line)}`;
  if (line.length > LONGEST_PROBLEM) return `${line.length} characters: ${line.slice(0, 200)}`;
  const isComplete = problem.message !== "" && problem.found !== "" && problem.allowed !== "" && problem.code !== "";
  return isComplete ? undefined : `an empty part: ${JSON.stringify(problem)}`;
}

/** Spoilt files of every kind that a hostile or a clumsy hand makes. */
export function spoiltFile(): fc.Arbitrary<SpoiltFile> {
  return fc.oneof(
    { arbitrary: truncated(), weight: 6 },
    { arbitrary: mutated(), weight: 8 },
    { arbitrary: rearranged(), weight: 6 },
    { arbitrary: wrongValues(), weight: 10 },
    { arbitrary: wrongKeys(), weight: 6 },
    { arbitrary: deep(), weight: 3 },
    { arbitrary: laughing(), weight: 3 },
    { arbitrary: huge(), weight: 1 },
    { arbitrary: fc.string({ unit: "binary", maxLength: 400 }).map((text) => ({ how: "noise", text })), weight: 2 },
  );
}

const offset = fc.nat({ max: SMALL_SCENARIO.length });

function truncated(): fc.Arbitrary<SpoiltFile> {
  return offset.map((end) => ({ how: "truncated", text: SMALL_SCENARIO.slice(0, end) }));
}

const SHARP = [
  "[",
  "]",
  "{",
  "}",
  ":",
  ": ",
  "- ",
  "? ",
  "#",
  " #",
  '"',
  "'",
  "|",
  ">",
  "&a ",
  "*a",
  "!!str ",
  "!",
  "%",
  "@",
  "`",
  ",",
  "\n",
  "\t",
  "\r",
  "\u0000",
  "\u001b[31m",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\ud800",
  "---\n",
  "...\n",
  "%YAML 1.1\n",
  "<<: *a\n",
  "~",
  ".nan",
  "-.inf",
  "1e999",
  "0x",
  "__proto__",
  "=",
  "null",
  "\\",
];

function mutated(): fc.Arbitrary<SpoiltFile> {
  const cut = fc.record({
    at: offset,
    gone: fc.nat({ max: 12 }),
    come: fc.oneof(fc.constantFrom(...SHARP), fc.string({ maxLength: 5 })),
  });
  return fc.array(cut, { minLength: 1, maxLength: 8 }).map((cuts) => ({
    how: "mutated",
    text: cuts.reduce((text, { at, gone, come }) => text.slice(0, at) + come + text.slice(at + gone), SMALL_SCENARIO),
  }));
}

const LINES = SMALL_SCENARIO.split("\n");

function rearranged(): fc.Arbitrary<SpoiltFile> {
  const place = fc.nat({ max: LINES.length - 1 });
  const move = fc.record({ from: place, to: place, count: fc.integer({ min: 1, max: 6 }), isCopy: fc.boolean() });
  return fc.array(move, { minLength: 1, maxLength: 4 }).map((moves) => {
    const lines = [...LINES];
    for (const { from, to, count, isCopy } of moves)
      lines.splice(to, 0, ...(isCopy ? lines.slice(from, from + count) : lines.splice(from, count)));
    return { how: "rearranged", text: lines.join("\n") };
  });
}

/** Everything that may stand where something else belongs. */
function strange(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(
      null,
      "",
      " ",
      -1,
      0,
      1.5,
      1e300,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.MAX_SAFE_INTEGER + 2,
      true,
      [],
      {},
      [[]],
      "toString",
      "hasOwnProperty",
      "a -> b",
      "10",
      "1m",
      "-5s",
      "999999999d",
    ),
    fc.constantFrom<unknown>(
      "x".repeat(300),
      "\u001b]0;title\u0007",
      "a\nb",
      "DROP TABLE",
      "__proto__",
      Array(600).fill("a -> b"),
      Array(30).fill({ id: "a", kind: "topic" }),
    ),
  );
}

/** A path into a plain value, picked by numbers. */
function pickPath(document: unknown, picks: readonly number[]): (string | number)[] {
  const path: (string | number)[] = [];
  let value = document;
  for (const pick of picks) {
    if (typeof value !== "object" || value === null) break;
    const keys = Object.keys(value);
    const key = keys[pick % Math.max(1, keys.length)];
    if (key === undefined) break;
    path.push(Array.isArray(value) ? Number(key) : key);
    value = (value as Record<string, unknown>)[key];
  }
  return path;
}

const picks = fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 7 });

function wrongValues(): fc.Arbitrary<SpoiltFile> {
  const change = fc.record({ picks, value: strange(), isRemoval: fc.boolean() });
  return fc
    .record({ changes: fc.array(change, { minLength: 1, maxLength: 5 }), isJson: fc.boolean() })
    .map(({ changes, isJson }) => {
      const document: unknown = parse(SMALL_SCENARIO);
      for (const { picks: numbers, value, isRemoval } of changes) {
        const path = pickPath(document, numbers);
        const last = path.pop();
        const parent = path.reduce<unknown>((part, step) => (part as Record<string | number, unknown>)[step], document);
        if (last === undefined || typeof parent !== "object" || parent === null) continue;
        if (isRemoval) Reflect.deleteProperty(parent, last);
        else Reflect.set(parent, last, value);
      }
      return {
        how: "wrong values",
        text: isJson ? JSON.stringify(document) : stringify(document, { aliasDuplicateObjects: false }),
      };
    });
}

const HOSTILE_KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "<<",
  "partition",
  "",
  "a b",
  "\u0000",
  "1",
  "null",
  "x".repeat(300),
  "kind",
  "id",
];

function wrongKeys(): fc.Arbitrary<SpoiltFile> {
  const insert = fc.record({
    at: fc.nat({ max: 400 }),
    key: fc.constantFrom(...HOSTILE_KEYS),
    value: fc.constantFrom('{ "polluted": true }', "1", "[]", "null"),
  });
  const json = JSON.stringify(parse(SMALL_SCENARIO));
  return fc.array(insert, { minLength: 1, maxLength: 4 }).map((inserts) => ({
    how: "wrong keys",
    text: inserts.reduce((text, { at, key, value }) => {
      const braces = [...text.matchAll(/\{(?!\})/g)];
      const brace = braces[at % braces.length]?.index ?? 0;
      return `${text.slice(0, brace + 1)} ${JSON.stringify(key)}: ${value}, ${text.slice(brace + 1)}`;
    }, json),
  }));
}

function deep(): fc.Arbitrary<SpoiltFile> {
  const piece = fc.constantFrom("[", "{a: ", "- ", "? ", "{", "a: [", "!!x ", "&a ");
  const where = fc.constantFrom("", "version: 1\nname: ", "version: 1\npipeline:\n  ", "[[[");
  return fc
    .record({
      piece,
      where,
      depth: fc.oneof(fc.integer({ min: 30, max: 40 }), fc.integer({ min: 40, max: 20_000 })),
      isClosed: fc.boolean(),
    })
    .map(({ piece: open, where: head, depth, isClosed }) => {
      const close = open.includes("[") ? "]" : open.includes("{") ? "}" : "";
      return { how: "deep", text: head + open.repeat(depth) + (isClosed ? close.repeat(depth) : "") };
    });
}

function laughing(): fc.Arbitrary<SpoiltFile> {
  return fc
    .record({ depth: fc.integer({ min: 1, max: 30 }), width: fc.integer({ min: 1, max: 30 }), isMerge: fc.boolean() })
    .map(({ depth, width, isMerge }) => {
      const levels = Array.from({ length: depth }, (_, level) => {
        const names = Array.from({ length: width }, () => `*x${level}`);
        return isMerge
          ? `x${level + 1}: &x${level + 1} { <<: [${names.join(", ")}] }`
          : `x${level + 1}: &x${level + 1} [${names.join(", ")}]`;
      });
      return { how: "laughing", text: `x0: &x0 { lol: lol }\n${levels.join("\n")}\n${SMALL_SCENARIO}` };
    });
}

function huge(): fc.Arbitrary<SpoiltFile> {
  const piece = fc.constantFrom(
    "a",
    "- a\n",
    "a: b\n",
    "[],",
    "#\n",
    " ",
    "\n",
    '"',
    "k: {}\n",
    "'",
    "- &a b\n",
    "- *a\n",
    "? a\n",
    "- |\n x\n",
  );
  return fc
    .record({
      piece,
      length: fc.integer({ min: 50_000, max: LIMITS.textLength + 10 }),
      head: fc.constantFrom("", "x: [", "version: 1\nedges:\n", SMALL_SCENARIO),
    })
    .map(({ piece: part, length, head }) => ({
      how: "huge",
      text: (head + part.repeat(Math.ceil(length / part.length))).slice(0, length),
    }));
}
