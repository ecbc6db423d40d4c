import type { ReactNode } from "react";
import { Button } from "../widgets/button.tsx";
import { Modal } from "../widgets/modal.tsx";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import { replaceDocument } from "./open-document.ts";
import { saveDocument } from "./save-document.ts";

/** Asks what becomes of unsaved work before another document takes its place. */
export function UnsavedDialog(): ReactNode {
  const workbench = useWorkbench();
  const name = useDocument((document) => document.origin.name);
  const goOn = async (): Promise<void> => {
    const { pending } = workbench.files.getState();
    workbench.view.getState().closeDialog();
    if (pending !== undefined) await replaceDocument(workbench, pending);
  };
  const cancel = (): void => {
    workbench.files.setState({ pending: undefined });
    workbench.view.getState().closeDialog();
  };
  return (
    <Modal
      title={`Save the changes to ${name.slice(0, 120)}?`}
      description="Another scenario is about to take its place. What is not saved stays in the versions of this scenario."
      width="narrow"
      onClose={cancel}
      footer={
        <>
          <Button tone="quiet" onClick={cancel}>
            Cancel
          </Button>
          <Button onClick={() => void goOn()}>Don’t save</Button>
          <Button
            tone="primary"
            onClick={async () => {
              if ((await saveDocument(workbench)) === "saved") await goOn();
            }}
          >
            Save
          </Button>
        </>
      }
    />
  );
}
