import { type ReactNode, useState } from "react";
import { formatCount, formatWhole } from "../format/format-value.ts";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { EntityName } from "../widgets/entity-name.tsx";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { DataGrid } from "./grid/data-grid.tsx";
import type { CellPlace } from "./grid/grid-selection.ts";
import { RowViewer } from "./row-viewer.tsx";
import { preview } from "./table-list.tsx";
import type { ColumnFacts, TableProfile } from "./table-profile.ts";
import { tablesOf } from "./tables-at.ts";
import { type TableLook, useTableLook } from "./use-table-look.ts";

/** A table of the run at the shown instant: what all its rows say of its columns, and the first of them. */
export function TableDataView({ tableId }: { readonly tableId: string }): ReactNode {
  const text = useRun((run) => run.current?.text);
  if (text === undefined) {
    return <EmptyState title="No rows yet" text="The run makes them: press Play." />;
  }
  if (!tablesOf(text).some(({ id }) => id === tableId)) {
    return (
      <EmptyState
        title="This run has no such table"
        text="The drawing has changed since the run began: play it again, and the table is there."
      />
    );
  }
  return <TableOfRun tableId={tableId} />;
}

function TableOfRun({ tableId }: { readonly tableId: string }): ReactNode {
  const workbench = useWorkbench();
  const look = useTableLook(tableId);
  switch (look.kind) {
    case "asking":
      return <p className="p-3 text-t2">Reading the table…</p>;
    case "failed":
      return (
        <p role="alert" className="p-3 text-crit-text [overflow-wrap:anywhere]">
          {look.message}
        </p>
      );
    case "seen":
      return (
        <div className="flex flex-col gap-3 p-3">
          <div className="flex items-center gap-2">
            <p role="status" className="flex-1">
              {formatWhole(look.profile.rows)} {look.profile.rows === 1 ? "row" : "rows"}
              {look.version !== undefined && <span className="text-t2"> in version {look.version}</span>}
            </p>
            <Button
              onClick={() => {
                workbench.view.getState().openTab({ bottom: "data" });
                void preview(workbench, tableId);
              }}
            >
              Query it
            </Button>
          </div>
          <FirstRows look={look} tableId={tableId} />
          <Profile profile={look.profile} />
        </div>
      );
  }
}

type FirstRowsProps = { readonly look: Extract<TableLook, { readonly kind: "seen" }>; readonly tableId: string };

function FirstRows({ look, tableId }: FirstRowsProps): ReactNode {
  const { view } = useWorkbench();
  const [opened, setOpened] = useState<CellPlace>();
  const { head } = look;
  return (
    <div className="h-60 overflow-hidden rounded-control border border-line">
      <DataGrid
        label={`First rows of ${tableId}`}
        table={head}
        onOpen={(place) => place.row >= 0 && head.batch.rowCount > 0 && setOpened(place)}
      />
      {opened !== undefined && (
        <RowViewer
          table={head}
          place={opened}
          onClose={() => setOpened(undefined)}
          onJourney={(correlationId) => {
            setOpened(undefined);
            view.getState().openDialog("journey", correlationId);
          }}
        />
      )}
    </div>
  );
}

function Profile({ profile }: { readonly profile: TableProfile }): ReactNode {
  return (
    <table className="w-full table-fixed border-collapse text-table">
      <caption className="pb-1 text-left font-semibold">Columns, over all rows</caption>
      <thead className="text-left text-meta text-t3">
        <tr className="border-b border-line">
          <th className="py-1 font-normal">Column</th>
          <th className="w-14 py-1 text-right font-normal">NULL</th>
          <th className="w-16 py-1 text-right font-normal">Distinct</th>
          <th className="w-[38%] py-1 pl-3 font-normal">From, to</th>
        </tr>
      </thead>
      <tbody>
        {profile.columns.map((column) => (
          <ProfileRow key={column.name} column={column} rows={profile.rows} />
        ))}
      </tbody>
    </table>
  );
}

function ProfileRow({ column, rows }: { readonly column: ColumnFacts; readonly rows: number }): ReactNode {
  const { name, type, nulls, distinct, min, max } = column;
  const share = rows === 0 ? 0 : nulls / rows;
  return (
    <tr className="border-b border-line align-top">
      <td className="py-1">
        <span className="flex min-w-0">
          <EntityName name={name} />
        </span>
        <span className="block truncate text-axis text-t3">{type.toLowerCase()}</span>
      </td>
      <td className="py-1 text-right" title={`${formatWhole(nulls)} of ${formatWhole(rows)} rows`}>
        {nulls === 0 ? "0" : share < 0.005 ? "<1 %" : `${Math.round(share * 100)} %`}
      </td>
      <td className="py-1 text-right" title="An estimate, a few percent off">
        {formatCount(Math.min(distinct, rows))}
      </td>
      <td className="py-1 pl-3 font-mono text-meta text-t2">
        <Bound text={min} />
        <Bound text={max} />
      </td>
    </tr>
  );
}

function Bound({ text }: { readonly text: string | undefined }): ReactNode {
  return text === undefined ? null : (
    <bdi title={text.slice(0, 1_000)} className="block truncate">
      {text.slice(0, 200)}
    </bdi>
  );
}
