import { memo, type ReactNode, useMemo } from "react";
import { cellReader } from "../../../engine/export/cell-text.ts";
import { isNumberType, type ResultTable } from "../../../engine/export/result-table.ts";
import { formatWhole } from "../../format/format-value.ts";
import { cellId, GUTTER_PX, ROW_PX } from "./grid-geometry.ts";
import { type CellPlace, type GridSelection, holds, rangeOf } from "./grid-selection.ts";
import type { GridLayout } from "./use-grid-layout.ts";

/** No cell shows more; the whole value is a key away. */
const CHARACTERS_SHOWN = 300;

type GridBodyProps = {
  readonly id: string;
  readonly table: ResultTable;
  readonly layout: GridLayout;
  readonly selection: GridSelection;
  readonly onOpen: ((place: CellPlace) => void) | undefined;
};

/** The rows that are seen. */
export function GridBody({ id, table, layout, selection, onOpen }: GridBodyProps): ReactNode {
  const { rows, across } = layout;
  const columns = across.getVirtualItems();
  const readers = useMemo(() => table.batch.columns.map(({ column }) => cellReader(column)), [table]);
  const range = rangeOf(selection);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid.
    <div
      role="rowgroup"
      className="relative"
      style={{ height: rows.getTotalSize(), width: across.getTotalSize() + GUTTER_PX }}
    >
      {rows.getVirtualItems().map(({ index: row, start }) => (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see the grid, which has the focus.
        <div
          key={row}
          role="row"
          aria-rowindex={row + 2}
          className="absolute left-0 flex w-full hover:bg-hover"
          style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
        >
          <div
            aria-hidden
            className="sticky left-0 z-10 shrink-0 border-r border-b border-line bg-panel pr-2 text-right text-meta leading-6 text-t3"
            style={{ width: GUTTER_PX }}
          >
            {formatWhole(row + 1)}
          </div>
          {columns.map(({ index: column, start: left, size }) => (
            <GridCell
              key={column}
              id={cellId(id, { row, column })}
              place={`${row},${column}`}
              column={column}
              text={readers[column]?.(row, CHARACTERS_SHOWN)}
              isNumber={isNumberType(table.types[column] ?? "")}
              leftPx={GUTTER_PX + left}
              widthPx={size}
              isSelected={holds(range, row, column)}
              isActive={selection.active.row === row && selection.active.column === column}
              onOpen={onOpen}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

type GridCellProps = {
  readonly id: string;
  readonly place: string;
  readonly column: number;
  readonly text: string | undefined;
  readonly isNumber: boolean;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly onOpen: ((place: CellPlace) => void) | undefined;
};

const GridCell = memo(function GridCell(props: GridCellProps): ReactNode {
  const { id, place, column, text, isNumber, leftPx, widthPx, isSelected, isActive, onOpen } = props;
  const tone = isSelected ? "bg-accent/18" : "";
  const ring = isActive ? "outline-1 -outline-offset-1 outline-accent group-focus/grid:outline-2" : "";
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see the grid, which has the focus.
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={isSelected}
      data-place={place}
      title={text !== undefined && text.length > 30 ? text : undefined}
      className={`absolute overflow-hidden text-ellipsis whitespace-pre border-r border-b border-line px-2 leading-[23px] ${isNumber ? "text-right" : ""} ${tone} ${ring}`}
      style={{ left: leftPx, width: widthPx, height: ROW_PX }}
      onDoubleClick={() => {
        const [row = 0] = place.split(",").map(Number);
        onOpen?.({ row, column });
      }}
    >
      {text === undefined ? <span className="text-t3 italic">NULL</span> : <bdi>{oneLine(text)}</bdi>}
    </div>
  );
});

/** Line ends and tabs as marks: a cell has one line. */
function oneLine(text: string): string {
  return /[\n\r\t]/u.test(text) ? text.replaceAll(/\r\n|\r|\n/gu, "⏎").replaceAll("\t", "⇥") : text;
}
