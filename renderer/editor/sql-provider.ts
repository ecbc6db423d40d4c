import { type editor, type IRange, languages, type Position } from "monaco-editor/editor";
import type { SqlCatalogue } from "../../engine/protocol/inspection.ts";
import { type SqlSuggestion, suggestSql } from "./sql-completions.ts";

/** By text model: where its completions come from. An editor enters its own. */
const catalogues = new WeakMap<editor.ITextModel, () => SqlCatalogue>();

/** Tells from which catalogue a text of SQL is completed. */
export function completeFrom(model: editor.ITextModel, catalogue: () => SqlCatalogue): void {
  catalogues.set(model, catalogue);
}

const KINDS: Readonly<Record<SqlSuggestion["kind"], languages.CompletionItemKind>> = {
  table: languages.CompletionItemKind.Struct,
  column: languages.CompletionItemKind.Field,
  rows: languages.CompletionItemKind.Variable,
  function: languages.CompletionItemKind.Function,
  keyword: languages.CompletionItemKind.Keyword,
};

/** Monaco's completion provider for SQL. */
export function provideSqlCompletions(model: editor.ITextModel, position: Position): languages.CompletionList {
  const catalogue = catalogues.get(model)?.();
  if (catalogue === undefined) return { suggestions: [] };
  const { startColumn, endColumn } = model.getWordUntilPosition(position);
  const { lineNumber } = position;
  const range: IRange = { startLineNumber: lineNumber, endLineNumber: lineNumber, startColumn, endColumn };
  const found = suggestSql(model.getValue(), model.getOffsetAt(position), catalogue);
  return { suggestions: found.map((suggestion) => completionItem(suggestion, range)) };
}

function completionItem(suggestion: SqlSuggestion, range: IRange): languages.CompletionItem {
  const { label, insert, kind, detail, documentation, rank } = suggestion;
  return {
    label,
    kind: KINDS[kind],
    insertText: insert,
    detail,
    sortText: `${rank}${label}`,
    range,
    ...(documentation === undefined || documentation === "" ? {} : { documentation }),
  };
}
