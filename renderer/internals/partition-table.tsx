import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import type { PartitionRow, TopicInternals } from "../../engine/protocol/log-inspection.ts";
import { formatBytes, formatWhole } from "../format/format-value.ts";

const ROW_PX = 24;
const TITLES = [
  "",
  "Leader",
  "Epoch",
  "In sync",
  "Replicas",
  "Start",
  "End",
  "High watermark",
  "Stable",
  "Size",
] as const;

type PartitionTableProps = {
  readonly internals: TopicInternals;
  readonly selected: number;
  readonly onSelect: (partition: number) => void;
};

/** A row for each partition, of which only those on the screen exist. */
export function PartitionTable({ internals, selected, onSelect }: PartitionTableProps): ReactNode {
  const { partitions } = internals;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: partitions.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollPaddingStart: ROW_PX,
  });
  useEffect(() => rows.scrollToIndex(selected, { align: "auto" }), [rows, selected]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(Math.min(partitions.length - 1, Math.max(0, selected + step)));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold only the rows that are seen
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Partitions"
      aria-rowcount={partitions.length + 1}
      aria-activedescendant={`${id}-${selected}`}
      className="min-w-0 flex-1 overflow-auto -outline-offset-2"
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div
        role="row"
        aria-rowindex={1}
        className="internals-row sticky top-0 z-10 h-6 bg-panel text-meta font-semibold text-t3 shadow-[0_1px_var(--line)]"
      >
        {TITLES.map((title) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
          <span key={title} role="columnheader" className="truncate">
            {title === "" ? <span className="sr-only">Partition</span> : title}
          </span>
        ))}
      </div>
      <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const row = partitions[index];
          return (
            row !== undefined && (
              <Row
                key={index}
                id={`${id}-${index}`}
                row={row}
                topPx={start}
                isSelected={index === selected}
                onSelect={() => onSelect(index)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

type RowProps = {
  readonly id: string;
  readonly row: PartitionRow;
  readonly topPx: number;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
};

function Row({ id, row, topPx, isSelected, onSelect }: RowProps): ReactNode {
  const { partition, leader, leaderEpoch, isr, replicas, sizeBytes } = row;
  const isMissing = isr.length < replicas.length;
  const cells: readonly ReactNode[] = [
    `p${partition}`,
    leader < 0 ? (
      <span key="leader" className="text-crit-text">
        none
      </span>
    ) : (
      `broker ${leader}`
    ),
    leaderEpoch,
    <span
      key="isr"
      className={isMissing ? "text-warn-text" : ""}
      title={isMissing ? "Not all replicas are in sync" : undefined}
    >
      {isr.join(", ")}
      {isMissing && " of "}
      {isMissing && replicas.length}
    </span>,
    replicas.join(", "),
    formatWhole(row.logStartOffset),
    formatWhole(row.logEndOffset),
    formatWhole(row.highWatermark),
    formatWhole(row.lastStableOffset),
    formatBytes(sizeBytes),
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold only the rows that are seen
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and its keys choose
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      id={id}
      role="row"
      aria-rowindex={partition + 2}
      aria-selected={isSelected}
      className={`internals-row absolute inset-x-0 h-6 text-table ${isSelected ? "bg-hover outline outline-accent -outline-offset-1" : "hover:bg-hover"}`}
      style={{ transform: `translateY(${topPx}px)` }}
      onClick={onSelect}
    >
      {cells.map((cell, column) => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
        <span key={TITLES[column]} role="gridcell" className="truncate font-mono text-t1">
          {cell}
        </span>
      ))}
    </div>
  );
}
