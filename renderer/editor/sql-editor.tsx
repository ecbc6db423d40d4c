import type { editor } from "monaco-editor/editor";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { SqlComplaint } from "../../engine/protocol/inspection.ts";
import { statementAt } from "../sql-text/statements.ts";
import { showToast } from "../widgets/toast.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { CodeEditor, type MountedEditor } from "./code-editor.tsx";
import { Echoes } from "./echoes.ts";
import { editOf } from "./model-edit.ts";
import { type SqlProblem, wordEnd } from "./sql-problem.ts";
import { completeFrom } from "./sql-provider.ts";
import { changesBetween } from "./text-patch.ts";
import { sqlSourceOf, useSqlCatalogue } from "./use-sql-catalogue.ts";

export type SqlEditorProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Ctrl+Enter: gets the selected SQL, or the statement that the cursor stands in. */
  readonly onRun?: (sql: string) => void;
  /** Where the cursor stands, as an index into the text. */
  readonly onCursor?: (index: number) => void;
  /** What others found wrong with it, besides what the engine says while you type. */
  readonly problems?: readonly SqlProblem[];
  readonly label: string;
  /** CSS height; the editor fills its parent when left out. */
  readonly height?: string;
  /** The SQL is asked of the engine's tables as it is typed. Off for SQL over something else, such as files. */
  readonly isChecked?: boolean;
  /** What was typed up to here is a step of its own: called when the focus leaves, and before and after a formatting. */
  readonly onSettle?: () => void;
};

const CHECK_DELAY_MS = 300;

/** An editor of SQL: completion, squiggles as you type, Ctrl+Enter, Ctrl+/, Shift+Alt+F. The text lives with its owner. */
export function SqlEditor(props: SqlEditorProps): ReactNode {
  const { activity } = useWorkbench();
  const latest = useRef(props);
  latest.current = props;
  const [mounted, setMounted] = useState<MountedEditor>();
  const echoes = useRef(new Echoes());
  const catalogue = useSqlCatalogue();
  const latestCatalogue = useRef(catalogue);
  latestCatalogue.current = catalogue;
  const complaint = useComplaint(props.value, props.isChecked ?? true);

  // Before the next key: a value that comes back late must not take the place of what was typed meanwhile.
  useLayoutEffect(() => {
    const model = mounted?.editor.getModel();
    if (model === undefined || model === null || model.getValue() === props.value) return;
    if (echoes.current.isEcho(props.value)) return;
    const changes = changesBetween(model.getValue(), props.value);
    model.pushEditOperations(
      [],
      changes.map((change) => editOf(model, change)),
      () => null,
    );
  }, [mounted, props.value]);

  useEffect(() => {
    const model = mounted?.editor.getModel();
    if (mounted === undefined || model === undefined || model === null) return;
    const problems = [...(props.problems ?? []), ...(complaint === undefined ? [] : [asProblem(complaint)])];
    mounted.monaco.editor.setModelMarkers(
      model,
      "spillway",
      problems.map((one) => markerOf(mounted, model, one)),
    );
  }, [mounted, props.problems, complaint]);

  const mount = (made: MountedEditor): (() => void) => {
    const { editor: code, monaco } = made;
    const model = code.getModel();
    if (model !== null) completeFrom(model, () => latestCatalogue.current);
    code.addAction({
      id: "spillway.run-sql",
      label: "Run the SQL",
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
      run: (target) => {
        // Else the suggestions for the word at the cursor lie over the answer.
        target.trigger("spillway.run-sql", "hideSuggestWidget", undefined);
        latest.current.onRun?.(sqlToRun(target));
      },
    });
    code.addAction({
      id: "spillway.format-sql",
      label: "Format the SQL",
      keybindings: [monaco.KeyMod.Shift | monaco.KeyMod.Alt | monaco.KeyCode.KeyF],
      contextMenuGroupId: "1_modification",
      run: () => activity.during("formatting the SQL", () => format(code, () => latest.current.onSettle?.())),
    });
    code.onDidChangeModelContent(() => {
      const text = code.getValue();
      if (text === latest.current.value) return;
      echoes.current.send(text);
      latest.current.onChange(text);
    });
    code.onDidChangeCursorPosition(({ position }) => latest.current.onCursor?.(model?.getOffsetAt(position) ?? 0));
    code.onDidBlurEditorText(() => latest.current.onSettle?.());
    setMounted(made);
    return () => setMounted(undefined);
  };

  return (
    <CodeEditor
      label={props.label}
      {...(props.height === undefined ? {} : { height: props.height })}
      options={{ lineNumbers: "on", folding: false, glyphMargin: false }}
      createModel={(monaco) => monaco.editor.createModel(latest.current.value, "sql")}
      onMount={mount}
    />
  );
}

function sqlToRun(code: editor.ICodeEditor): string {
  const model = code.getModel();
  const selection = code.getSelection();
  if (model === null || selection === null) return "";
  const selected = model.getValueInRange(selection).trim();
  return selected === ""
    ? (statementAt(model.getValue(), model.getOffsetAt(selection.getPosition()))?.sql ?? "")
    : selected;
}

/** Lays the text out as one step, both of the editor and of its owner; the cursor stays at its word. */
async function format(code: editor.ICodeEditor, settle: () => void): Promise<void> {
  const { formatSql } = await import("./format-sql.ts");
  const model = code.getModel();
  if (model === null) return;
  const text = model.getValue();
  const formatted = formatSql(text);
  if (!formatted.ok) return showToast(formatted.error, { tone: "error" });
  settle();
  code.pushUndoStop();
  const changes = changesBetween(text, formatted.value.replace(/\r?\n/gu, model.getEOL()));
  code.executeEdits(
    "spillway.format-sql",
    changes.map((change) => editOf(model, change)),
  );
  code.pushUndoStop();
  settle();
}

function asProblem({ line, column, message, hint }: SqlComplaint): SqlProblem {
  return { line, column, message, ...(hint === undefined ? {} : { hint }) };
}

function markerOf({ monaco }: MountedEditor, model: editor.ITextModel, problem: SqlProblem): editor.IMarkerData {
  const line = Math.min(problem.line, model.getLineCount());
  const column = Math.min(problem.column, model.getLineMaxColumn(line));
  return {
    severity: problem.severity === "warning" ? monaco.MarkerSeverity.Warning : monaco.MarkerSeverity.Error,
    message: problem.hint === undefined ? problem.message : `${problem.message}\n${problem.hint}`,
    startLineNumber: line,
    startColumn: column,
    endLineNumber: line,
    endColumn: wordEnd(model.getLineContent(line), column),
  };
}

/** What the engine says of the SQL, a moment after the last key; nothing while it knows no tables. */
function useComplaint(sql: string, isChecked: boolean): SqlComplaint | undefined {
  const { runner, activity } = useWorkbench();
  const source = useRun(sqlSourceOf);
  const [found, setFound] = useState<{ readonly sql: string; readonly complaint: SqlComplaint | undefined }>();
  useEffect(() => {
    if (!isChecked || source === undefined || sql.trim() === "") return undefined;
    let isWanted = true;
    const end = activity.begin("checking the SQL");
    const timer = setTimeout(() => {
      runner.ask("checkSql", { sql }).then(
        (complaint) => {
          if (isWanted) setFound({ sql, complaint });
          end();
        },
        // The engine went away: nothing is known about the SQL, and the run says that it was lost.
        () => end(),
      );
    }, CHECK_DELAY_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      end();
    };
  }, [sql, isChecked, source, runner, activity]);
  return found !== undefined && found.sql === sql && isChecked ? found.complaint : undefined;
}
