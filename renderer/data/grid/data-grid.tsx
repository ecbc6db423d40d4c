import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import type { ResultTable } from "../../../engine/export/result-table.ts";
import type { GridLook } from "../../sql-text/wrap-query.ts";
import type { MenuEntry } from "../../widgets/menu-entry.ts";
import { RightClickMenu } from "../../widgets/right-click-menu.tsx";
import { GridBody } from "./grid-body.tsx";
import { type ColumnMenu, cellId, HEADER_PX, ROW_PX } from "./grid-geometry.ts";
import { GridHeader } from "./grid-header.tsx";
import {
  type CellPlace,
  clampSelection,
  FIRST_CELL,
  type GridSelection,
  HEADER_ROW,
  move,
  moveOfKey,
} from "./grid-selection.ts";
import { useCellDrag } from "./use-cell-drag.ts";
import { useGridLayout } from "./use-grid-layout.ts";

export type DataGridProps = {
  /** What the table is, for a screen reader. */
  readonly label: string;
  readonly table: ResultTable;
  readonly look?: GridLook;
  /** What Enter and a double click do with a cell. */
  readonly onOpen?: (place: CellPlace) => void;
  /** A click on a header, or Enter on it. */
  readonly onSort?: (column: number) => void;
  readonly columnMenu?: ColumnMenu;
  readonly cellMenu?: (selection: GridSelection) => readonly MenuEntry[];
  readonly onCopy?: (selection: GridSelection, hasHeader: boolean) => void;
  readonly onSelection?: (selection: GridSelection) => void;
};

/** A table of any length: rows and columns are made only where they are seen. Keys and roles are those of an ARIA grid. */
export function DataGrid(props: DataGridProps): ReactNode {
  const { label, table, look, onOpen, onSort, columnMenu, cellMenu, onSelection } = props;
  const { rowCount, columns } = table.batch;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setSelection] = useState<GridSelection>(FIRST_CELL);
  const selection = clampSelection(chosen, { rows: rowCount, columns: columns.length });
  const { active } = selection;
  const layout = useGridLayout(table, scroller);
  const { across, widths, setWidth, reveal } = layout;
  const choose = (next: GridSelection): void => {
    setSelection(next);
    onSelection?.(next);
  };
  const drag = useCellDrag(choose, selection);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== scroller.current) return;
    const isDone = act(props, event, selection, id) || go(event);
    if (!isDone) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const go = (event: KeyboardEvent<HTMLDivElement>): boolean => {
    const step = moveOfKey(event, Math.max(1, Math.floor((event.currentTarget.clientHeight - HEADER_PX) / ROW_PX) - 1));
    if (step === undefined) return false;
    const next = move(selection, step, { rows: rowCount, columns: columns.length }, event.shiftKey);
    choose(next);
    if (step.kind !== "all") reveal(next.active);
    return true;
  };
  const isHeaderActive = active.row === HEADER_ROW;
  const entries = isHeaderActive
    ? columnMenu?.(active.column, (px) => setWidth(active.column, px), widths[active.column] ?? 0)
    : cellMenu?.(selection);
  const grid = (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold only the rows that are seen.
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-multiselectable
      aria-activedescendant={columns.length === 0 ? undefined : cellId(id, active)}
      className="group/grid relative h-full min-h-0 select-none overflow-auto bg-panel font-mono text-table -outline-offset-2"
      onKeyDown={onKeyDown}
      {...drag}
    >
      <GridHeader
        id={id}
        table={table}
        widths={widths}
        items={across.getVirtualItems()}
        totalPx={across.getTotalSize()}
        activeColumn={isHeaderActive ? active.column : undefined}
        look={look}
        onSort={onSort}
        columnMenu={columnMenu}
        onResize={setWidth}
      />
      <GridBody id={id} table={table} layout={layout} selection={selection} onOpen={onOpen} />
    </div>
  );
  return entries === undefined || entries.length === 0 ? (
    grid
  ) : (
    <RightClickMenu entries={entries}>{grid}</RightClickMenu>
  );
}

/** What keys do other than moving; false when the key means nothing here. */
function act(
  { onCopy, onSort, onOpen }: DataGridProps,
  event: KeyboardEvent<HTMLDivElement>,
  selection: GridSelection,
  id: string,
): boolean {
  const { active } = selection;
  const { key, shiftKey } = event;
  if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "c") onCopy?.(selection, shiftKey);
  else if (key === "Enter" && active.row === HEADER_ROW) onSort?.(active.column);
  else if (key === "Enter" || key === "F2") onOpen?.(active);
  else if (key === "ContextMenu" || (shiftKey && key === "F10")) openMenu(cellId(id, active));
  else return false;
  return true;
}

/** As a right click on the cell would. */
function openMenu(id: string): void {
  const cell = document.getElementById(id);
  if (cell === null) return;
  const { left, bottom } = cell.getBoundingClientRect();
  cell.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, clientX: left + 8, clientY: bottom - 4 }));
}
