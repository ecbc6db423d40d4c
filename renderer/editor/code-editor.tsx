import type { editor } from "monaco-editor/editor";
import type { ReactNode } from "react";
import { useWorkbench } from "../workbench/workbench.ts";
import { EditorFrame } from "./editor-frame.tsx";
import { EDITOR_OPTIONS } from "./editor-options.ts";
import type { Monaco } from "./load-monaco.ts";

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

/** An editor of one text, made from `createModel` and taken down with the component. Later props reach it through whoever mounted it. */
export function CodeEditor({ label, height, options, createModel, onMount }: CodeEditorProps): ReactNode {
  const { view } = useWorkbench();
  const make = (monaco: Monaco, place: HTMLElement): (() => void) => {
    const model = createModel(monaco);
    const made = monaco.editor.create(place, { ...EDITOR_OPTIONS, ...options, ariaLabel: label, model });
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
  };
  return <EditorFrame label={label} height={height} make={make} />;
}
