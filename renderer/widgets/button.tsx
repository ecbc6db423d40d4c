import type { ComponentProps, ReactNode } from "react";

export type ButtonTone = "primary" | "plain" | "quiet" | "danger";

const TONES: Readonly<Record<ButtonTone, string>> = {
  primary: "bg-accent text-on-accent border-transparent hover:brightness-110",
  plain: "bg-raised text-t1 border-line-strong hover:bg-hover",
  quiet: "bg-transparent text-t1 border-transparent hover:bg-hover",
  danger: "bg-crit text-on-crit border-transparent hover:brightness-110",
};

type ButtonProps = Omit<ComponentProps<"button">, "disabled"> & {
  readonly tone?: ButtonTone;
  /** Why it cannot be pressed now. It stays in the tab order, so that everybody can learn the reason. */
  readonly whyNot?: string | undefined;
};

/** A button with words on it. */
export function Button({ tone = "plain", whyNot, className = "", onClick, title, ...rest }: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex h-7 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-button border px-3 text-table font-semibold transition-colors duration-[120ms] aria-disabled:opacity-50 ${TONES[tone]} ${className}`}
      aria-disabled={whyNot !== undefined || undefined}
      title={whyNot ?? title}
      onClick={(event) => {
        if (whyNot === undefined) onClick?.(event);
        else event.preventDefault();
      }}
    />
  );
}
