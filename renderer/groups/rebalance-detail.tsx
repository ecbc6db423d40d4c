import type { ReactNode } from "react";
import { formatClockMs } from "../format/format-time.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { lasted } from "./rebalance-row.tsx";
import { causeWords, gapUs, type Handover, type Rebalance } from "./rebalances.ts";

/** More rows than this tell nobody anything. */
const ROWS_MAX = 500;

/** Per partition: from which member to which, and how long nobody read it. */
export function RebalanceDetail({
  rebalance,
  nowUs,
}: {
  readonly rebalance: Rebalance;
  readonly nowUs: number;
}): ReactNode {
  const { cause, beganUs, handovers } = rebalance;
  const rows = handovers.toSorted((a, b) => gapUs(b, nowUs) - gapUs(a, nowUs)).slice(0, ROWS_MAX);
  return (
    <section
      aria-label="What moved"
      className="w-[42%] min-w-72 shrink-0 overflow-auto border-l border-line"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
      tabIndex={0}
    >
      <h3 className="px-3 py-1 text-table font-semibold">
        {formatClockMs(beganUs)}: {causeWords(cause)}
      </h3>
      {rows.length === 0 ? (
        <p className="px-3 text-table text-t2">No partition changed hands: every member kept what it had.</p>
      ) : (
        <table className="w-full border-collapse text-table">
          <thead className="sticky top-0 bg-panel text-left text-t2">
            <tr>
              {["Partition", "From", "To", "Unread for"].map((title) => (
                <th key={title} className="px-3 py-1 font-semibold whitespace-nowrap">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((handover) => (
              <HandoverRow key={`${handover.partition} ${handover.fromUs}`} handover={handover} nowUs={nowUs} />
            ))}
          </tbody>
        </table>
      )}
      {handovers.length > rows.length && (
        <p className="px-3 py-1 text-table text-t3">{handovers.length - rows.length} more with shorter gaps.</p>
      )}
    </section>
  );
}

function HandoverRow({ handover, nowUs }: { readonly handover: Handover; readonly nowUs: number }): ReactNode {
  const { partition, from, to, untilUs } = handover;
  const gap = gapUs(handover, nowUs);
  return (
    <tr className="border-t border-line">
      <td className="px-3 py-0.5">
        <EntityName name={partition} className="max-w-48" />
      </td>
      <td className="px-3 py-0.5">{from === undefined ? "nobody before" : `member ${from}`}</td>
      <td className={`px-3 py-0.5 ${to === undefined ? "text-warn-text" : ""}`}>
        {to === undefined ? "nobody yet" : to === from ? "the same" : `member ${to}`}
      </td>
      <td className="px-3 py-0.5 font-mono">
        {gap === 0 ? "–" : lasted(gap)}
        {untilUs === undefined && " so far"}
      </td>
    </tr>
  );
}
