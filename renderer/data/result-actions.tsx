import { ChartLine, Download, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { formatClock } from "../format/format-time.ts";
import type { QueryTab } from "../stores/query-store.ts";
import { IconButton } from "../widgets/icon-button.tsx";
import { Menu } from "../widgets/menu.tsx";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { EXPORT_FORMATS, exportResult } from "./export-result.ts";
import { refreshTab } from "./run-query.ts";

/** What can be done with a result: look at it as a chart, save it, ask again. */
export function ResultActions({ tab }: { readonly tab: QueryTab }): ReactNode {
  const workbench = useWorkbench();
  const { rows, view, title, atUs, id } = tab;
  const whyNot = rows === undefined ? "There are no rows yet." : undefined;
  const isChart = view === "chart";
  const entries = EXPORT_FORMATS.map(
    ({ format, label, note }): MenuEntry => ({
      kind: "item",
      label,
      note,
      whyNot,
      onSelect: () => {
        if (rows === undefined) return;
        const name = `${title}-as-of-${formatClock(atUs).replaceAll(":", "-")}`;
        void exportResult(workbench, rows, format, name);
      },
    }),
  );
  return (
    <div className="flex shrink-0 items-center">
      <IconButton label="Run again at the shown instant" onClick={() => void refreshTab(workbench, tab)}>
        <RefreshCw size={14} />
      </IconButton>
      <IconButton
        label="Chart it"
        hint={isChart ? "Show the rows" : "Show two columns as a chart"}
        isOn={isChart}
        whyNot={whyNot}
        onClick={() => workbench.queries.getState().changeTab(id, { view: isChart ? "rows" : "chart" })}
      >
        <ChartLine size={15} />
      </IconButton>
      <Menu entries={entries} align="end">
        <button
          type="button"
          aria-label="Export the rows"
          title="Export the rows"
          className="grid size-7 shrink-0 place-items-center rounded-button text-t2 hover:bg-hover hover:text-t1"
        >
          <Download size={15} />
        </button>
      </Menu>
    </div>
  );
}
