import { type ReactNode, useState } from "react";
import { cellReader } from "../../engine/export/cell-text.ts";
import { tsvOf } from "../../engine/export/delimited-text.ts";
import { formatWhole } from "../format/format-value.ts";
import type { GridFilter, GridLook } from "../sql-text/wrap-query.ts";
import type { QueryRows, QueryTab } from "../stores/query-store.ts";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { copyText } from "./copy-text.ts";
import { correlationIdOf } from "./correlation-id.ts";
import { FilterDialog } from "./filter-dialog.tsx";
import { naturalWidth } from "./grid/column-widths.ts";
import { DataGrid } from "./grid/data-grid.tsx";
import { type CellPlace, cellCount, type GridSelection, rangeOf } from "./grid/grid-selection.ts";
import { RangeFooter } from "./grid/range-footer.tsx";
import { showRecordsBehind, tableShownBy } from "./row-records.ts";
import { RowViewer } from "./row-viewer.tsx";
import { rerunTab, whyNoLook } from "./run-query.ts";

/** More would hold up the screen while the text is made. */
const COPIED_CELLS_MAX = 300_000;
/** How much wider or narrower a column gets by one choice in its menu. */
const WIDTH_STEP_PX = 40;

type ResultGridProps = { readonly tab: QueryTab; readonly rows: QueryRows };

/** A result as a grid: sorted and filtered by DuckDB, copied as tabbed text, each row a way to its record's journey. */
export function ResultGrid({ tab, rows }: ResultGridProps): ReactNode {
  const workbench = useWorkbench();
  const [opened, setOpened] = useState<CellPlace>();
  const [filtering, setFiltering] = useState<number>();
  const [selection, setSelection] = useState<GridSelection>();
  const { look } = tab;
  const columnName = (column: number): string => rows.batch.columns[column]?.name ?? "";
  const apply = (change: Partial<GridLook>): void => {
    const reason = whyNoLook(workbench, tab);
    if (reason === undefined) void rerunTab(workbench, tab, { look: { ...look, ...change } });
    else workbench.view.getState().announce(reason);
  };
  const addFilter = (filter: GridFilter): void => apply({ filters: [...look.filters, filter] });

  const columnMenu = (column: number, setWidth: (px: number) => void, widthPx: number): readonly MenuEntry[] => {
    const whyNot = whyNoLook(workbench, tab);
    const sort = (isDescending: boolean) => apply({ sort: { column, isDescending } });
    return [
      { kind: "item", label: "Sort ascending", whyNot, onSelect: () => sort(false) },
      { kind: "item", label: "Sort descending", whyNot, onSelect: () => sort(true) },
      {
        kind: "item",
        label: "As it came",
        whyNot: look.sort === undefined ? "The rows are in no order of a column." : whyNot,
        onSelect: () => apply({ sort: undefined }),
      },
      { kind: "line" },
      { kind: "item", label: "Filter…", whyNot, onSelect: () => setFiltering(column) },
      { kind: "line" },
      { kind: "item", label: "Fit the width", onSelect: () => setWidth(naturalWidth(rows, column)) },
      { kind: "item", label: "Wider", onSelect: () => setWidth(widthPx + WIDTH_STEP_PX) },
      { kind: "item", label: "Narrower", onSelect: () => setWidth(widthPx - WIDTH_STEP_PX) },
      { kind: "item", label: "Copy the name", onSelect: () => void copyText(workbench, columnName(column)) },
    ];
  };

  const cellMenu = (chosen: GridSelection): readonly MenuEntry[] => {
    const { row, column } = chosen.active;
    const text = row < 0 ? undefined : readCell(rows, row, column);
    const whyNot = whyNoLook(workbench, tab);
    const same: GridFilter =
      text === undefined ? { column, test: "is-null", text: "" } : { column, test: "equals", text };
    return [
      { kind: "item", label: "Open the row", keys: "Enter", onSelect: () => setOpened(chosen.active) },
      ...recordEntry(workbench, tab, rows, row),
      { kind: "line" },
      { kind: "item", label: "Copy", keys: "$mod+C", onSelect: () => copyRange(workbench, rows, chosen, false) },
      {
        kind: "item",
        label: "Copy with the names",
        keys: "$mod+Shift+C",
        onSelect: () => copyRange(workbench, rows, chosen, true),
      },
      { kind: "line" },
      { kind: "item", label: "Only rows with this value", whyNot, onSelect: () => addFilter(same) },
    ];
  };

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="relative min-h-0 flex-1">
        {rows.batch.rowCount === 0 && (
          <p className="pointer-events-none absolute inset-x-0 top-9 z-10 p-3 text-center text-t2">
            {look.filters.length === 0 ? "The query gave no rows." : "No row passes the filters."}
          </p>
        )}
        <DataGrid
          label={`Rows of ${tab.title}`}
          table={rows}
          look={look}
          onOpen={(place) => place.row >= 0 && rows.batch.rowCount > 0 && setOpened(place)}
          onSort={(column) => apply({ sort: nextSort(look, column) })}
          columnMenu={columnMenu}
          cellMenu={rows.batch.rowCount === 0 ? () => [] : cellMenu}
          onCopy={(chosen, hasHeader) => copyRange(workbench, rows, chosen, hasHeader)}
          onSelection={setSelection}
        />
      </div>
      <RangeFooter table={rows} selection={selection} />
      {opened !== undefined && (
        <RowViewer
          table={rows}
          place={opened}
          onClose={() => setOpened(undefined)}
          onJourney={(correlationId) => {
            setOpened(undefined);
            workbench.view.getState().openDialog("journey", correlationId);
          }}
        />
      )}
      {filtering !== undefined && (
        <FilterDialog
          name={columnName(filtering)}
          type={rows.types[filtering] ?? "VARCHAR"}
          onClose={() => setFiltering(undefined)}
          onFilter={(test, text) => {
            setFiltering(undefined);
            addFilter({ column: filtering, test, text });
          }}
        />
      )}
    </div>
  );
}

