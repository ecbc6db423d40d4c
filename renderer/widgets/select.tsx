import type { ComponentProps, ReactNode } from "react";

/** One thing that can be chosen. */
export type SelectOption<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly isDisabled?: boolean;
};

type SelectProps<Value extends string> = Omit<ComponentProps<"select">, "onChange" | "value" | "children"> & {
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
};

/** A drop-down list: the browser's own, which every keyboard and screen reader knows. */
export function Select<Value extends string>(props: SelectProps<Value>): ReactNode {
  const { value, options, onChange, className = "", ...rest } = props;
  return (
    <select
      {...rest}
      value={value}
      className={`control ${className}`}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map(({ value: option, label, isDisabled = false }) => (
        <option key={option} value={option} disabled={isDisabled}>
          {label}
        </option>
      ))}
    </select>
  );
}
