import type { ReactNode } from "react";
import type { ProbeEvent } from "../../engine/base/probe.ts";
import { formatClockMs } from "../format/format-time.ts";
import { SEVERITY_LOOKS } from "./severity-looks.ts";

/** Height of a row; a target may not be lower than 24. */
export const ROW_PX = 24;

type EventRowProps = {
  readonly id: string;
  readonly event: ProbeEvent;
  /** Its position among the listed. */
  readonly index: number;
  readonly topPx: number;
  readonly isSelected: boolean;
  /** It comes after the instant that is shown. */
  readonly isAhead: boolean;
  readonly onChoose: () => void;
};

/** One event of the log. */
export function EventRow({ id, event, index, topPx, isSelected, isAhead, onChoose }: EventRowProps): ReactNode {
  const { atUs, severity, kind, subject, message } = event;
  const { Icon, title, className } = SEVERITY_LOOKS[severity];
  // Fainter, though not so faint that it could not be read.
  const [main, side] = isAhead ? ["text-t3", "text-t3"] : ["text-t1", "text-t2"];
  const look = isSelected ? "bg-hover outline outline-accent -outline-offset-1" : "hover:bg-hover";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold only the rows that are seen
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and its keys choose
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={`event-row absolute inset-x-0 h-6 text-table ${look} ${isAhead ? "italic" : ""}`}
      style={{ transform: `translateY(${topPx}px)` }}
      title={isAhead ? "After the instant that is shown" : undefined}
      onClick={onChoose}
    >
      <Cell className={`font-mono ${side}`}>{formatClockMs(atUs)}</Cell>
      <Cell className={className}>
        <Icon size={14} aria-label={title} />
      </Cell>
      <Cell className={main}>{kind}</Cell>
      <Cell className={side}>
        <bdi title={subject.slice(0, 1_000)}>{subject.slice(0, 200)}</bdi>
      </Cell>
      <Cell className={main}>
        <bdi title={message.slice(0, 2_000)}>{message.slice(0, 400)}</bdi>
      </Cell>
    </div>
  );
}

function Cell({ className, children }: { readonly className: string; readonly children: ReactNode }): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold only the rows that are seen
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <span role="gridcell" className={`truncate ${className}`}>
      {children}
    </span>
  );
}
