import type { ReactNode } from "react";
import { RunControls } from "../run/run-controls.tsx";
import { isDirty } from "../stores/document-store.ts";
import { useDocument } from "../workbench/workbench.ts";

/** The top row: the app, the document, the run's controls, the way to every command. */
export function TitleBar(): ReactNode {
  const name = useDocument((document) => document.origin.name);
  const dirty = useDocument(isDirty);
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-panel px-3">
      <span className="font-semibold">Spillway</span>
      <span className="max-w-72 truncate text-t2" title={name}>
        <bdi>{name}</bdi> {dirty && <span title="Not saved">●</span>}
      </span>
      <RunControls />
    </header>
  );
}
