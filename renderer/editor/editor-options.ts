import type { editor } from "monaco-editor/editor";
import { EDITOR_THEME } from "./editor-theme.ts";

/** How every editor of the app looks and behaves. */
export const EDITOR_OPTIONS: editor.IEditorOptions & editor.IGlobalEditorOptions = {
  theme: EDITOR_THEME,
  automaticLayout: true,
  fontFamily: '"JetBrains Mono Variable", "DejaVu Sans Mono", monospace',
  fontSize: 12,
  lineHeight: 18,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  fixedOverflowWidgets: true,
  renderLineHighlight: "line",
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 8,
  overviewRulerBorder: false,
  padding: { top: 6, bottom: 6 },
  tabSize: 2,
  insertSpaces: true,
  detectIndentation: false,
  wordBasedSuggestions: "off",
  wordWrap: "on",
  wrappingIndent: "deepIndent",
  bracketPairColorization: { enabled: false },
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false },
  scrollbar: { alwaysConsumeMouseWheel: false },
};
