// @ts-check
/** @import { Violation } from "./violation.mjs" */

/** A platform that leaks into a room. @type {readonly Violation[]} */
export const typeViolations = [
  {
    rule: "the core sees no DOM",
    file: "engine/base/dom.ts",
    text: "export const title = document.title;\n",
    says: /^engine\/base\/dom\.ts .*TS2584.*document/u,
  },
  {
    rule: "the core sees no Node",
    file: "engine/base/node.ts",
    text: "export const folder = process.cwd();\n",
    says: /^engine\/base\/node\.ts .*TS2\d+.*process/u,
  },
  {
    rule: "the core sees no timers",
    file: "engine/base/timer.ts",
    text: "export const timer = setTimeout(() => undefined, 1);\n",
    says: /^engine\/base\/timer\.ts .*TS2\d+.*setTimeout/u,
  },
  {
    rule: "the worker sees no DOM",
    file: "engine/worker/dom.ts",
    text: "export const title = document.title;\n",
    says: /^engine\/worker\/dom\.ts .*TS2584.*document/u,
  },
  {
    rule: "the shell's main process sees no DOM",
    file: "electron/main/dom.ts",
    text: "export const title = document.title;\n",
    says: /^electron\/main\/dom\.ts .*TS2\d+.*document/u,
  },
  {
    rule: "the map of messages sees no platform",
    file: "electron/ipc/platform.ts",
    text: "export const folder = process.cwd();\nexport const title = document.title;\n",
    says: /^electron\/ipc\/platform\.ts .*TS2\d+.*(process|document)/u,
  },
  {
    rule: "an index may be missing",
    file: "engine/base/index-access.ts",
    text: "export const first = (all: readonly number[]): number => all[0];\n",
    says: /^engine\/base\/index-access\.ts .*TS2322/u,
  },
];
