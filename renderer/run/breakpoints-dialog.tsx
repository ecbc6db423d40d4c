import { Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { setBreakpoints } from "../stores/run-store.ts";
import { Button } from "../widgets/button.tsx";
import { IconButton } from "../widgets/icon-button.tsx";
import { Modal } from "../widgets/modal.tsx";
import { Toggle } from "../widgets/toggle.tsx";
import { useRun, useView, useWorkbench } from "../workbench/workbench.ts";
import { draftForNode, withBreakpoint, withoutBreakpoint, withSwitch } from "./breakpoints.ts";
import { ConditionForm } from "./condition-form.tsx";
import { conditionOf, NEW_CONDITION, speakCondition } from "./stop-condition.ts";

/** The conditions at which a run pauses by itself: a list with switches, and the form of the next. The dialog's subject is a node to begin with. */
export function BreakpointsDialog(): ReactNode {
  const subject = useView((facts) => facts.dialog?.subject);
  const { run, document, view } = useWorkbench();
  const list = useRun((facts) => facts.breakpoints);
  const [draft, setDraft] = useState(() =>
    subject === undefined ? NEW_CONDITION : draftForNode(document.getState().drawing, subject),
  );
  const [error, setError] = useState<string>();
  const add = (): void => {
    const condition = conditionOf(draft);
    setError(condition.ok ? undefined : condition.error);
    if (!condition.ok) return;
    setBreakpoints(run, withBreakpoint(list, condition.value));
    view.getState().announce(`Breakpoint: stop when ${speakCondition(condition.value)}.`);
  };
  return (
    <Modal
      title="Breakpoints"
      description="A run pauses by itself at the event that makes one of these true. Breakpoints never change a run."
      onClose={view.getState().closeDialog}
    >
      {list.length === 0 ? (
        <p className="pb-3 text-t2">No breakpoints yet.</p>
      ) : (
        <ul aria-label="Breakpoints" className="mb-3 divide-y divide-line rounded-card border border-line">
          {list.map(({ id, condition, isOn }) => (
            <li key={id} className="flex items-center gap-3 px-3 py-1.5">
              <Toggle
                label={`Stop when ${speakCondition(condition)}`}
                isLabelHidden
                isOn={isOn}
                onChange={(on) => setBreakpoints(run, withSwitch(list, id, on))}
              />
              <bdi className={`min-w-0 flex-1 [overflow-wrap:anywhere] ${isOn ? "" : "text-t3"}`}>
                Stop when {speakCondition(condition).slice(0, 300)}
              </bdi>
              <IconButton
                label={`Remove the breakpoint: ${speakCondition(condition).slice(0, 100)}`}
                onClick={() => setBreakpoints(run, withoutBreakpoint(list, id))}
              >
                <Trash2 size={14} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <form
        aria-label="New breakpoint"
        className="flex flex-col gap-3 rounded-card border border-line p-3"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <ConditionForm draft={draft} error={error} onChange={setDraft} />
        <div className="flex justify-end">
          <Button type="submit" tone="primary">
            Add breakpoint
          </Button>
        </div>
      </form>
    </Modal>
  );
}
