import { ChevronDown, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { SpaceRow } from "./shown-rows.ts";
import { ROW_PX } from "./space-painter.ts";

type LaneNamesProps = {
  readonly id: string;
  readonly rows: readonly SpaceRow[];
  readonly scrollPx: number;
  readonly heightPx: number;
  readonly selected: number;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (group: string) => void;
};

/** The names of the lanes that are seen; a group's is pressed to fold it or to open it. */
export function LaneNames(props: LaneNamesProps): ReactNode {
  const { id, rows, scrollPx, heightPx, selected, onSelect, onToggle } = props;
  const first = Math.floor(scrollPx / ROW_PX);
  return (
    <div role="presentation" className="relative overflow-hidden border-r border-line">
      {rows.slice(first, first + Math.ceil(heightPx / ROW_PX) + 1).map((row, index) => (
        <LaneName
          key={row.id}
          id={`${id}-${first + index}`}
          row={row}
          number={first + index}
          topPx={(first + index) * ROW_PX - scrollPx}
          isSelected={first + index === selected}
          onPress={() => {
            onSelect(first + index);
            if (row.fold !== undefined) onToggle(row.fold.group);
          }}
        />
      ))}
    </div>
  );
}

type LaneNameProps = {
  readonly id: string;
  readonly row: SpaceRow;
  readonly number: number;
  readonly topPx: number;
  readonly isSelected: boolean;
  readonly onPress: () => void;
};

function LaneName({ id, row, number, topPx, isSelected, onPress }: LaneNameProps): ReactNode {
  const { title, fold, lanes } = row;
  const Chevron = fold?.isFolded === true ? ChevronRight : ChevronDown;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold only the rows that are seen
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and its keys choose
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      id={id}
      role="row"
      aria-rowindex={number + 1}
      aria-selected={isSelected}
      aria-level={fold === undefined ? 2 : 1}
      aria-expanded={fold === undefined ? undefined : !fold.isFolded}
      className={`absolute inset-x-0 flex items-center gap-1 text-axis ${fold === undefined ? "pr-2 pl-6 text-t2" : "px-1 font-semibold text-t1"} ${isSelected ? "bg-hover outline outline-accent -outline-offset-1" : "hover:bg-hover"}`}
      style={{ top: topPx, height: ROW_PX }}
      onClick={onPress}
    >
      {fold !== undefined && <Chevron size={12} aria-hidden="true" className="shrink-0 text-t3" />}
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <span role="gridcell" className="min-w-0 flex-1 truncate" title={title.slice(0, 1_000)}>
        <bdi>{title.slice(0, 200)}</bdi>
        {fold?.isFolded === true && <span className="font-normal text-t3"> ({lanes.length})</span>}
      </span>
    </div>
  );
}
