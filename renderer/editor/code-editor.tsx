import type { editor } from "monaco-editor/editor";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useWorkbench } from "../workbench/workbench.ts";
import { EDITOR_THEME } from "./editor-theme.ts";
import { loadMonaco, type Monaco } from "./load-monaco.ts";

/** An editor on the page and what it works with. */
export type MountedEditor = { readonly editor: editor.IStandaloneCodeEditor; readonly monaco: Monaco };

export type CodeEditorProps = {
  /** What a screen reader calls it. */
  readonly label: string;
  /** CSS height; the editor fills its parent when left out. */
  readonly height?: string;
  readonly options?: editor.IStandaloneEditorConstructionOptions;
  /** Makes the text that is edited; it is let go of with the editor. */
  readonly createModel: (monaco: Monaco) => editor.ITextModel;
  /** Called once the editor is there; what it returns is called before it goes. */
  readonly onMount: (mounted: MountedEditor) => () => void;
};

const OPTIONS: editor.IStandaloneEditorConstructionOptions = {
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

/** Monaco in the page: brought in when the first editor opens, made from `createModel`, taken down with the component. */
export function CodeEditor(props: CodeEditorProps): ReactNode {
  const { label, height } = props;
  const { activity, view } = useWorkbench();
  const place = useRef<HTMLDivElement>(null);
  const [monaco, setMonaco] = useState<Monaco>();
  const [failure, setFailure] = useState<string>();
  // The editor is made once: later props reach it through whoever mounted it.
  const first = useRef(props);

  useEffect(() => {
    let isWanted = true;
    loadMonaco(activity).then(
      (loaded) => isWanted && setMonaco(loaded),
      (error: unknown) => isWanted && setFailure(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [activity]);

  useEffect(() => {
    if (monaco === undefined || place.current === null) return undefined;
    const { createModel, onMount, options, label: ariaLabel } = first.current;
    const model = createModel(monaco);
    const made = monaco.editor.create(place.current, { ...OPTIONS, ...options, ariaLabel, model });
    made.addAction({
      id: "spillway.toggle-tab",
      label: "Let the Tab key move the focus, or indent",
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyM],
      run: (target) => {
        target.trigger("keyboard", "editor.action.toggleTabFocusMode", undefined);
        const movesFocus = target.getOption(monaco.editor.EditorOption.tabFocusMode);
        view.getState().announce(movesFocus ? "Tab now moves the focus." : "Tab now indents; Ctrl+M changes it back.");
      },
    });
    const unmount = onMount({ editor: made, monaco });
    return () => {
      unmount();
      made.dispose();
      model.dispose();
    };
  }, [monaco, view]);

  return (
    <section
      aria-label={label}
      // "nokey" keeps the canvas from taking the space bar, which it listens to everywhere: the editor is no input element.
      className="nokey relative h-full min-h-0"
      style={height === undefined ? undefined : { height }}
    >
      <div ref={place} className="absolute inset-0" />
      {monaco === undefined && (
        <p className="p-3 text-t2" role="status">
          {failure === undefined
            ? "Opening the editor …"
            : `The editor cannot be opened: ${failure} Reload the page to try again.`}
        </p>
      )}
    </section>
  );
}
