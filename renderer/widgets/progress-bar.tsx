import type { ReactNode } from "react";

type ProgressBarProps = {
  readonly label: string;
  /** 0 to 1; left out while nobody knows how much is left. */
  readonly part?: number | undefined;
};

/** How far something is, or that it goes on. */
export function ProgressBar({ label, part }: ProgressBarProps): ReactNode {
  const percent = part === undefined ? undefined : Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1 w-full overflow-hidden rounded-full bg-hover"
    >
      <div
        className={`h-full rounded-full bg-accent ${percent === undefined ? "progress-unknown w-1/3" : ""}`}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
