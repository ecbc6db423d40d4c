// @ts-check
import { makeImportRules } from "./guards/import-rules.mjs";

/** The import table as dependency-cruiser reads it. `npm run check` runs it and asserts that it saw modules. */
export default {
  forbidden: makeImportRules(),
  options: {
    doNotFollow: { path: ["node_modules"] },
    exclude: { path: ["^dist/", "^reports/"] },
    tsPreCompilationDeps: true,
    detectJSDocImports: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["types", "import", "node", "default"] },
    builtInModules: { add: ["node:test"] },
  },
};
