import type { editor } from "monaco-editor/editor";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { AppProblem } from "../problems/app-problem.ts";
import { applyFix } from "../problems/apply-fix.ts";
import { useProblems } from "../problems/use-problems.ts";
import { useDocument, useView, useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { CodeEditor, type MountedEditor } from "./code-editor.tsx";
import { lineOfSelection } from "./document-parts.ts";
import { wordEnd } from "./sql-problem.ts";
import { YamlBinding } from "./yaml-binding.ts";
import { offerFixes } from "./yaml-provider.ts";

/** The one text of the one document; the schema is bound to this ending of its name. */
const DOCUMENT_URI = "inmemory://spillway/document.scenario.yaml";

/** What is remembered of a document's editor while another tab is open. */
type Memory = { viewState: editor.ICodeEditorViewState | undefined; opened: number; asked: number };

const memories = new WeakMap<Workbench, Memory>();

function memoryOf(bench: Workbench): Memory {
  const { opened } = bench.document.getState();
  const known = memories.get(bench);
  if (known?.opened === opened) return known;
  const fresh: Memory = { viewState: undefined, opened, asked: known?.asked ?? 0 };
  memories.set(bench, fresh);
  return fresh;
}

/** The whole scenario as text, the same document as the canvas: what is typed is drawn, what is drawn is written. */
export function YamlEditor(): ReactNode {
  const bench = useWorkbench();
  const [mounted, setMounted] = useState<{ readonly at: MountedEditor; readonly binding: YamlBinding }>();
  const problems = useProblems();
  const latest = useRef(problems);
  latest.current = problems;
  const place = useView((view) => view.yamlPlace);

  useEffect(() => {
    const model = mounted?.at.editor.getModel();
    if (mounted === undefined || model === undefined || model === null) return;
    const { monaco } = mounted.at;
    monaco.editor.setModelMarkers(
      model,
      "spillway",
      problems.map((problem) => markerOf(mounted.at, model, problem)),
    );
  }, [mounted, problems]);

  useEffect(() => {
    const memory = memoryOf(bench);
    if (mounted === undefined || place === undefined || place.asked <= memory.asked) return;
    memory.asked = place.asked;
    mounted.binding.goTo(place.line, place.column);
  }, [mounted, place, bench]);

  const mount = (at: MountedEditor): (() => void) => {
    const model = at.editor.getModel();
    if (model === null) return () => undefined;
    const binding = new YamlBinding(at, model, bench);
    offerFixes(model, {
      problems: () => latest.current,
      apply: (fix) => {
        binding.flush();
        applyFix(bench, fix);
      },
    });
    addActions(at, binding, bench);
    restorePlace(at, binding, bench);
    setMounted({ at, binding });
    return () => {
      memoryOf(bench).viewState = at.editor.saveViewState() ?? undefined;
      binding.dispose();
      setMounted(undefined);
    };
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      <BrokenNotice />
      <div className="min-h-0 flex-1">
        <CodeEditor
          label="Scenario as YAML"
          options={{ glyphMargin: false, folding: true }}
          createModel={(monaco) =>
            monaco.editor.createModel(bench.document.getState().text, "yaml", monaco.Uri.parse(DOCUMENT_URI))
          }
          onMount={mount}
        />
      </div>
    </div>
  );
}

/** Says that the canvas shows an older text, while the text is no YAML. */
function BrokenNotice(): ReactNode {
  const isBroken = useDocument((document) => document.parsed === undefined && document.problems[0]?.path === "");
  return isBroken ? (
    <p role="status" className="border-b border-line bg-warn/15 px-3 py-1 text-meta text-warn-text">
      This text cannot be read. The canvas keeps what it last showed; F8 goes to the place.
    </p>
  ) : null;
}

function restorePlace({ editor: code }: MountedEditor, binding: YamlBinding, bench: Workbench): void {
  const { viewState } = memoryOf(bench);
  if (viewState !== undefined) code.restoreViewState(viewState);
  const { drawing } = bench.document.getState();
  const line = lineOfSelection(drawing, bench.view.getState().selection);
  if (line !== undefined) binding.showLine(line);
}

function addActions({ editor: code, monaco }: MountedEditor, binding: YamlBinding, bench: Workbench): void {
  const { KeyMod, KeyCode } = monaco;
  const actions: readonly (readonly [id: string, label: string, keys: readonly number[], run: () => void])[] = [
    ["undo", "Undo", [KeyMod.CtrlCmd | KeyCode.KeyZ], () => binding.travel("undo")],
    [
      "redo",
      "Redo",
      [KeyMod.CtrlCmd | KeyCode.KeyY, KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ],
      () => binding.travel("redo"),
    ],
    ["next-problem", "Go to the next problem", [KeyCode.F8], () => goToProblem(code, "next")],
    ["previous-problem", "Go to the previous problem", [KeyMod.Shift | KeyCode.F8], () => goToProblem(code, "prev")],
    [
      "format",
      "Format the YAML",
      [KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF],
      () => void bench.activity.during("formatting", () => format(code, binding)),
    ],
  ];
  for (const [id, label, keybindings, run] of actions) {
    code.addAction({ id: `spillway.${id}`, label, keybindings: [...keybindings], run });
  }
}

function goToProblem(code: editor.IStandaloneCodeEditor, direction: "next" | "prev"): void {
  code.trigger("keyboard", `editor.action.marker.${direction}`, undefined);
}

async function format(code: editor.IStandaloneCodeEditor, binding: YamlBinding): Promise<void> {
  await binding.act("Format the YAML", async () => {
    await code.getAction("editor.action.formatDocument")?.run();
  });
}

function markerOf({ monaco }: MountedEditor, model: editor.ITextModel, problem: AppProblem): editor.IMarkerData {
  const line = Math.min(problem.line, model.getLineCount());
  const column = Math.min(problem.column, model.getLineMaxColumn(line));
  const { message, found, allowed, suggestion } = problem;
  const meant = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
  return {
    severity: problem.severity === "error" ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
    message: `${message}.\nFound ${found}, allowed: ${allowed}.${meant}`,
    source: "Spillway",
    code: problem.code,
    startLineNumber: line,
    startColumn: column,
    endLineNumber: line,
    endColumn: wordEnd(model.getLineContent(line), column),
  };
}
