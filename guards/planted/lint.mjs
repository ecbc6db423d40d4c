// @ts-check
import { lines } from "./violation.mjs";

/** @import { Violation } from "./violation.mjs" */

/** What the linter bans. @type {readonly Violation[]} */
export const lintViolations = [
  {
    rule: "the core asks the clock",
    file: "engine/base/clock.ts",
    text: "export const now = Date.now();\n",
    says: /^engine\/base\/clock\.ts .*Date\..*one clock/u,
  },
  {
    rule: "the core rolls dice",
    file: "engine/base/dice.ts",
    text: "export const roll = Math.random();\n",
    says: /^engine\/base\/dice\.ts .*Math\.random.*RandomStream/u,
  },
  {
    rule: "transcendental floats",
    file: "engine/base/floats.ts",
    text: "export const half = Math.log(2);\n",
    says: /^engine\/base\/floats\.ts .*numeric\.ts/u,
  },
  {
    rule: "the core prints",
    file: "engine/base/print.ts",
    text: 'console.log("hello");\n',
    says: /^engine\/base\/print\.ts .*Probe/u,
  },
  {
    rule: "the core fetches",
    file: "engine/base/fetch.ts",
    text: 'export const answer = fetch("/");\n',
    says: /^engine\/base\/fetch\.ts .*shell performs/u,
  },
  {
    rule: "locale",
    file: "engine/base/locale.ts",
    text: 'export const order = "a".localeCompare("b");\n',
    says: /^engine\/base\/locale\.ts .*Locale differs/u,
  },
  {
    rule: "Node's types that DuckDB brings along",
    file: "engine/duckdb/buffer.ts",
    text: 'export const bytes = Buffer.from("a");\n',
    says: /^engine\/duckdb\/buffer\.ts .*Uint8Array/u,
  },
  {
    rule: "Node in the worker",
    file: "engine/worker/process.ts",
    text: "export const folder = process.cwd();\n",
    says: /^engine\/worker\/process\.ts .*but not Node/u,
  },
  {
    rule: "any",
    file: "engine/base/any.ts",
    text: "export const anything = (value: any): unknown => value;\n",
    says: /^engine\/base\/any\.ts .*noExplicitAny/u,
  },
  {
    rule: "a non-null assertion",
    file: "engine/base/surely.ts",
    text: "export const first = (all: readonly number[]): number => all[0]!;\n",
    says: /^engine\/base\/surely\.ts .*noNonNullAssertion/u,
  },
  {
    rule: "a default export",
    file: "engine/base/default.ts",
    text: "export default 1;\n",
    says: /^engine\/base\/default\.ts .*noDefaultExport/u,
  },
  {
    rule: "a barrel",
    file: "engine/base/all.ts",
    text: 'export * from "./sample.ts";\n',
    says: /^engine\/base\/all\.ts .*no(BarrelFile|ReExportAll)/u,
  },
  {
    rule: "a file name",
    file: "engine/base/camelCase.ts",
    text: "export const sample = 1;\n",
    says: /^engine\/base\/camelCase\.ts .*useFilenamingConvention/u,
  },
  {
    rule: "a long file",
    file: "engine/base/long-file.ts",
    text: `${lines(351, "// A line.")}export const sample = 1;\n`,
    says: /^engine\/base\/long-file\.ts .*noExcessiveLinesPerFile/u,
  },
  {
    rule: "a long function",
    file: "engine/base/long-function.ts",
    text: `export function sum(): number {\n  let total = 0;\n${lines(71, "  total += 1;")}  return total;\n}\n`,
    says: /^engine\/base\/long-function\.ts .*noExcessiveLinesPerFunction/u,
  },
  {
    rule: "five parameters",
    file: "engine/base/five.ts",
    text: "export const five = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e;\n",
    says: /^engine\/base\/five\.ts .*useMaxParams/u,
  },
  {
    rule: "a switch that forgets a kind",
    file: "engine/base/switch.ts",
    text: 'export function name(kind: "square" | "triangle"): string {\n  let text = "?";\n  switch (kind) {\n    case "square":\n      text = "a square";\n      break;\n  }\n  return text;\n}\n',
    says: /^engine\/base\/switch\.ts .*useExhaustiveSwitchCases/u,
  },
  {
    rule: "a floating promise",
    file: "cli/floating.ts",
    text: "async function work(): Promise<void> {\n  await Promise.resolve();\n}\n\nexport function start(): void {\n  work();\n}\n",
    says: /^cli\/floating\.ts .*noFloatingPromises/u,
  },
  {
    rule: "a raw message",
    file: "cli/message.ts",
    text: 'export const send = (port: { postMessage(text: string): void }): void => port.postMessage("hello");\n',
    says: /^cli\/message\.ts .*typed map of engine\/protocol/u,
  },
  {
    rule: "the shell receives a message outside its one door",
    file: "electron/main/side-door.ts",
    text: 'import { ipcMain } from "electron";\n\nipcMain.handle("side", () => undefined);\n',
    says: /^electron\/main\/side-door\.ts .*typed map of electron\/ipc/u,
  },
  {
    rule: "the shell listens at a window's own door",
    file: "electron/main/window-door.ts",
    text: 'import type { WebContents } from "electron";\n\nexport const open = (contents: WebContents): unknown => contents.ipc;\n',
    says: /^electron\/main\/window-door\.ts .*typed map of electron\/ipc/u,
  },
  {
    rule: "a preload script beside the one there is",
    file: "electron/preload/second.ts",
    text: 'import { ipcRenderer } from "electron";\n\nexport const raw = ipcRenderer;\n',
    says: /^electron\/preload\/second\.ts .*typed map of electron\/ipc/u,
  },
  {
    rule: "the preload script reaches for Node, whose types Electron brings in",
    file: "electron/preload/node.ts",
    text: "export const folder = process.cwd();\n",
    says: /^electron\/preload\/node\.ts .*A sandboxed preload script has no Node/u,
  },
  {
    rule: "a story that sleeps",
    file: "e2e/stories/sleepy.spec.ts",
    text: 'import { test } from "@playwright/test";\n\ntest("sleeps", async ({ page }) => {\n  await page.waitForTimeout(1000);\n});\n',
    says: /^e2e\/stories\/sleepy\.spec\.ts .*wait for app\.idle/u,
  },
  {
    rule: "a skipped test",
    file: "engine/log/skipped.test.ts",
    text: 'import { test } from "vitest";\n\ntest.skip("nothing", () => undefined);\n',
    says: /^engine\/log\/skipped\.test\.ts .*noSkippedTests/u,
  },
  {
    rule: "a focused test",
    file: "engine/log/focused.test.ts",
    text: 'import { test } from "vitest";\n\ntest.only("nothing", () => undefined);\n',
    says: /^engine\/log\/focused\.test\.ts .*noFocusedTests/u,
  },
  {
    rule: "a sleep in a test",
    file: "engine/log/sleep.test.ts",
    text: 'import { test } from "vitest";\n\ntest("sleeps", () => new Promise((resolve) => setTimeout(resolve, 10)));\n',
    says: /^engine\/log\/sleep\.test\.ts .*No sleeps/u,
  },
  {
    rule: "the format",
    file: "engine/base/format.ts",
    text: "export   const sample = 1\n",
    says: /^engine\/base\/format\.ts format/u,
  },
];
