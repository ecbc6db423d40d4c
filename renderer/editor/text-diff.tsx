import type { editor } from "monaco-editor/editor";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useWorkbench } from "../workbench/workbench.ts";
import { EditorFrame } from "./editor-frame.tsx";
import { EDITOR_OPTIONS } from "./editor-options.ts";
import type { Monaco } from "./load-monaco.ts";

export type TextDiffProps = {
  readonly before: string;
  readonly after: string;
  /** What a screen reader calls it, such as "From the file to your text". */
  readonly label: string;
};

const OPTIONS: editor.IStandaloneDiffEditorConstructionOptions = {
  ...EDITOR_OPTIONS,
  readOnly: true,
  domReadOnly: true,
  renderSideBySide: true,
  useInlineViewWhenSpaceIsLimited: true,
  renderSideBySideInlineBreakpoint: 760,
  ignoreTrimWhitespace: false,
  renderMarginRevertIcon: false,
  renderGutterMenu: false,
  renderOverviewRuler: false,
  diffWordWrap: "on",
  hideUnchangedRegions: { enabled: true, contextLineCount: 3, minimumLineCount: 2 },
};

/** Two texts compared in Monaco, read-only: F7 and Shift+F7 go through the changes and say each in words. */
export function TextDiff({ before, after, label }: TextDiffProps): ReactNode {
  const { activity } = useWorkbench();
  const [models, setModels] = useState<editor.IDiffEditorModel>();
  const first = useRef({ before, after });

  useEffect(() => {
    if (models !== undefined && models.original.getValue() !== before) models.original.setValue(before);
    if (models !== undefined && models.modified.getValue() !== after) models.modified.setValue(after);
  }, [models, before, after]);

  const make = (monaco: Monaco, place: HTMLElement): (() => void) => {
    const made = monaco.editor.createDiffEditor(place, OPTIONS);
    nameSides(monaco, made, label);
    // As plain text: colours say here what changed, and nothing else.
    const original = monaco.editor.createModel(first.current.before, "plaintext");
    const modified = monaco.editor.createModel(first.current.after, "plaintext");
    let end = activity.begin("comparing the texts");
    const again = (): void => {
      end();
      end = activity.begin("comparing the texts");
    };
    made.onDidUpdateDiff(() => end());
    original.onDidChangeContent(again);
    modified.onDidChangeContent(again);
    made.setModel({ original, modified });
    setModels({ original, modified });
    return () => {
      setModels(undefined);
      made.dispose();
      original.dispose();
      modified.dispose();
      end();
    };
  };
  return <EditorFrame label={label} height="min(52vh, 30rem)" make={make} />;
}

/** Gives both sides their names, again whenever Monaco takes them away, which it does with each change of its layout. */
function nameSides(monaco: Monaco, made: editor.IStandaloneDiffEditor, label: string): void {
  const sides = [
    [made.getOriginalEditor(), `${label}: before`],
    [made.getModifiedEditor(), `${label}: after`],
  ] as const;
  const { ariaLabel } = monaco.editor.EditorOption;
  for (const [side, name] of sides) {
    side.onDidChangeConfiguration((change) => {
      if (change.hasChanged(ariaLabel) && side.getOption(ariaLabel) !== name) side.updateOptions({ ariaLabel: name });
    });
    side.updateOptions({ ariaLabel: name });
  }
}
