// @ts-check
/** @import { Violation } from "./violation.mjs" */

/** What the import table forbids. @type {readonly Violation[]} */
export const importViolations = [
  {
    rule: "the core imports no Node",
    file: "engine/base/files.ts",
    text: 'import "node:fs";\n',
    says: /no-node-in-engine\/base: engine\/base\/files\.ts -> fs/u,
  },
  {
    rule: "a lower room imports no higher one, types included",
    file: "engine/base/upward.ts",
    text: 'import type { sample } from "../scenario/sample.ts";\n\nexport type Sample = typeof sample;\n',
    says: /imports-of-engine\/base: engine\/base\/upward\.ts -> engine\/scenario\/sample\.ts/u,
  },
  {
    rule: "a package that is not listed",
    file: "engine/log/schema.ts",
    text: 'import "zod";\n',
    says: /imports-of-engine\/log: engine\/log\/schema\.ts -> .*node_modules\/zod/u,
  },
  {
    rule: "a type of a package that is not listed",
    file: "engine/log/schema-type.ts",
    text: 'import type { z } from "zod";\n\nexport type Schema = z.ZodType;\n',
    says: /imports-of-engine\/log: engine\/log\/schema-type\.ts -> .*node_modules\/zod/u,
  },
  {
    rule: "the renderer reaches the shell only through the map of messages",
    file: "renderer/host/shortcut.ts",
    text: 'import "../../electron/main/sample.ts";\n',
    says: /imports-of-renderer\/host: renderer\/host\/shortcut\.ts -> electron\/main\/sample\.ts/u,
  },
  {
    rule: "a package that is not installed",
    file: "engine/log/nowhere.ts",
    text: 'import "no-such-package";\n',
    says: /no-unresolved: engine\/log\/nowhere\.ts -> no-such-package/u,
  },
  {
    rule: "a cycle",
    file: "engine/log/chicken.ts",
    text: 'import type { Egg } from "./egg.ts";\n\nexport type Chicken = { readonly from: Egg };\n',
    says: /no-cycle: engine\/log\/(chicken|egg)\.ts -> engine\/log\/(egg|chicken)\.ts/u,
  },
  {
    rule: "the other half of the cycle",
    file: "engine/log/egg.ts",
    text: 'import type { Chicken } from "./chicken.ts";\n\nexport type Egg = { readonly from: Chicken };\n',
    says: /no-cycle: .*engine\/log\/egg\.ts/u,
  },
  {
    rule: "an orphan",
    file: "engine/log/alone.ts",
    text: "export const alone = 1;\n",
    says: /no-orphan: engine\/log\/alone\.ts/u,
  },
  {
    rule: "code that only tests reach",
    file: "engine/log/unused.ts",
    text: 'import "../base/sample.ts";\n',
    says: /no-dead-code: engine\/log\/unused\.ts/u,
  },
  {
    rule: "the engine imports what is for tests",
    file: "engine/log/tested.ts",
    text: 'import "../testing/sample.ts";\n',
    says: /tests-stay-tests: engine\/log\/tested\.ts -> engine\/testing\/sample\.ts/u,
  },
  {
    rule: "a new room without a row",
    file: "engine/attic/sample.ts",
    text: "export const sample = 1;\n",
    says: /^engine\/attic The folder engine\/attic has no row/u,
  },
  {
    rule: "a new top folder without a row",
    file: "tools/sample.mjs",
    text: "export const sample = 1;\n",
    says: /^tools The folder tools has no row/u,
  },
  {
    rule: "a row names a room above itself, and does not use it",
    file: "guards/import-table.mjs",
    change: (text) => text.replace('"engine/scenario": { rooms: [', '"engine/scenario": { rooms: ["engine/world", '),
    says: /engine\/scenario may not name engine\/world/u,
  },
  {
    rule: "a permission that nothing uses",
    file: "guards/import-table.mjs",
    change: (text) => text,
    says: /engine\/scenario may import engine\/world but does not/u,
  },
  {
    rule: "a row without a folder",
    file: "guards/import-table.mjs",
    change: (text) =>
      text.replace(
        "export const importTable = {",
        'export const importTable = {\n  "engine/cellar": { rooms: [], packages: [] },',
      ),
    says: /The row engine\/cellar names a folder that does not exist/u,
  },
];
