import { Redo2, Search, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { RunControls } from "../run/run-controls.tsx";
import { isDirty } from "../stores/document-store.ts";
import { CommandButton } from "../widgets/command-button.tsx";
import { EntityName } from "../widgets/entity-name.tsx";
import { Kbd } from "../widgets/kbd.tsx";
import { useDocument, useView } from "../workbench/workbench.ts";
import { AppMenu } from "./app-menu.tsx";
import { BusyBar } from "./busy-bar.tsx";

/** The top row: the app, the document, its steps, the run's controls, the way to every command. */
export function TitleBar(): ReactNode {
  const name = useDocument((document) => document.origin.name);
  const dirty = useDocument(isDirty);
  const undo = useDocument((document) => document.past.at(-1)?.label);
  const redo = useDocument((document) => document.future[0]?.label);
  const openDialog = useView((view) => view.openDialog);
  return (
    <header className="relative flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-panel px-3 py-1">
      <div className="flex min-w-0 flex-1 basis-60 items-center gap-2">
        <AppMenu />
        <span className="font-semibold max-[959px]:sr-only">Spillway</span>
        <EntityName name={name} className="text-t2" />
        {dirty && (
          <span className="text-t2" title="Changes that are not saved">
            <span aria-hidden>●</span>
            <span className="sr-only">not saved</span>
          </span>
        )}
        <span className="flex shrink-0">
          <CommandButton command="edit.undo" hint={undo && `Undo: ${undo.slice(0, 120)}`}>
            <Undo2 size={16} />
          </CommandButton>
          <CommandButton command="edit.redo" hint={redo && `Redo: ${redo.slice(0, 120)}`}>
            <Redo2 size={16} />
          </CommandButton>
        </span>
      </div>
      <RunControls />
      <div className="flex min-w-0 flex-1 justify-end">
        <button
          type="button"
          data-tour="search"
          aria-label="Search or run a command"
          className="control flex w-56 min-w-9 items-center gap-2 text-t3 hover:bg-hover"
          onClick={() => openDialog("palette")}
        >
          <Search size={14} className="shrink-0" />
          <span className="flex-1 truncate text-left">Search or run</span>
          <span className="max-[959px]:hidden">
            <Kbd keys="$mod+K" />
          </span>
        </button>
      </div>
      <BusyBar />
    </header>
  );
}
