import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

type SegmentedProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: ReactNode; readonly title?: string }[];
  readonly onChange: (value: Value) => void;
};

/** A few choices side by side, one of them taken; arrow keys move between them. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>): ReactNode {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(chosen) => {
        const option = options.find((candidate) => candidate.value === chosen);
        if (option !== undefined) onChange(option.value);
      }}
      className="inline-flex shrink-0 overflow-hidden rounded-button border border-line"
    >
      {options.map(({ value: option, label: words, title }) => (
        <ToggleGroup.Item
          key={option}
          value={option}
          title={title}
          className="h-[26px] min-w-7 px-2 text-table text-t2 -outline-offset-2 hover:bg-hover hover:text-t1 data-[state=on]:bg-hover data-[state=on]:font-semibold data-[state=on]:text-t1"
        >
          {words}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
