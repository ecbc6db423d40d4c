import type { ReactNode } from "react";
import { Button } from "../widgets/button.tsx";
import { Modal } from "../widgets/modal.tsx";
import { useDocument, useFiles, useWorkbench } from "../workbench/workbench.ts";
import { DiffView } from "./diff-view.tsx";
import { overwriteChanged, saveDocumentAs, takeChanged } from "./save-document.ts";

/** The file was changed by somebody else: shows how, and asks whose text stays. */
export function ChangedDialog(): ReactNode {
  const workbench = useWorkbench();
  const name = useDocument((document) => document.origin.name);
  const text = useDocument((document) => document.text);
  const changed = useFiles((files) => files.changed);
  const close = workbench.view.getState().closeDialog;
  if (changed === undefined) return undefined;
  return (
    <Modal
      title={`${name.slice(0, 120)} changed on the disk`}
      description="Another program wrote the file since it was opened here. Red lines are in the file, green lines are yours."
      width="wide"
      onClose={close}
      footer={
        <>
          <Button
            tone="quiet"
            onClick={() => {
              close();
              void saveDocumentAs(workbench);
            }}
          >
            Save mine elsewhere…
          </Button>
          <Button
            onClick={() => {
              close();
              takeChanged(workbench);
            }}
          >
            Take the file’s text
          </Button>
          <Button
            tone="primary"
            onClick={() => {
              close();
              void overwriteChanged(workbench);
            }}
          >
            Overwrite with mine
          </Button>
        </>
      }
    >
      <DiffView before={changed.text} after={text} label="From the file to your text" />
    </Modal>
  );
}
