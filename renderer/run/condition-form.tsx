import { type ReactNode, useId } from "react";
import type { StopCondition } from "../../engine/protocol/run-control.ts";
import { Field } from "../widgets/field.tsx";
import { Select } from "../widgets/select.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import { useDocument, useRun } from "../workbench/workbench.ts";
import { CONDITION_KINDS, type ConditionDraft, EVENT_KINDS } from "./stop-condition.ts";

type ConditionFormProps = {
  readonly draft: ConditionDraft;
  readonly error: string | undefined;
  readonly onChange: (draft: ConditionDraft) => void;
};

const NOTES: Readonly<Record<StopCondition["kind"], string>> = {
  "lag-over": "Stops at the event at which the lag crosses the limit; a lag that is over it already must fall first.",
  event: "Stops at the first event of the timeline that fits.",
  "batch-committed": "Stops at the entry in the commit log.",
  "record-duplicated":
    "Bronze took a record that it had already, or a log did, which is looked at once a virtual second.",
  "record-lost": "A leader was elected that lacks records of which their producer was told that they are safe.",
  "record-rejected": "A row broke a quality rule and went to the dead letters, or nowhere.",
  "check-violated":
    "The log and bronze are checked after every batch; silver and gold after a fault or a replay, and else with each tenth more records. The run is about half as fast meanwhile.",
};

/** The fields of a condition at which a run stops. */
export function ConditionForm({ draft, error, onChange }: ConditionFormProps): ReactNode {
  return (
    <div className="flex flex-col gap-3">
      <Field label="Stop when" note={NOTES[draft.kind]}>
        {(control) => (
          <Select
            {...control}
            // The dialog's first thing to do, rather than its Close.
            autoFocus
            value={draft.kind}
            options={CONDITION_KINDS.map(({ kind, title }) => ({ value: kind, label: title }))}
            onChange={(kind) => onChange({ ...draft, kind })}
          />
        )}
      </Field>
      {(draft.kind === "lag-over" || draft.kind === "batch-committed") && (
        <JobField draft={draft} onChange={onChange} />
      )}
      {draft.kind === "lag-over" && (
        <Field label="More than" aside="records" error={error}>
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={draft.records}
              onChange={(event) => onChange({ ...draft, records: event.target.value })}
            />
          )}
        </Field>
      )}
      {draft.kind === "event" && <EventFields draft={draft} error={error} onChange={onChange} />}
    </div>
  );
}

function JobField({ draft, onChange }: Pick<ConditionFormProps, "draft" | "onChange">): ReactNode {
  const nodes = useDocument((document) => document.drawing.nodes);
  const jobs = nodes.filter(({ kind }) => kind === "micro-batch").map(({ id }) => id);
  const options = [{ value: "", label: "any job" }, ...jobs.map((id) => ({ value: id, label: id.slice(0, 100) }))];
  return (
    <Field label="Of">
      {(control) => (
        <Select {...control} value={draft.job} options={options} onChange={(job) => onChange({ ...draft, job })} />
      )}
    </Field>
  );
}

function EventFields({ draft, error, onChange }: ConditionFormProps): ReactNode {
  const listId = useId();
  const current = useRun((run) => run.current);
  const seen = current === undefined ? [] : current.events.map(({ kind }) => kind);
  const kinds = [...new Set([...EVENT_KINDS, ...seen])].sort();
  return (
    <>
      <Field label="Kind of event" note="As the event log names it; empty for any." error={error}>
        {(control) => (
          <>
            <TextInput
              {...control}
              list={listId}
              value={draft.eventKind}
              onChange={(event) => onChange({ ...draft, eventKind: event.target.value })}
            />
            <datalist id={listId}>
              {kinds.map((kind) => (
                <option key={kind} value={kind} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field label="To whom" note="A node, a partition or a broker: job, flight.events-3, broker-2; empty for any.">
        {(control) => (
          <TextInput
            {...control}
            value={draft.subject}
            onChange={(event) => onChange({ ...draft, subject: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
