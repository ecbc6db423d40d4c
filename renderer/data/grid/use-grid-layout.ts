import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useMemo, useState } from "react";
import type { ResultTable } from "../../../engine/export/result-table.ts";
import { naturalWidths } from "./column-widths.ts";
import { GUTTER_PX, HEADER_PX, ROW_PX } from "./grid-geometry.ts";
import type { CellPlace } from "./grid-selection.ts";

type GridVirtualizer = Virtualizer<HTMLDivElement, Element>;

export type GridLayout = {
  readonly widths: readonly number[];
  readonly setWidth: (column: number, px: number) => void;
  readonly rows: GridVirtualizer;
  readonly across: GridVirtualizer;
  /** Scrolls a cell into view. */
  readonly reveal: (place: CellPlace) => void;
};

/** Which rows and columns are seen, and how wide the columns are. */
export function useGridLayout(table: ResultTable, scroller: RefObject<HTMLDivElement | null>): GridLayout {
  const { rowCount, columns } = table.batch;
  const shape = columns.map(({ name }) => name).join("\n");
  const natural = useMemo(() => naturalWidths(table), [table]);
  // Widths that a person chose hold while the columns stay the same.
  const [chosen, setChosen] = useState<{ readonly shape: string; readonly widths: ReadonlyMap<number, number> }>({
    shape,
    widths: new Map(),
  });
  const widths = natural.map((px, index) => (chosen.shape === shape ? chosen.widths.get(index) : undefined) ?? px);
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollPaddingStart: HEADER_PX,
  });
  const across = useVirtualizer<HTMLDivElement, Element>({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index] ?? 0,
    overscan: 2,
    scrollPaddingStart: GUTTER_PX,
  });
  const widthKey = widths.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the widths are what changed.
  useEffect(() => across.measure(), [widthKey, across]);
  return {
    widths,
    rows,
    across,
    setWidth: (column, px) =>
      setChosen((before) => ({
        shape,
        widths: new Map(before.shape === shape ? before.widths : []).set(column, px),
      })),
    reveal: ({ row, column }) => {
      if (row >= 0) rows.scrollToIndex(row);
      across.scrollToIndex(column);
    },
  };
}
