import { Popover } from "radix-ui";
import { type ReactNode, useId, useMemo, useState } from "react";
import { perform } from "../acts/act.ts";
import { readDraft } from "../acts/draft.ts";
import { rename, whyNotRenamed } from "../acts/rename.ts";
import type { Point } from "../pipeline/card-geometry.ts";
import { TextInput } from "../widgets/text-input.tsx";
import { useView, useWorkbench } from "../workbench/workbench.ts";

/** Asks for a node's new name beside the node, and says at once when it cannot be. */
export function RenameBox({ id, screen }: { readonly id: string; readonly screen: Point }): ReactNode {
  const workbench = useWorkbench();
  const closeDialog = useView((view) => view.closeDialog);
  const [name, setName] = useState(id);
  const fieldId = useId();
  const reasonId = useId();
  const draft = useMemo(() => readDraft(workbench.document.getState().text), [workbench]);
  const reason = draft === undefined ? undefined : whyNotRenamed(draft, id, name);
  const anchor = useMemo(
    () => ({ current: { getBoundingClientRect: () => new DOMRect(screen.x - 140, screen.y, 0, 0) } }),
    [screen],
  );
  const submit = (): void => {
    if (reason !== undefined) return;
    closeDialog();
    if (name !== id) perform(workbench, (now) => rename(now, id, name));
  };
  return (
    <Popover.Root open onOpenChange={(isOpen) => !isOpen && closeDialog()}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          aria-label={`Rename ${id}`}
          align="start"
          collisionPadding={12}
          className="floating z-50 w-72 rounded-card p-3"
        >
          <form
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <label htmlFor={fieldId} className="block text-table text-t2">
              Name
            </label>
            <TextInput
              id={fieldId}
              autoFocus
              value={name}
              dir="auto"
              aria-invalid={reason !== undefined}
              aria-describedby={reasonId}
              className="mt-1 w-full font-mono"
              onFocus={(event) => event.target.select()}
              onChange={(event) => setName(event.target.value)}
            />
            <p id={reasonId} className={`mt-1 text-meta ${reason === undefined ? "text-t3" : "text-crit-text"}`}>
              {reason ?? "Enter renames it everywhere: edges, SQL, checks, chaos."}
            </p>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
