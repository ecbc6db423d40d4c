import { type ReactNode, useEffect, useState } from "react";
import { formatBytes } from "../format/format-value.ts";
import type { KeptVersion } from "../host/host.ts";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { Modal } from "../widgets/modal.tsx";
import { showToast } from "../widgets/toast.ts";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import { DiffView } from "./diff-view.tsx";
import { versionKeyOf } from "./version-key.ts";
import { wallTime } from "./wall-time.ts";

type Shown = { readonly version: KeptVersion; readonly text: string };

/** Earlier texts of the document: compare one with what is on the screen, take it back as one step. */
export function VersionsDialog(): ReactNode {
  const workbench = useWorkbench();
  const origin = useDocument((document) => document.origin);
  const text = useDocument((document) => document.text);
  const [versions, setVersions] = useState<readonly KeptVersion[]>();
  const [shown, setShown] = useState<Shown>();
  const key = versionKeyOf(origin);
  useEffect(() => {
    let isOver = false;
    void workbench.activity.during("reading versions", async () => {
      const found = await workbench.host.versionsOf(key);
      if (!isOver) setVersions(found);
    });
    return () => {
      isOver = true;
    };
  }, [workbench, key]);
  const show = async (version: KeptVersion): Promise<void> => {
    const read = await workbench.host.readVersion(key, version.id);
    if (read.ok) setShown({ version, text: read.value });
    else showToast(read.error, { tone: "error" });
  };
  const restore = ({ version, text: old }: Shown): void => {
    workbench.document.getState().setText(old, { label: `Restore the version of ${wallTime(version.atMs)}` });
    workbench.view.getState().closeDialog();
  };
  return (
    <Modal
      title="Versions"
      description="The newest 20 saved texts of this scenario. Restoring one is a step that undo takes back."
      width="wide"
      onClose={workbench.view.getState().closeDialog}
      footer={
        shown && (
          <Button tone="primary" onClick={() => restore(shown)}>
            Restore this version
          </Button>
        )
      }
    >
      {versions?.length === 0 && (
        <EmptyState title="No versions yet" text="A version is kept whenever the scenario is saved." />
      )}
      <div className="flex flex-wrap gap-4">
        <ul aria-label="Versions, newest first" className="flex w-56 shrink-0 flex-col gap-1">
          {versions?.map((version) => (
            <li key={version.id}>
              <button
                type="button"
                aria-pressed={shown?.version.id === version.id}
                className="flex min-h-8 w-full items-center justify-between gap-2 rounded-control px-2 text-left text-table hover:bg-hover aria-pressed:bg-hover aria-pressed:font-semibold"
                onClick={() => void show(version)}
              >
                <span>{wallTime(version.atMs)}</span>
                <span className="text-meta text-t3">{formatBytes(version.bytes)}</span>
              </button>
            </li>
          ))}
        </ul>
        {shown && (
          <div className="min-w-72 flex-1">
            <DiffView before={text} after={shown.text} label="From the text on the screen to this version" />
          </div>
        )}
      </div>
    </Modal>
  );
}
