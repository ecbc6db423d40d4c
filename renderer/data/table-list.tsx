import { Crosshair, Hash, MoreVertical, Table2 } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { formatCount, formatWhole } from "../format/format-value.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { Menu } from "../widgets/menu.tsx";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { RightClickMenu } from "../widgets/right-click-menu.tsx";
import { Select } from "../widgets/select.tsx";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useRun, useView, useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { openQuery } from "./run-query.ts";
import { orderTables, type TableAt, type TableOrder, tablesAt, tablesOf } from "./tables-at.ts";
import { useSlowFrame } from "./use-slow-frame.ts";

/** Rows of a table that a first look fetches. */
const PREVIEW_ROWS = 1_000;

const ORDERS = [
  { value: "pipeline", label: "By flow" },
  { value: "name", label: "By name" },
  { value: "rows", label: "By rows" },
] as const;

/** The run's tables with their rows and versions at the shown instant; a click looks into one. */
export function TableList(): ReactNode {
  const workbench = useWorkbench();
  const text = useRun((run) => run.current?.text ?? "");
  const shownUs = useView((view) => view.shownUs);
  const frame = useSlowFrame(250);
  const [order, setOrder] = useState<TableOrder>("pipeline");
  const entries = useMemo(() => tablesOf(text), [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the frame tells that the history grew.
  const tables = useMemo(() => {
    const run = workbench.run.getState();
    const history = run.current?.history;
    return history === undefined ? [] : tablesAt(entries, history, shownUsOf(run, { shownUs }));
  }, [entries, workbench, shownUs, frame]);
  return (
    <section aria-label="Tables" className="flex h-full min-h-0 flex-col">
      <div className="flex h-8 shrink-0 items-center justify-between gap-2 border-b border-line px-2">
        <h2 className="text-table font-semibold">Tables</h2>
        <Select aria-label="Order of the tables" value={order} options={ORDERS} onChange={setOrder} className="h-6!" />
      </div>
      <ul className="min-h-0 flex-1 overflow-auto py-1">
        {orderTables(tables, order).map((table) => (
          <TableRow key={table.id} table={table} />
        ))}
      </ul>
    </section>
  );
}

function TableRow({ table }: { readonly table: TableAt }): ReactNode {
  const workbench = useWorkbench();
  const { id, kind, layer, rows, version } = table;
  const isSelected = useView((view) => view.selection.nodes.includes(id));
  const entries = menuOf(workbench, id);
  const facts = [
    rows === undefined ? kind : `${formatWhole(rows)} ${rows === 1 ? "row" : "rows"}`,
    version === undefined ? "" : `version ${version}`,
  ].filter((fact) => fact !== "");
  return (
    <RightClickMenu entries={entries}>
      <li
        className={`group flex h-[26px] items-center gap-1.5 pr-1 hover:bg-hover ${isSelected ? "bg-accent/12" : ""}`}
      >
        <button
          type="button"
          title={`Look into ${id}: ${facts.join(", ")}`}
          className="flex h-full min-w-0 flex-1 items-center gap-1.5 pl-2 text-left text-table -outline-offset-2"
          onClick={() => void preview(workbench, id)}
        >
          <LayerMark layer={layer} />
          <EntityName name={id} className="flex-1" />
          <span className="shrink-0 text-meta text-t2 tabular-nums">
            {rows === undefined ? "" : formatCount(rows)}
            <span className="sr-only"> rows</span>
          </span>
          <span className="w-9 shrink-0 text-right text-meta text-t3 tabular-nums max-[959px]:hidden">
            {version === undefined ? "" : `v${version}`}
          </span>
        </button>
        <Menu entries={entries} align="end">
          <button
            type="button"
            aria-label={`More for ${id}`}
            className="grid size-6 shrink-0 place-items-center rounded-control text-t3 hover:text-t1"
          >
            <MoreVertical size={14} />
          </button>
        </Menu>
      </li>
    </RightClickMenu>
  );
}

const LAYER_COLOURS = {
  bronze: "bg-bronze text-(--on-bronze)",
  silver: "bg-silver text-(--on-silver)",
  gold: "bg-gold text-(--on-gold)",
} as const;

/** The letter says the layer; the colour repeats it. */
function LayerMark({ layer }: { readonly layer: TableAt["layer"] }): ReactNode {
  return (
    <span
      aria-hidden
      className={`grid size-4 shrink-0 place-items-center rounded-[3px] text-axis font-semibold ${LAYER_COLOURS[layer]}`}
    >
      {layer.slice(0, 1).toUpperCase()}
    </span>
  );
}

/** Shows a table's first rows, and its SELECT in the editor. */
export async function preview(workbench: Workbench, tableId: string): Promise<void> {
  const sql = `select * from ${tableId} limit ${PREVIEW_ROWS}`;
  workbench.queries.getState().setText(sql);
  await openQuery(workbench, { sql, title: tableId });
}

function menuOf(workbench: Workbench, id: string): readonly MenuEntry[] {
  return [
    {
      kind: "item",
      label: "Look into it",
      icon: <Table2 size={14} />,
      onSelect: () => void preview(workbench, id),
    },
    {
      kind: "item",
      label: "Count its rows",
      icon: <Hash size={14} />,
      onSelect: () =>
        void openQuery(workbench, { sql: `select count(*) as "rows" from ${id}`, title: `Rows of ${id}` }),
    },
    {
      kind: "item",
      label: "Show it on the canvas",
      icon: <Crosshair size={14} />,
      onSelect: () => workbench.view.getState().select({ nodes: [id] }),
    },
  ];
}
