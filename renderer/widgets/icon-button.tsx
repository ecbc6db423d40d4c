import type { ComponentProps, ReactNode } from "react";
import { Hint } from "./hint.tsx";

type IconButtonProps = Omit<ComponentProps<"button">, "disabled" | "aria-label" | "title"> & {
  /** Its name, and the first words of its tooltip. */
  readonly label: string;
  /** What the tooltip says instead of the name: "Undo move events.raw". */
  readonly hint?: string | undefined;
  /** In tinykeys' words. */
  readonly keys?: string | undefined;
  /** Why it cannot be pressed now: the tooltip says it, and the button stays reachable. */
  readonly whyNot?: string | undefined;
  readonly isOn?: boolean | undefined;
  readonly tone?: "quiet" | "primary";
  readonly side?: "top" | "right" | "bottom" | "left";
};

/** A button with an icon alone: 28 px, named, with a tooltip that tells its shortcut. */
export function IconButton(props: IconButtonProps): ReactNode {
  const { label, hint, keys, whyNot, isOn, tone = "quiet", side, className = "", onClick, ...rest } = props;
  const color =
    tone === "primary"
      ? "bg-accent text-on-accent hover:brightness-110"
      : "text-t2 hover:bg-hover hover:text-t1 aria-pressed:bg-hover aria-pressed:text-accent";
  return (
    <Hint text={whyNot ?? hint ?? label} keys={whyNot === undefined ? keys : undefined} {...(side && { side })}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={isOn}
        aria-disabled={whyNot !== undefined || undefined}
        className={`grid size-7 shrink-0 place-items-center rounded-button transition-colors duration-[120ms] aria-disabled:opacity-45 ${color} ${className}`}
        onClick={(event) => {
          if (whyNot === undefined) onClick?.(event);
          else event.preventDefault();
        }}
      />
    </Hint>
  );
}
