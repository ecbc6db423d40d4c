import { type ReactNode, useState } from "react";
import { Button } from "../widgets/button.tsx";
import { EntityName } from "../widgets/entity-name.tsx";
import { Modal } from "../widgets/modal.tsx";
import { useFiles, useWorkbench } from "../workbench/workbench.ts";
import { DiffView } from "./diff-view.tsx";
import { discardLost, restoreLost } from "./lost-work.ts";
import { wallTime } from "./wall-time.ts";

/** Unsaved work of a session that ended without saving: restore it, throw it away, or look first. */
export function RestoreDialog(): ReactNode {
  const workbench = useWorkbench();
  const lost = useFiles((files) => files.lost);
  const [shownId, showDiff] = useState<string>();
  return (
    <Modal
      title="Unsaved work was kept"
      description="Spillway ended before these changes were saved. Close this to decide later: they stay until you do."
      onClose={workbench.view.getState().closeDialog}
    >
      <ul className="flex flex-col gap-3">
        {lost.map((entry) => (
          <li key={entry.id} className="flex flex-col gap-2 rounded-card border border-line p-3">
            <div className="flex items-baseline gap-2">
              <EntityName name={entry.name} className="flex-1 font-semibold" />
              <span className="text-meta text-t2">{wallTime(entry.atMs)}</span>
            </div>
            {shownId === entry.id && (
              <DiffView
                before={entry.savedText ?? ""}
                after={entry.text}
                label="From the saved text to the unsaved one"
              />
            )}
            <div className="flex flex-wrap gap-2">
              <Button tone="primary" onClick={() => void restoreLost(workbench, entry)}>
                Restore
              </Button>
              <Button
                onClick={() => showDiff(shownId === entry.id ? undefined : entry.id)}
                aria-expanded={shownId === entry.id}
              >
                {shownId === entry.id ? "Hide diff" : "Show diff"}
              </Button>
              <Button tone="quiet" onClick={() => void discardLost(workbench, entry)}>
                Discard
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
