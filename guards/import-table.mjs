// @ts-check
/**
 * Who may import whom. A folder reaches only what its row names; what is not named is forbidden, npm packages and type
 * imports included. A folder without a row fails the check, and so does a row, or a permission in a row, that nothing uses.
 *
 * A folder inside a folder may have a row of its own, which then holds for it instead of the outer one.
 *
 * Rows stand in import order, low to high: a row of the engine may name only rows above it.
 *
 * @typedef {object} Row
 * @property {readonly string[]} rooms     folders it may import, besides itself
 * @property {readonly string[]} packages  npm packages it may import
 * @property {boolean} [usesNode]          whether it may import Node's built-in modules
 */

/** @satisfies {Readonly<Record<string, Row>>} */
export const importTable = {
  "engine/base": { rooms: [], packages: ["pure-rand", "@noble/hashes"] },
  "engine/scenario": { rooms: ["engine/base"], packages: ["yaml", "zod"] },
  "engine/pipeline": { rooms: ["engine/base", "engine/scenario"], packages: [] },
  "engine/protocol": { rooms: ["engine/base", "engine/scenario"], packages: [] },
  "engine/port": { rooms: ["engine/protocol"], packages: [] },
  "engine/source": { rooms: ["engine/base", "engine/scenario"], packages: [] },
  "engine/log": { rooms: ["engine/base"], packages: [] },
  "engine/cost": { rooms: [], packages: [] },
  "engine/lake": { rooms: ["engine/base", "engine/scenario"], packages: [] },
  "engine/stream": { rooms: ["engine/base", "engine/source"], packages: [] },
  "engine/chaos": { rooms: ["engine/base", "engine/scenario", "engine/stream"], packages: [] },
  "engine/check": {
    rooms: ["engine/base", "engine/protocol", "engine/source", "engine/lake"],
    packages: [],
  },
  "engine/metrics": { rooms: ["engine/base"], packages: [] },
  "engine/world": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "engine/protocol",
      "engine/source",
      "engine/log",
      "engine/lake",
      "engine/stream",
      "engine/chaos",
      "engine/check",
      "engine/metrics",
    ],
    packages: [],
  },
  "engine/inspect": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "engine/protocol",
      "engine/source",
      "engine/lake",
      "engine/chaos",
      "engine/world",
    ],
    packages: [],
  },
  "engine/conformance": { rooms: ["engine/base", "engine/log", "engine/cost"], packages: [] },
  "engine/duckdb": { rooms: ["engine/base", "engine/lake"], packages: ["@duckdb/duckdb-wasm", "apache-arrow"] },
  "engine/dataset": { rooms: ["engine/base"], packages: ["hyparquet-compressors"] },
  "engine/worker": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/protocol",
      "engine/port",
      "engine/lake",
      "engine/world",
      "engine/inspect",
      "engine/duckdb",
      "engine/dataset",
    ],
    packages: ["@duckdb/duckdb-wasm"],
  },
  "engine/export": { rooms: ["engine/base", "engine/protocol"], packages: ["hyparquet-writer"] },
  hosting: { rooms: ["engine/base"], packages: [], usesNode: true },
  "electron/ipc": { rooms: ["engine/base"], packages: [] },
  "renderer/format": { rooms: ["engine/base", "engine/pipeline"], packages: [] },
  "renderer/host": { rooms: ["engine/base", "electron/ipc"], packages: [] },
  "renderer/sql-text": { rooms: ["engine/base"], packages: [] },
  "renderer/stores": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "engine/protocol",
      "renderer/host",
      "renderer/sql-text",
    ],
    packages: ["zustand"],
  },
  "renderer/engine-client": {
    rooms: ["engine/base", "engine/scenario", "engine/protocol", "engine/port", "renderer/host", "renderer/stores"],
    packages: [],
  },
  "renderer/workbench": {
    rooms: ["engine/base", "renderer/host", "renderer/stores", "renderer/engine-client"],
    packages: ["react", "zustand"],
  },
  "renderer/widgets": {
    rooms: ["engine/base", "renderer/workbench"],
    packages: ["react", "radix-ui", "lucide-react", "sonner"],
  },
  "renderer/pipeline": {
    rooms: ["engine/base", "engine/scenario", "engine/pipeline", "renderer/format", "renderer/workbench"],
    packages: ["react", "lucide-react"],
  },
  "renderer/routing": {
    rooms: ["renderer/pipeline"],
    packages: [],
  },
  "renderer/acts": {
    rooms: ["engine/scenario", "engine/pipeline", "renderer/pipeline", "renderer/workbench"],
    packages: [],
  },
  "renderer/canvas": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "renderer/stores",
      "renderer/format",
      "renderer/pipeline",
      "renderer/routing",
      "renderer/acts",
      "renderer/charts",
      "renderer/widgets",
      "renderer/problems",
      "renderer/workbench",
    ],
    packages: ["react", "lucide-react", "radix-ui", "cmdk", "@xyflow/react", "elkjs"],
  },
  "renderer/palette": {
    rooms: [
      "engine/scenario",
      "renderer/pipeline",
      "renderer/acts",
      "renderer/canvas",
      "renderer/widgets",
      "renderer/workbench",
    ],
    packages: ["react", "lucide-react"],
  },
  "renderer/problems": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "renderer/stores",
      "renderer/workbench",
      "renderer/widgets",
    ],
    packages: ["react", "lucide-react"],
  },
  "renderer/editor": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/protocol",
      "renderer/sql-text",
      "renderer/stores",
      "renderer/workbench",
      "renderer/problems",
      "renderer/widgets",
    ],
    packages: ["react", "monaco-editor", "monaco-yaml", "sql-formatter"],
  },
  "renderer/inspector": {
    rooms: [
      "renderer/learn",
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "renderer/format",
      "renderer/stores",
      "renderer/workbench",
      "renderer/pipeline",
      "renderer/widgets",
      "renderer/problems",
      "renderer/data",
      "renderer/editor",
      "renderer/run",
    ],
    packages: ["react", "radix-ui", "lucide-react"],
  },
  "renderer/incident": {
    rooms: ["engine/base", "engine/scenario", "engine/pipeline", "engine/chaos", "renderer/stores"],
    packages: [],
  },
  "renderer/charts": {
    rooms: ["engine/base", "renderer/stores", "renderer/format"],
    packages: ["react", "uplot"],
  },
  "renderer/timeline": {
    rooms: [
      "renderer/learn",
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "renderer/stores",
      "renderer/workbench",
      "renderer/format",
      "renderer/widgets",
      "renderer/charts",
      "renderer/acts",
      "renderer/incident",
    ],
    packages: ["react", "lucide-react", "radix-ui"],
  },
  "renderer/groups": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "renderer/workbench",
      "renderer/format",
      "renderer/pipeline",
      "renderer/widgets",
      "renderer/charts",
      "renderer/timeline",
    ],
    packages: ["react", "lucide-react"],
  },
  "renderer/internals": {
    rooms: ["engine/base", "engine/protocol", "renderer/workbench", "renderer/format", "renderer/widgets"],
    packages: ["react", "lucide-react", "@tanstack/react-virtual"],
  },
  "renderer/events": {
    rooms: [
      "engine/base",
      "renderer/stores",
      "renderer/workbench",
      "renderer/format",
      "renderer/widgets",
      "renderer/incident",
    ],
    packages: ["react", "lucide-react", "@tanstack/react-virtual"],
  },
  "renderer/checks": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/protocol",
      "renderer/stores",
      "renderer/engine-client",
      "renderer/workbench",
      "renderer/format",
      "renderer/widgets",
    ],
    packages: ["react", "lucide-react"],
  },
  "renderer/data": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "engine/protocol",
      "engine/export",
      "renderer/format",
      "renderer/sql-text",
      "renderer/stores",
      "renderer/workbench",
      "renderer/widgets",
      "renderer/editor",
    ],
    packages: ["react", "lucide-react", "react-resizable-panels", "@tanstack/react-virtual"],
  },
  "renderer/journey": {
    rooms: ["engine/protocol", "engine/export", "renderer/format", "renderer/workbench", "renderer/widgets"],
    packages: ["react", "radix-ui", "lucide-react"],
  },
  "renderer/own-data": {
    rooms: [
      "engine/base",
      "engine/protocol",
      "engine/scenario",
      "engine/export",
      "renderer/format",
      "renderer/host",
      "renderer/sql-text",
      "renderer/engine-client",
      "renderer/workbench",
      "renderer/widgets",
      "renderer/files",
      "renderer/data",
    ],
    packages: ["react", "lucide-react"],
  },

  "renderer/compare": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "renderer/stores",
      "renderer/workbench",
      "renderer/format",
      "renderer/widgets",
      "renderer/incident",
    ],
    packages: ["react", "lucide-react"],
  },
  "renderer/inject": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/protocol",
      "renderer/workbench",
      "renderer/format",
      "renderer/widgets",
    ],
    packages: ["react", "lucide-react", "zod"],
  },
  "renderer/run": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/protocol",
      "engine/export",
      "renderer/stores",
      "renderer/workbench",
      "renderer/format",
      "renderer/widgets",
      "renderer/inject",
      "renderer/compare",
      "renderer/problems",
    ],
    packages: ["react", "lucide-react"],
  },
  "renderer/files": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "renderer/editor",
      "renderer/format",
      "renderer/host",
      "renderer/stores",
      "renderer/workbench",
      "renderer/widgets",
    ],
    packages: ["react", "lucide-react"],
  },
  "renderer/learn": {
    rooms: ["engine/pipeline", "renderer/workbench", "renderer/widgets"],
    packages: ["react", "radix-ui", "lucide-react"],
  },
  "renderer/commands": {
    rooms: ["engine/pipeline", "engine/scenario", "renderer/workbench", "renderer/widgets", "renderer/learn"],
    packages: ["react", "radix-ui", "cmdk"],
  },
  "renderer/share": {
    rooms: [
      "engine/base",
      "engine/scenario",
      "engine/pipeline",
      "engine/protocol",
      "renderer/charts",
      "renderer/format",
      "renderer/pipeline",
      "renderer/routing",
      "renderer/stores",
      "renderer/widgets",
      "renderer/workbench",
    ],
    packages: ["react", "html-to-image"],
  },
  "renderer/settings": {
    rooms: ["renderer/stores", "renderer/workbench", "renderer/widgets"],
    packages: ["react"],
  },
  "renderer/app": {
    rooms: [
      "engine/base",
      "renderer/host",
      "renderer/stores",
      "renderer/engine-client",
      "renderer/workbench",
      "renderer/widgets",
      "renderer/palette",
      "renderer/canvas",
      "renderer/inspector",
      "renderer/problems",
      "renderer/timeline",
      "renderer/groups",
      "renderer/internals",
      "renderer/events",
      "renderer/checks",
      "renderer/data",
      "renderer/own-data",
      "renderer/journey",
      "renderer/inject",
      "renderer/run",
      "renderer/files",
      "renderer/format",
      "renderer/learn",
      "renderer/commands",
      "renderer/settings",
      "renderer/share",
    ],
    packages: [
      "react",
      "react-dom",
      "lucide-react",
      "radix-ui",
      "react-resizable-panels",
      "tinykeys",
      "@fontsource-variable/inter",
      "@fontsource-variable/jetbrains-mono",
    ],
  },
  "electron/preload": { rooms: ["electron/ipc"], packages: ["electron"] },
  "electron/main": {
    rooms: ["engine/base", "hosting", "electron/ipc"],
    packages: ["electron", "zod"],
    usesNode: true,
  },
  cli: {
    rooms: [
      "hosting",
      "engine/base",
      "engine/scenario",
      "engine/protocol",
      "engine/port",
      "engine/world",
      "engine/conformance",
      "engine/duckdb",
      "engine/export",
      "engine/worker",
      "scripts",
    ],
    packages: ["@duckdb/duckdb-wasm", "@playwright/test", "cli-progress", "commander"],
    usesNode: true,
  },
  scripts: {
    rooms: ["engine/scenario", "guards"],
    packages: ["vite", "@playwright/test", "hyparquet", "hyparquet-compressors", "hyparquet-writer", "yaml"],
    usesNode: true,
  },
  "scripts/bench": {
    rooms: ["engine/base", "engine/protocol", "engine/lake", "engine/duckdb", "engine/worker", "cli", "scripts"],
    packages: ["@duckdb/node-api", "vite", "yaml"],
    usesNode: true,
  },
  "scripts/fidelity": {
    rooms: ["engine/base", "engine/source", "engine/log", "scripts"],
    packages: ["vite"],
    usesNode: true,
  },
  "scripts/bench-app": { rooms: ["scripts", "scripts/bench"], packages: ["@playwright/test"], usesNode: true },
  e2e: {
    rooms: ["hosting", "electron/ipc", "scripts"],
    packages: ["@playwright/test", "@axe-core/playwright"],
    usesNode: true,
  },
  guards: { rooms: [], packages: ["dependency-cruiser", "typescript"], usesNode: true },
};

/** In-memory tables, fuzzers and planted bugs: imported by tests and by nothing else. They may import any room. */
export const testOnlyRooms = ["engine/testing", "renderer/testing"];

/** What a test file and a test-only room may import besides every room and every package named above. */
export const testPackages = ["vitest", "fast-check", "@testing-library/react", "jsdom"];

/** Where running starts. A file that no entry reaches is dead code, unless it is a test or for tests only. */
export const entries = [
  "cli/launch.mjs",
  "cli/main.ts",
  "engine/worker/host-page.ts",
  "engine/worker/worker.ts",
  "renderer/app/main.tsx",
  // Workers of the code editor.
  "renderer/editor/text-worker.ts",
  "renderer/editor/yaml-worker.ts",
  "electron/main/main.ts",
  "electron/preload/preload.ts",
];

/** Whole folders of entries: each of their files is run by a person, by npm or by a tool. */
export const entryFolders = ["scripts", "guards", "e2e"];
