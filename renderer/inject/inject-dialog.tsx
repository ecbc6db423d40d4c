import { type ReactNode, useState } from "react";
import { formatClock } from "../format/format-time.ts";
import { parseInstant } from "../format/instant-text.ts";
import { Button } from "../widgets/button.tsx";
import { Field } from "../widgets/field.tsx";
import { Modal } from "../widgets/modal.tsx";
import { Segmented } from "../widgets/segmented.tsx";
import { Select } from "../widgets/select.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { type FaultDraft, faultOf, type PlainFault, readSubject, startDraft } from "./fault-draft.ts";
import { FAULT_FORMS, type FaultForm, faultFormOf } from "./fault-fields.ts";
import { FaultFields } from "./fault-form.tsx";
import { addToRecipe, canStrike, strike } from "./strike.ts";
import { useFaultTargets } from "./use-fault-targets.ts";

type When = "now" | "at";

const NO_TEXT =
  "The scenario's text cannot be read at the moment, so its recipe cannot take a fault. Mend it in the YAML tab first.";

/** Asks for a fault: it strikes the run that goes on, or goes into the recipe for the next one. */
export function InjectDialog(): ReactNode {
  const workbench = useWorkbench();
  const { closeDialog } = workbench.view.getState();
  const [asked] = useState(() => readSubject(workbench.view.getState().dialog?.subject));
  const targets = useFaultTargets();
  const [form, setForm] = useState<FaultForm>(() => faultFormOf(asked.fault) ?? (FAULT_FORMS[0] as FaultForm));
  const [draft, setDraft] = useState<FaultDraft>(() => startDraft(form, asked.target, targets));
  const [mayStrike] = useState(() => canStrike(workbench) && asked.atUs === undefined);
  const [when, setWhen] = useState<When>(mayStrike ? "now" : "at");
  const [atText, setAtText] = useState(() => formatClock(asked.atUs ?? startUs(workbench)));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});

  /** The sound fault of the form; its errors are shown when it is none. */
  const read = (): PlainFault | undefined => {
    const fault = faultOf(form, draft);
    setErrors(fault.ok ? {} : fault.error);
    return fault.ok ? fault.value : undefined;
  };
  const strikeNow = async (): Promise<void> => {
    const fault = read();
    if (fault === undefined) return;
    const refusal = await strike(workbench, fault).catch((error: unknown) => String(error));
    if (refusal === undefined) closeDialog();
    else setErrors({ "": refusal });
  };
  const add = (isForked: boolean): void => {
    const fault = read();
    const atUs = instantOf(workbench, atText);
    if (typeof atUs === "string") setErrors((others) => ({ ...others, at: atUs }));
    if (fault === undefined || typeof atUs === "string") return;
    if (!addToRecipe(workbench, fault, atUs)) {
      setErrors({ "": NO_TEXT });
      return;
    }
    closeDialog();
    if (isForked) void workbench.commands.run("run.fork", workbench);
  };
  const hasRun = workbench.run.getState().current !== undefined;
  return (
    <Modal title="Inject a fault" description={form.note} onClose={closeDialog}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (when === "now") void strikeNow();
          else add(false);
        }}
      >
        <Field label="Fault" aside="chaos">
          {(control) => (
            <Select
              {...control}
              value={form.fault}
              options={FAULT_FORMS.map(({ fault, title }) => ({ value: fault, label: title }))}
              onChange={(fault) => {
                const next = faultFormOf(fault) ?? form;
                setForm(next);
                setDraft(startDraft(next, asked.target, targets));
                setErrors({});
              }}
            />
          )}
        </Field>
        {/* Who chose the fault already goes on with what it needs; else the dialog begins with the choice. */}
        <div className="flex flex-col gap-3" {...(asked.fault !== "" && { "data-autofocus": "" })}>
          <FaultFields form={form} draft={draft} targets={targets} errors={errors} onChange={setDraft} />
        </div>
        {mayStrike && (
          <span>
            <Segmented<When>
              label="When"
              value={when}
              options={[
                { value: "now", label: "Now", title: "It strikes the run that goes on, and the recipe gets it too" },
                { value: "at", label: "In the recipe, at a time", title: "It strikes runs from the next one on" },
              ]}
              onChange={setWhen}
            />
          </span>
        )}
        {when === "at" && <AtField value={atText} error={errors["at"]} onChange={setAtText} />}
        {errors[""] !== undefined && (
          <p role="alert" className="text-table text-crit-text [overflow-wrap:anywhere]">
            {errors[""]}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2 pt-1">
          <Button onClick={closeDialog}>Cancel</Button>
          {when === "at" && hasRun && <Button onClick={() => add(true)}>Add and fork from zero</Button>}
          <Button type="submit" tone={when === "now" ? "danger" : "primary"}>
            {when === "now" ? "Strike now" : "Add to the recipe"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function AtField({
  value,
  error,
  onChange,
}: {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}): ReactNode {
  const note = "Since the start of the run: a clock, 00:08:12, or a span, 8m12s.";
  return (
    <Field label="At" aside="at" note={note} error={error}>
      {(control) => (
        <TextInput
          {...control}
          className="font-mono"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** The instant that the form starts with: the one that is shown, or a minute into a run that has not begun. */
function startUs({ run, view }: Workbench): number {
  const shownUs = shownUsOf(run.getState(), view.getState());
  return shownUs === 0 ? 60_000_000 : shownUs;
}

/** The instant that a text says; a sentence when it says none of this scenario's. */
function instantOf({ document }: Workbench, text: string): number | string {
  const instant = parseInstant(text);
  if (!instant.ok) return instant.error;
  const endUs = document.getState().drawing.durationUs;
  if (endUs === undefined || instant.value < endUs) return instant.value;
  return `The run ends at ${formatClock(endUs)}: a fault must begin before that.`;
}
