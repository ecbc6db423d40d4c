import { type ReactNode, useEffect, useState } from "react";
import type { Result } from "../../engine/base/result.ts";
import { Button } from "../widgets/button.tsx";
import { Field } from "../widgets/field.tsx";
import { Modal } from "../widgets/modal.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import { showToast } from "../widgets/toast.ts";
import { useDocument, useView, useWorkbench } from "../workbench/workbench.ts";
import { makeShareLink } from "./share-link.ts";

/** The scenario as a link, where it fits into one, or as a file. */
export function ShareDialog(): ReactNode {
  const workbench = useWorkbench();
  const close = useView((view) => view.closeDialog);
  const text = useDocument((document) => document.text);
  const [link, setLink] = useState<Result<string, string>>();
  useEffect(() => {
    void workbench.activity.during("making the link", async () => setLink(await makeShareLink(text, location.href)));
  }, [workbench, text]);
  const copy = async (address: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address);
      showToast("The link is in the clipboard.", { tone: "success" });
    } catch {
      showToast("The browser did not let the link into the clipboard.", {
        tone: "error",
        detail: "Select it and copy it by hand.",
      });
    }
  };
  // Until the link is made, some milliseconds, nothing in the dialog could take the focus for good.
  if (link === undefined) return undefined;
  return (
    <Modal
      title="Share this scenario"
      description="The whole scenario is inside the link, after the #, which no browser sends anywhere. Whoever opens it needs Spillway at the same address; data files are not part of it."
      onClose={close}
      footer={
        <Button
          onClick={() => {
            close();
            void workbench.commands.run("file.saveAs", workbench);
          }}
        >
          Save as a file…
        </Button>
      }
    >
      {link.ok ? (
        <div className="flex flex-col gap-3">
          <Field label="Link" note={`${link.value.length} characters`}>
            {(control) => (
              <TextInput {...control} readOnly value={link.value} onFocus={(event) => event.target.select()} />
            )}
          </Field>
          <Button data-autofocus="" tone="primary" className="self-start" onClick={() => void copy(link.value)}>
            Copy the link
          </Button>
        </div>
      ) : (
        <p className="text-t2">{link.error}</p>
      )}
    </Modal>
  );
}
