// @ts-check
import { lines } from "./violation.mjs";

/** @import { Violation } from "./violation.mjs" */

/** Documents that are not true, and what was left over. @type {readonly Violation[]} */
export const tidyViolations = [
  {
    rule: "ARCHITECTURE.md forgets a folder",
    file: "engine/attic/more.ts",
    text: "export const more = 1;\n",
    says: /^ARCHITECTURE\.md Does not name the folder engine\/attic/u,
  },
  {
    rule: "ARCHITECTURE.md names a path that is gone",
    file: "ARCHITECTURE.md",
    change: (text) => `${text}See \`engine/log/gone.ts\`.\n`,
    says: /^ARCHITECTURE\.md Names engine\/log\/gone\.ts/u,
  },
  {
    rule: "ARCHITECTURE.md is longer than two pages",
    file: "ARCHITECTURE.md",
    change: (text) => text + lines(170, "More."),
    says: /^ARCHITECTURE\.md Two pages at most/u,
  },
  {
    rule: "a document names a command that is gone",
    file: "README.md",
    text: "Run `npm run dance`.\n",
    says: /^README\.md Names the script dance/u,
  },
  {
    rule: "a document links to nothing",
    file: "docs/guide.md",
    text: "See [the map](../MAP.md).\n",
    says: /^docs\/guide\.md Links to \.\.\/MAP\.md/u,
  },
  {
    rule: "something left for later",
    file: "engine/base/later.ts",
    text: `// ${"TO"}${"DO"}: the rest\n`,
    says: /^engine\/base\/later\.ts Leftover/u,
  },
  {
    rule: "a version range",
    file: "package.json",
    change: (text) => text.replace(/"zod": "/u, '"zod": "^'),
    says: /^package\.json Pin zod/u,
  },
  {
    rule: "a package that runs a script at install",
    file: "package-lock.json",
    change: (text) =>
      text.replace(/"node_modules\/zod": \{/u, '"node_modules/zod": {\n      "hasInstallScript": true,'),
    says: /^package-lock\.json node_modules\/zod runs a script/u,
  },
  {
    rule: "a lock without some platform's binary",
    file: "package-lock.json",
    change: (text) => text.replace('"node_modules/@biomejs/cli-win32-x64": {', '"node_modules/some-other-package": {'),
    says: /^package-lock\.json @biomejs\/cli-win32-x64 is missing, so npm ci fails/u,
  },
];
