import * as monaco from "monaco-editor/editor";
import "monaco-editor/features/register.all";
import "monaco-editor/languages/definitions/yaml/register";
import "monaco-editor/languages/definitions/sql/register";
import "./editor.css";
import { configureMonacoYaml } from "monaco-yaml";
import { scenarioJsonSchema } from "../../engine/scenario/json-schema.ts";
import { EDITOR_THEME, makeEditorTheme } from "./editor-theme.ts";
import { createWorkerByOldOptions, startMonacoWorker } from "./monaco-workers.ts";
import { schemaForService } from "./service-schema.ts";
import { provideSqlCompletions } from "./sql-provider.ts";
import { registerFixes } from "./yaml-provider.ts";

// Everything in here is set up once, when the first editor opens: Monaco keeps its languages and themes for the whole page.
self.MonacoEnvironment = { getWorker: (_id, label) => startMonacoWorker(label) };

const SCENARIO_SCHEMA = "spillway://schema/scenario.schema.json";

const forYaml = {
  ...monaco,
  editor: { ...monaco.editor, createWebWorker: createWorkerByOldOptions(monaco.editor.createWebWorker) },
};

configureMonacoYaml(forYaml as unknown as Parameters<typeof configureMonacoYaml>[0], {
  enableSchemaRequest: false,
  // Our own parse door finds more than the schema does, and says it better: one problem gets one squiggle.
  validate: false,
  hover: true,
  completion: true,
  format: { enable: true, printWidth: 120, proseWrap: "preserve", bracketSpacing: true },
  schemas: [
    { uri: SCENARIO_SCHEMA, fileMatch: ["**/*.scenario.yaml"], schema: schemaForService(scenarioJsonSchema()) },
  ],
});

monaco.languages.registerCompletionItemProvider("sql", {
  triggerCharacters: ["."],
  provideCompletionItems: provideSqlCompletions,
});

registerFixes();

const page = document.documentElement;

function applyTheme(): void {
  const style = getComputedStyle(page);
  const theme = makeEditorTheme(page.dataset["theme"], (name) => style.getPropertyValue(name));
  monaco.editor.defineTheme(EDITOR_THEME, theme);
  monaco.editor.setTheme(EDITOR_THEME);
}

applyTheme();
new MutationObserver(applyTheme).observe(page, { attributeFilter: ["data-theme"] });
void document.fonts.ready.then(() => monaco.editor.remeasureFonts());

export { monaco };
