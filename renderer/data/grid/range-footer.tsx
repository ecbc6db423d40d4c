import { type ReactNode, useMemo } from "react";
import type { ResultTable } from "../../../engine/export/result-table.ts";
import { formatWhole } from "../../format/format-value.ts";
import { type GridSelection, rangeOf } from "./grid-selection.ts";
import { summarise } from "./range-summary.ts";

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });

type RangeFooterProps = { readonly table: ResultTable; readonly selection: GridSelection | undefined };

/** What the selected cells come to, when there are several. */
export function RangeFooter({ table, selection }: RangeFooterProps): ReactNode {
  const summary = useMemo(() => {
    const range = selection === undefined ? undefined : rangeOf(selection);
    return range === undefined || range.lastRow >= table.batch.rowCount ? undefined : summarise(table, range);
  }, [table, selection]);
  if (summary === undefined) return null;
  const { cells, numbers, sum, mean } = summary;
  return (
    <p
      role="status"
      className="flex h-6 shrink-0 items-center justify-end gap-3 border-t border-line px-2 text-meta text-t2"
    >
      <span>{formatWhole(cells)} cells</span>
      {numbers > 1 && (
        <>
          <span>sum {NUMBER.format(sum)}</span>
          <span>mean {NUMBER.format(mean)}</span>
        </>
      )}
    </p>
  );
}
