import type { ReactNode } from "react";
import type { CheckOutcome, EvidenceRow } from "../../engine/protocol/report.ts";
import { formatClock } from "../format/format-time.ts";
import { formatDollars, formatWhole } from "../format/format-value.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";

const LINK = "min-h-6 rounded-control px-1 text-left text-accent underline underline-offset-2 hover:bg-hover";

/** The rows that prove a verdict: each leads to its instant, and to its record's journey. */
export function EvidenceTable({ outcome }: { readonly outcome: CheckOutcome }): ReactNode {
  const { evidence, violations } = outcome;
  const hasMoney = evidence.some(({ dollars }) => dollars !== undefined);
  const titles = ["What is wrong", "Key", "Where", "When", ...(hasMoney ? ["Dollars"] : []), "Fault behind it"];
  return (
    <div>
      <table className="w-full text-table">
        <caption className="sr-only">Evidence</caption>
        <thead>
          <tr className="border-b border-line text-left text-meta text-t3">
            {titles.map((title) => (
              <th key={title} scope="col" className="px-2 py-1 font-normal">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {evidence.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: evidence never changes, and two rows may be alike
            <Row key={index} row={row} outcome={outcome} hasMoney={hasMoney} />
          ))}
        </tbody>
      </table>
      {violations > evidence.length && (
        <p className="px-2 py-1 text-meta text-t3">
          {formatWhole(violations - evidence.length)} more like these; a report keeps the first {evidence.length}.
        </p>
      )}
    </div>
  );
}

type RowProps = { readonly row: EvidenceRow; readonly outcome: CheckOutcome; readonly hasMoney: boolean };

function Row({ row, outcome, hasMoney }: RowProps): ReactNode {
  const workbench = useWorkbench();
  const { note, key, value, atUs, correlationId, dollars, fault, isFaultOver } = row;
  return (
    <tr className="border-b border-line align-top hover:bg-hover">
      <td className="px-2 py-1">
        <bdi className="[overflow-wrap:anywhere]">{note.slice(0, 2_000)}</bdi>
        {value !== undefined && (
          <bdi className="block font-mono text-meta text-t3 [overflow-wrap:anywhere]">{value.slice(0, 500)}</bdi>
        )}
        {correlationId !== undefined && (
          <button
            type="button"
            className={LINK}
            onClick={() => workbench.view.getState().openDialog("journey", String(correlationId))}
          >
            Journey of record {correlationId}
          </button>
        )}
      </td>
      <td className="max-w-40 truncate px-2 py-1 font-mono">
        <bdi title={key?.slice(0, 1_000)}>{key?.slice(0, 100) ?? "–"}</bdi>
      </td>
      <td className="whitespace-nowrap px-2 py-1 text-t2">{placeOf(row)}</td>
      <td className="whitespace-nowrap px-1 py-1">
        {atUs === undefined ? (
          <span className="px-1">–</span>
        ) : (
          <button type="button" className={`${LINK} font-mono`} onClick={() => showEvidence(workbench, outcome, atUs)}>
            {formatClock(atUs)}
          </button>
        )}
      </td>
      {hasMoney && (
        <td className="whitespace-nowrap px-2 py-1 text-right font-mono">
          {dollars === undefined ? "–" : `${dollars > 0 ? "+" : ""}${formatDollars(dollars)}`}
        </td>
      )}
      <td className="px-2 py-1 text-t2">
        {fault === undefined ? "none named" : `${isFaultOver === true ? "after" : "during"} ${fault}`}
      </td>
    </tr>
  );
}

function placeOf({ partition, offset, batchId }: EvidenceRow): string {
  const parts = [
    partition === undefined ? "" : `partition ${partition}`,
    offset === undefined ? "" : `offset ${offset}`,
    batchId === undefined ? "" : `batch ${batchId}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "–" : parts.join(", ");
}

/** Shows the instant of an evidence row, with the node that the check is about selected. */
function showEvidence({ view }: Workbench, { table, job }: CheckOutcome, atUs: number): void {
  const node = table ?? job;
  view.getState().select({ nodes: node === undefined ? [] : [node] });
  view.getState().showInstant(atUs);
}
