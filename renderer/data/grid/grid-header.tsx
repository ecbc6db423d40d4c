import type { VirtualItem } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, EllipsisVertical, ListFilter } from "lucide-react";
import { type PointerEvent, type ReactNode, useRef } from "react";
import type { ResultTable } from "../../../engine/export/result-table.ts";
import type { GridLook } from "../../sql-text/wrap-query.ts";
import { Menu } from "../../widgets/menu.tsx";
import { clampWidth, naturalWidth } from "./column-widths.ts";
import { type ColumnMenu, cellId, GUTTER_PX, HEADER_PX } from "./grid-geometry.ts";
import { HEADER_ROW } from "./grid-selection.ts";

type GridHeaderProps = {
  readonly id: string;
  readonly table: ResultTable;
  readonly widths: readonly number[];
  readonly items: readonly VirtualItem[];
  readonly totalPx: number;
  readonly activeColumn: number | undefined;
  readonly look: GridLook | undefined;
  readonly onSort: ((column: number) => void) | undefined;
  readonly columnMenu: ColumnMenu | undefined;
  readonly onResize: (column: number, px: number) => void;
};

/** The names and types of the columns; it stays while the rows scroll. */
export function GridHeader(props: GridHeaderProps): ReactNode {
  const { items, totalPx } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid.
    <div role="rowgroup" className="sticky top-0 z-20" style={{ width: totalPx + GUTTER_PX }}>
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see the grid, which has the focus. */}
      <div
        role="row"
        aria-rowindex={1}
        className="relative flex border-b border-line-strong bg-panel"
        style={{ height: HEADER_PX }}
      >
        <div
          aria-hidden
          className="sticky left-0 z-10 border-r border-line bg-panel"
          style={{ width: GUTTER_PX, height: HEADER_PX - 1 }}
        />
        {items.map(({ index, start, size }) => (
          <HeaderCell key={index} {...props} column={index} leftPx={GUTTER_PX + start} widthPx={size} />
        ))}
      </div>
    </div>
  );
}

type HeaderCellProps = GridHeaderProps & {
  readonly column: number;
  readonly leftPx: number;
  readonly widthPx: number;
};

function HeaderCell(props: HeaderCellProps): ReactNode {
  const { id, table, column, leftPx, widthPx, look, onSort, columnMenu, onResize, activeColumn } = props;
  const name = table.batch.columns[column]?.name ?? "";
  const type = table.types[column] ?? "";
  const sort = look?.sort?.column === column ? look.sort : undefined;
  const isFiltered = look?.filters.some((filter) => filter.column === column) === true;
  const ring = activeColumn === column ? "outline-1 -outline-offset-1 outline-accent group-focus/grid:outline-2" : "";
  const direction = sort === undefined ? "none" : sort.isDescending ? "descending" : "ascending";
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see the grid, which has the focus.
    <div
      id={cellId(id, { row: HEADER_ROW, column })}
      role="columnheader"
      aria-colindex={column + 1}
      aria-sort={onSort === undefined ? undefined : direction}
      data-place={`${HEADER_ROW},${column}`}
      className={`group/header absolute flex items-center gap-1 overflow-hidden border-r border-line px-2 ${ring}`}
      style={{ left: leftPx, width: widthPx, height: HEADER_PX - 1 }}
      title={`${name.slice(0, 1_000)}: ${type}`}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <button
        type="button"
        tabIndex={-1}
        // The grid keeps the focus, and so its keys.
        onMouseDown={(event) => event.preventDefault()}
        className="flex min-w-0 flex-1 items-baseline gap-1.5 overflow-hidden text-left"
        onClick={() => onSort?.(column)}
      >
        <bdi className="shrink truncate font-semibold text-t1">{name.slice(0, 300)}</bdi>
        <span className="min-w-0 shrink-[1000] truncate text-axis text-t3">{type.toLowerCase().slice(0, 60)}</span>
      </button>
      {isFiltered && <ListFilter size={12} className="shrink-0 text-accent" aria-label="filtered" />}
      {sort?.isDescending === false && <ArrowUp size={12} className="shrink-0 text-accent" aria-hidden />}
      {sort?.isDescending === true && <ArrowDown size={12} className="shrink-0 text-accent" aria-hidden />}
      {columnMenu !== undefined && (
        <Menu entries={columnMenu(column, (px) => onResize(column, px), widthPx)} align="end">
          <button
            type="button"
            tabIndex={-1}
            aria-label={`Column ${name.slice(0, 80)}`}
            className="absolute top-px right-2 grid size-6 place-items-center rounded-control bg-panel text-t2 opacity-0 group-hover/header:opacity-100 hover:bg-hover focus-visible:opacity-100 data-[state=open]:opacity-100"
          >
            <EllipsisVertical size={14} />
          </button>
        </Menu>
      )}
      <ResizeHandle
        widthPx={widthPx}
        onResize={(px) => onResize(column, px)}
        onFit={() => onResize(column, naturalWidth(table, column))}
      />
    </div>
  );
}

type ResizeHandleProps = {
  readonly widthPx: number;
  readonly onResize: (px: number) => void;
  readonly onFit: () => void;
};

/** The right border of a header: dragged, it widens the column; a double click fits it. The column's menu does the same by keys. */
function ResizeHandle({ widthPx, onResize, onFit }: ResizeHandleProps): ReactNode {
  const from = useRef<{ readonly x: number; readonly widthPx: number }>(undefined);
  const drag = (event: PointerEvent<HTMLSpanElement>): void => {
    if (from.current === undefined) return;
    onResize(clampWidth(from.current.widthPx + event.clientX - from.current.x));
  };
  return (
    <span
      aria-hidden
      className="absolute top-0 right-0 h-full w-2 cursor-col-resize touch-none hover:bg-accent/40"
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, widthPx };
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onDoubleClick={onFit}
    />
  );
}
