import { Copy } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { cellReader } from "../../engine/export/cell-text.ts";
import type { ResultTable } from "../../engine/export/result-table.ts";
import { formatWhole } from "../format/format-value.ts";
import { Button } from "../widgets/button.tsx";
import { IconButton } from "../widgets/icon-button.tsx";
import { Modal } from "../widgets/modal.tsx";
import { useWorkbench } from "../workbench/workbench.ts";
import { copyText } from "./copy-text.ts";
import { correlationIdOf } from "./correlation-id.ts";
import type { CellPlace } from "./grid/grid-selection.ts";

/** More of one value is not shown: it can be copied and exported whole. */
const CHARACTERS_SHOWN = 100_000;

type RowViewerProps = {
  readonly table: ResultTable;
  readonly place: CellPlace;
  readonly onClose: () => void;
  /** Follows the record of the row; only offered where the row has a correlation id. */
  readonly onJourney?: (correlationId: string) => void;
};

/** One row with every value whole, the chosen column in view. */
export function RowViewer({ table, place, onClose, onJourney }: RowViewerProps): ReactNode {
  const workbench = useWorkbench();
  const chosen = useRef<HTMLDivElement>(null);
  useEffect(() => chosen.current?.scrollIntoView({ block: "center" }), []);
  const correlationId = correlationIdOf(table.batch, place.row);
  return (
    <Modal
      title={`Row ${formatWhole(place.row + 1)}`}
      onClose={onClose}
      footer={
        <>
          {correlationId !== undefined && onJourney !== undefined && (
            <Button onClick={() => onJourney(correlationId)}>Follow record {correlationId}</Button>
          )}
          <Button tone="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <dl className="flex flex-col">
        {table.batch.columns.map(({ name, column }, index) => {
          const text = cellReader(column)(place.row, CHARACTERS_SHOWN);
          const isChosen = index === place.column;
          return (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: a result may have two columns of one name, and never moves them.
              key={index}
              ref={isChosen ? chosen : undefined}
              className={`flex gap-3 border-b border-line px-2 py-1.5 ${isChosen ? "bg-accent/12" : ""}`}
            >
              <dt className="w-44 shrink-0 text-table text-t2 [overflow-wrap:anywhere]">
                <bdi>{name.slice(0, 1_000)}</bdi>
                <span className="block text-axis text-t3">{table.types[index]?.toLowerCase().slice(0, 200)}</span>
              </dt>
              <dd className="min-w-0 flex-1 select-text whitespace-pre-wrap font-mono text-table [overflow-wrap:anywhere]">
                {text === undefined ? (
                  <span className="text-t3 italic">NULL</span>
                ) : text === "" ? (
                  <span className="text-t3 italic">empty text</span>
                ) : (
                  <bdi>{text}</bdi>
                )}
              </dd>
              <IconButton
                label={`Copy ${name.slice(0, 80)}`}
                onClick={() => void copyText(workbench, cellReader(column)(place.row) ?? "")}
              >
                <Copy size={14} />
              </IconButton>
            </div>
          );
        })}
      </dl>
    </Modal>
  );
}
