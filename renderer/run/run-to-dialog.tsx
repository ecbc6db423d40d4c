import { type ReactNode, useState } from "react";
import { formatClock } from "../format/format-time.ts";
import { parseInstant } from "../format/instant-text.ts";
import { Button } from "../widgets/button.tsx";
import { Field } from "../widgets/field.tsx";
import { Modal } from "../widgets/modal.tsx";
import { Segmented } from "../widgets/segmented.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { ConditionForm } from "./condition-form.tsx";
import { conditionOf, NEW_CONDITION } from "./stop-condition.ts";

type Goal = "time" | "condition";

/** Asks where to go: to an instant, which is shown when the run has been there and run to when not, or until something happens. */
export function RunToDialog(): ReactNode {
  const workbench = useWorkbench();
  const { closeDialog } = workbench.view.getState();
  const [goal, setGoal] = useState<Goal>("time");
  const [timeText, setTimeText] = useState(() => formatClock(workbench.run.getState().current?.nowUs ?? 0));
  const [draft, setDraft] = useState(NEW_CONDITION);
  const [error, setError] = useState<string>();
  const start = (): void => {
    const failure = goal === "time" ? goToTime(workbench, timeText) : undefined;
    const condition = goal === "condition" ? conditionOf(draft) : undefined;
    if (failure !== undefined || condition?.ok === false) {
      setError(failure ?? (condition?.ok === false ? condition.error : undefined));
      return;
    }
    closeDialog();
    if (condition?.ok !== true) return;
    workbench.view.getState().showLive();
    void workbench.runner.runUntil(condition.value);
  };
  return (
    <Modal
      title="Run to"
      description="The run goes there as fast as it can and pauses; an instant that it has passed is shown."
      width="narrow"
      onClose={closeDialog}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <span>
          <Segmented<Goal>
            label="Run to"
            value={goal}
            options={[
              { value: "time", label: "A time" },
              { value: "condition", label: "A condition" },
            ]}
            onChange={(next) => {
              setGoal(next);
              setError(undefined);
            }}
          />
        </span>
        {goal === "time" ? (
          <Field label="Time" aside="since the start" note="A clock, 00:08:12, or a span, 8m12s." error={error}>
            {(control) => (
              <TextInput
                {...control}
                autoFocus
                className="font-mono"
                value={timeText}
                onFocus={(event) => event.target.select()}
                onChange={(event) => setTimeText(event.target.value)}
              />
            )}
          </Field>
        ) : (
          <ConditionForm draft={draft} error={error} onChange={setDraft} />
        )}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={closeDialog}>Cancel</Button>
          <Button type="submit" tone="primary">
            Go
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Goes to an instant; the answer is what is wrong with its text. */
function goToTime({ run, runner, view, document }: Workbench, text: string): string | undefined {
  const instant = parseInstant(text);
  if (!instant.ok) return instant.error;
  const { current, phase } = run.getState();
  const endUs = current?.durationUs ?? document.getState().drawing.durationUs;
  if (endUs !== undefined && instant.value > endUs)
    return `The run ends at ${formatClock(endUs)}: give a time up to that.`;
  if (current !== undefined && instant.value <= current.nowUs) {
    view.getState().showInstant(instant.value);
    return undefined;
  }
  // Going on would be another run.
  if (phase.kind === "finished")
    return `The run was over at ${formatClock(current?.nowUs ?? 0)}: give a time up to that.`;
  view.getState().showLive();
  void runner.runTo(instant.value);
  return undefined;
}
