// @ts-check
/** @import { Violation } from "./violation.mjs" */

/** What is banned and the linter cannot express. @type {readonly Violation[]} */
export const codeBanViolations = [
  {
    rule: "the power operator",
    file: "engine/base/power.ts",
    text: "export const cube = (side: number): number => side ** 3;\n",
    says: /^engine\/base\/power\.ts The bits of \*\*/u,
  },
  {
    rule: "Math passed on",
    file: "engine/base/math.ts",
    text: "export const tools = [Math];\n",
    says: /^engine\/base\/math\.ts Math passed on/u,
  },
  {
    rule: "the core waits",
    file: "engine/base/wait.ts",
    text: "export async function wait(): Promise<void> {}\n",
    says: /^engine\/base\/wait\.ts The core is synchronous/u,
  },
  {
    rule: "the core imports on the fly",
    file: "engine/base/lazy.ts",
    text: 'export const later = import("./sample.ts");\n',
    says: /^engine\/base\/lazy\.ts The core imports at the top/u,
  },
  {
    rule: "a type imported in place",
    file: "cli/in-place.ts",
    text: 'export type Sample = import("./main.ts").Sample;\n',
    says: /^cli\/in-place\.ts Write `import type`/u,
  },
  {
    rule: "a test put off",
    file: "engine/log/put-off.test.ts",
    text: 'import { test } from "vitest";\n\ntest.todo("nothing");\n',
    says: /^engine\/log\/put-off\.test\.ts A test runs or is deleted/u,
  },
  {
    rule: "a default that hides a new kind",
    file: "engine/base/default-kind.ts",
    text: 'export function sides(shape: { kind: "square" | "triangle" }): number {\n  switch (shape.kind) {\n    case "square":\n      return 4;\n    default:\n      return 3;\n  }\n}\n',
    says: /^engine\/base\/default-kind\.ts A new kind would fall/u,
  },
  {
    rule: "a swallowed error",
    file: "cli/swallow.ts",
    text: "export function parse(text: string): void {\n  try {\n    JSON.parse(text);\n  } catch {}\n}\n",
    says: /^cli\/swallow\.ts Swallow nothing/u,
  },
  {
    rule: "code in the protocol",
    file: "engine/protocol/code.ts",
    text: "export const roll = (): number => 4;\n",
    says: /^engine\/protocol\/code\.ts engine\/protocol holds types only/u,
  },
  {
    rule: "a vague name",
    file: "engine/base/utils.ts",
    text: "export const sample = 1;\n",
    says: /^engine\/base\/utils\.ts Name the file for its one subject/u,
  },
];
