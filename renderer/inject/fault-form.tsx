import type { ReactNode } from "react";
import { Field, type FieldControl } from "../widgets/field.tsx";
import { Select } from "../widgets/select.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import { type FaultDraft, type FaultTargets, namesNode, nodesOf } from "./fault-draft.ts";
import type { FaultField, FaultForm } from "./fault-fields.ts";

type FaultFieldsProps = {
  readonly form: FaultForm;
  readonly draft: FaultDraft;
  readonly targets: FaultTargets;
  /** By key. */
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (draft: FaultDraft) => void;
};

/** The fields of a fault, each with its key in the recipe. */
export function FaultFields({ form, draft, targets, errors, onChange }: FaultFieldsProps): ReactNode {
  return form.fields.map((field) => {
    const value = draft[field.key] ?? "";
    const change = (text: string): void => onChange({ ...draft, [field.key]: text });
    if (field.kind === "brokers" || field.kind === "machines") {
      const error = errors[field.key];
      return <MachineBoxes key={field.key} {...{ field, value, targets, error }} onChange={change} />;
    }
    if (field.kind === "flag") return <FlagBox key={field.key} {...{ field, value }} onChange={change} />;
    return (
      <Field
        key={field.key}
        label={field.isRequired ? field.label : `${field.label} (optional)`}
        aside={field.key}
        note={field.note}
        error={errors[field.key]}
      >
        {(control) => <FieldInput {...{ control, field, value, targets }} onChange={change} />}
      </Field>
    );
  });
}

type InputProps = {
  readonly field: FaultField;
  readonly value: string;
  readonly targets: FaultTargets;
  readonly onChange: (text: string) => void;
};

function FieldInput(props: InputProps & { readonly control: FieldControl }): ReactNode {
  const { control, field, value, targets, onChange } = props;
  if (field.kind === "broker") {
    const options = brokersOf(targets).map((broker) => ({ value: broker, label: `Broker ${broker}` }));
    return <Select {...control} value={value} options={options} onChange={onChange} />;
  }
  if (namesNode(field.kind)) {
    const options = nodesOf(targets, field.kind).map((id) => ({ value: id, label: id.slice(0, 100) }));
    return <Select {...control} value={value} options={options} onChange={onChange} />;
  }
  return (
    <TextInput
      {...control}
      inputMode={field.kind === "whole" ? "numeric" : "text"}
      className={field.kind === "text" ? "" : "font-mono"}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function brokersOf({ brokers }: FaultTargets): readonly string[] {
  return Array.from({ length: brokers }, (_, index) => String(index + 1));
}

/** Which brokers fail together, or which machines stand at one side of a cut. */
function MachineBoxes({ field, value, targets, error, onChange }: InputProps & { readonly error: string | undefined }) {
  const chosen = new Set(value.split(",").filter((part) => part !== ""));
  const machines = [...brokersOf(targets), ...(field.kind === "machines" ? ["controller", "clients"] : [])];
  const toggle = (machine: string): void => {
    onChange(machines.filter((one) => (one === machine) !== chosen.has(one)).join(","));
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="text-table font-semibold text-t1">{field.label}</legend>
      <span className="flex flex-wrap gap-x-4 gap-y-1">
        {machines.map((machine) => (
          <CheckBox
            key={machine}
            label={MACHINE_WORDS[machine] ?? `Broker ${machine}`}
            isChecked={chosen.has(machine)}
            onToggle={() => toggle(machine)}
          />
        ))}
      </span>
      {error !== undefined && <p className="text-meta text-crit-text">{error}</p>}
      <p className="text-meta text-t3">{field.note}</p>
    </fieldset>
  );
}

const MACHINE_WORDS: Readonly<Record<string, string>> = { controller: "Controller", clients: "All clients" };

function FlagBox({ field, value, onChange }: Omit<InputProps, "targets">): ReactNode {
  return (
    <span className="flex flex-col gap-1">
      <CheckBox
        label={field.label}
        isChecked={value === "true"}
        onToggle={() => onChange(value === "true" ? "" : "true")}
      />
      <span className="text-meta text-t3">{field.note}</span>
    </span>
  );
}

type CheckBoxProps = { readonly label: string; readonly isChecked: boolean; readonly onToggle: () => void };

function CheckBox({ label, isChecked, onToggle }: CheckBoxProps): ReactNode {
  return (
    <label className="flex min-h-6 items-center gap-2">
      <input type="checkbox" className="size-4 accent-(--accent)" checked={isChecked} onChange={onToggle} />
      {label}
    </label>
  );
}
