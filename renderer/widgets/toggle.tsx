import { Switch } from "radix-ui";
import { type ReactNode, useId } from "react";

type ToggleProps = {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isLabelHidden?: boolean;
};

/** A switch with its words. */
export function Toggle({ label, isOn, onChange, isLabelHidden = false }: ToggleProps): ReactNode {
  const id = useId();
  return (
    <span className="inline-flex min-h-6 items-center gap-2">
      <Switch.Root
        id={id}
        checked={isOn}
        onCheckedChange={onChange}
        aria-label={isLabelHidden ? label : undefined}
        className="h-5 w-9 shrink-0 rounded-full border border-line-strong bg-canvas transition-colors duration-[120ms] data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Switch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-line-strong transition-transform duration-[120ms] data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-on-accent" />
      </Switch.Root>
      {!isLabelHidden && <label htmlFor={id}>{label}</label>}
    </span>
  );
}
