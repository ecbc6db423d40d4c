import type { ReactNode } from "react";
import { History } from "../../engine/base/history.ts";
import { formatCount } from "../format/format-value.ts";
import { useReadings } from "../pipeline/use-live.ts";
import { useRun } from "../workbench/workbench.ts";
import { ROW_PX } from "./lag-painter.ts";
import { lagAt, ownerAt } from "./partition-lag.ts";
import type { Reader, ReaderPartition } from "./readers.ts";

type LagNamesProps = {
  readonly id: string;
  readonly reader: Reader;
  readonly scrollPx: number;
  readonly heightPx: number;
  readonly selected: number;
  readonly onSelect: (row: number) => void;
};

const NO_HISTORY = new History();

/** The names of the rows that are seen, each with its lag at the instant shown and who reads it: the map without its colours. */
export function LagNames({ id, reader, scrollPx, heightPx, selected, onSelect }: LagNamesProps): ReactNode {
  const { atUs } = useReadings();
  const history = useRun((run) => run.current?.history) ?? NO_HISTORY;
  const first = Math.floor(scrollPx / ROW_PX);
  const shown = reader.partitions.slice(first, first + Math.ceil(heightPx / ROW_PX) + 1);
  return (
    <div role="presentation" className="relative overflow-hidden border-r border-line">
      {shown.map((partition, index) => (
        <NameRow
          key={partition.label}
          id={`${id}-${first + index}`}
          partition={partition}
          row={first + index}
          topPx={(first + index) * ROW_PX - scrollPx}
          isSelected={first + index === selected}
          lag={lagAt(history, partition, atUs)}
          owner={ownerAt(history, partition, atUs)}
          onSelect={onSelect}
        />
      ))}
    </div>
  );
}

type NameRowProps = {
  readonly id: string;
  readonly partition: ReaderPartition;
  readonly row: number;
  readonly topPx: number;
  readonly isSelected: boolean;
  readonly lag: number | undefined;
  readonly owner: number | undefined;
  readonly onSelect: (row: number) => void;
};

function NameRow({ id, partition, row, topPx, isSelected, lag, owner, onSelect }: NameRowProps): ReactNode {
  const who = owner === undefined ? "" : owner === 0 ? "nobody" : `C${owner}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold only the rows that are seen
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and its keys choose
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      id={id}
      role="row"
      aria-rowindex={row + 1}
      aria-selected={isSelected}
      className={`absolute inset-x-0 flex items-center gap-2 px-2 text-axis ${isSelected ? "bg-hover outline outline-accent -outline-offset-1" : "hover:bg-hover"}`}
      style={{ top: topPx, height: ROW_PX }}
      onClick={() => onSelect(row)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <span role="gridcell" className="min-w-0 flex-1 truncate text-t2" title={partition.label}>
        <bdi>{partition.label}</bdi>
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <span role="gridcell" className="shrink-0 font-mono text-t1">
        {lag === undefined ? "–" : formatCount(lag)}
      </span>
      {owner !== undefined && (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
        <span
          role="gridcell"
          className={`w-11 shrink-0 text-right font-mono ${owner === 0 ? "text-warn-text" : "text-t2"}`}
        >
          {who}
        </span>
      )}
    </div>
  );
}
