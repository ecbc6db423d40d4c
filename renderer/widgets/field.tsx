import { type ReactNode, useId } from "react";

/** What a control inside a field must carry. */
export type FieldControl = {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
};

type FieldProps = {
  readonly label: ReactNode;
  /** Beside the label, quieter: a config key, a unit. */
  readonly aside?: ReactNode;
  readonly note?: ReactNode;
  /** What is wrong, what is allowed, what to do. */
  readonly error?: string | undefined;
  readonly children: (control: FieldControl) => ReactNode;
};

/** A labelled control with its note and its error, tied together for screen readers. */
export function Field({ label, aside, note, error, children }: FieldProps): ReactNode {
  const id = useId();
  const noteId = `${id}-note`;
  const errorId = `${id}-error`;
  const describedBy = [note !== undefined && noteId, error !== undefined && errorId].filter(Boolean).join(" ");
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-table font-semibold text-t1">
          {label}
        </label>
        {aside !== undefined && <span className="truncate font-mono text-meta text-t3">{aside}</span>}
      </div>
      {children({
        id,
        "aria-describedby": describedBy === "" ? undefined : describedBy,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <p id={errorId} className="text-meta text-crit-text [overflow-wrap:anywhere]">
          {error}
        </p>
      )}
      {note !== undefined && (
        <p id={noteId} className="text-meta text-t3 [overflow-wrap:anywhere]">
          {note}
        </p>
      )}
    </div>
  );
}
