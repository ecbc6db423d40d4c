import type { ReactNode } from "react";
import { Field } from "../widgets/field.tsx";
import { TextInput } from "../widgets/text-input.tsx";

type NumberFieldProps = {
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  readonly note?: string;
  readonly onChange: (value: number) => void;
};

/** A number in a form; what is no number is NaN, which the form's check speaks about. */
export function NumberField({ label, unit, value, note, onChange }: NumberFieldProps): ReactNode {
  return (
    <Field label={label} aside={unit} note={note}>
      {(control) => (
        <TextInput
          {...control}
          type="number"
          min={0}
          step="any"
          value={Number.isNaN(value) ? "" : value}
          onChange={(event) => onChange(event.target.value === "" ? Number.NaN : Number(event.target.value))}
        />
      )}
    </Field>
  );
}
