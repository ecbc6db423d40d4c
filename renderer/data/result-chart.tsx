import { type ReactNode, useId, useMemo, useState } from "react";
import { isNumberType } from "../../engine/export/result-table.ts";
import type { QueryRows } from "../stores/query-store.ts";
import { EmptyState } from "../widgets/empty-state.tsx";
import { Segmented } from "../widgets/segmented.tsx";
import { Select } from "../widgets/select.tsx";
import { axisKind } from "./chart-data.ts";
import { BarPlot } from "./plots/bar-plot.tsx";
import { LinePlot } from "./plots/line-plot.tsx";
import { useSize } from "./plots/use-size.ts";

/** Two columns of a result as a line or as bars. */
export function ResultChart({ rows }: { readonly rows: QueryRows }): ReactNode {
  const { columns } = rows.batch;
  const numbers = columns.flatMap(({ name }, index) =>
    isNumberType(rows.types[index] ?? "") ? [{ value: String(index), label: name.slice(0, 80) }] : [],
  );
  const firstWords = columns.findIndex((_, index) => !isNumberType(rows.types[index] ?? ""));
  const [xText, setX] = useState(String(Math.max(0, firstWords)));
  const [yText, setY] = useState(numbers.find(({ value }) => value !== xText)?.value ?? numbers[0]?.value ?? "");
  const x = Number(xText);
  const y = Number(yText);
  const kind = axisKind(rows.types[x] ?? "");
  const [wanted, setWanted] = useState<"line" | "bars">();
  const shape = kind === "words" ? "bars" : (wanted ?? "line");
  const { ref, width, height } = useSize();
  const id = useId();
  const names = useMemo(
    () => columns.map(({ name }, index) => ({ value: String(index), label: name.slice(0, 80) })),
    [columns],
  );
  if (numbers.length === 0 || rows.batch.rowCount === 0) {
    const text =
      rows.batch.rowCount === 0
        ? "The result has no rows."
        : "A chart needs a column of numbers; this result has none.";
    return <EmptyState title="There is nothing to draw" text={text} />;
  }
  const plot = { rows, x, y, width, height, label: `${names[y]?.label} by ${names[x]?.label}` };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-2 px-2 py-1 text-meta text-t2">
        <span className="flex items-center gap-1">
          <label htmlFor={`${id}-x`}>Across</label>
          <Select id={`${id}-x`} value={xText} options={names} onChange={setX} className="h-6! max-w-40" />
        </span>
        <span className="flex items-center gap-1">
          <label htmlFor={`${id}-y`}>Up</label>
          <Select id={`${id}-y`} value={yText} options={numbers} onChange={setY} className="h-6! max-w-40" />
        </span>
        {kind !== "words" && (
          <Segmented
            label="Form"
            value={shape}
            options={[
              { value: "line", label: "Line" },
              { value: "bars", label: "Bars" },
            ]}
            onChange={setWanted}
          />
        )}
        {rows.isCut && <span className="text-warn-text">Of the rows that were fetched alone.</span>}
      </div>
      <div ref={ref} className="min-h-0 flex-1 overflow-hidden">
        {width > 0 && height > 0 && (shape === "line" ? <LinePlot {...plot} /> : <BarPlot {...plot} />)}
      </div>
    </div>
  );
}
