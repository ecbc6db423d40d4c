import type { ReactNode } from "react";

type SmallButtonProps = {
  readonly label: string;
  readonly isOff?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
};

/** A button of 24 px with an icon, for the lines of lists. */
export function SmallButton({ label, isOff = false, onClick, children }: SmallButtonProps): ReactNode {
  return (
    <button
      type="button"
      aria-label={label.slice(0, 200)}
      title={label.slice(0, 200)}
      aria-disabled={isOff || undefined}
      className="grid size-6 shrink-0 place-items-center rounded-button text-t3 hover:bg-hover hover:text-t1 aria-disabled:opacity-40"
      onClick={() => !isOff && onClick()}
    >
      {children}
    </button>
  );
}