/** A click on a header goes round: ascending, descending, as it came. */
function nextSort({ sort }: GridLook, column: number): GridLook["sort"] {
  if (sort?.column !== column) return { column, isDescending: false };
  return sort.isDescending ? undefined : { column, isDescending: true };
}

function readCell(rows: QueryRows, row: number, column: number): string | undefined {
  const found = rows.batch.columns[column];
  return found === undefined ? undefined : cellReader(found.column)(row);
}

/** The way from a row to its record, or to those that it was made from. */
function recordEntry(workbench: Workbench, tab: QueryTab, rows: QueryRows, row: number): readonly MenuEntry[] {
  const { view } = workbench;
  const correlationId = correlationIdOf(rows.batch, row);
  if (correlationId === undefined) {
    if (row < 0 || tableShownBy(tab.sql) === undefined) return [];
    return [
      {
        kind: "item",
        label: "Show the records behind this row",
        whyNot: whyNoLook(workbench, tab),
        onSelect: () => void showRecordsBehind(workbench, tab, rows, row),
      },
    ];
  }
  return [
    {
      kind: "item",
      label: "Follow the record",
      note: `Its way through every stage: correlation id ${correlationId}`,
      onSelect: () => view.getState().openDialog("journey", correlationId),
    },
  ];
}

function copyRange(workbench: Workbench, rows: QueryRows, selection: GridSelection, hasHeader: boolean): void {
  const range = rangeOf(selection);
  if (range === undefined) {
    void copyText(workbench, rows.batch.columns[selection.active.column]?.name ?? "");
    return;
  }
  const cells = cellCount(range);
  if (cells > COPIED_CELLS_MAX) {
    const most = formatWhole(COPIED_CELLS_MAX);
    workbench.view.getState().announce(`At most ${most} cells can be copied: export the rows instead.`);
    return;
  }
  void copyText(workbench, tsvOf(rows, range, hasHeader), cells);
}
