import type { ReactNode } from "react";
import { formatDuration } from "../../engine/base/time.ts";
import { formatClockMs } from "../format/format-time.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { causeWords, longestGapUs, movedCount, type Rebalance } from "./rebalances.ts";

type RebalanceRowProps = {
  readonly rebalance: Rebalance;
  readonly nowUs: number;
  readonly isSelected: boolean;
  readonly onChoose: () => void;
};

/** One rebalance; its time is the button that chooses it. */
export function RebalanceRow({ rebalance, nowUs, isSelected, onChoose }: RebalanceRowProps): ReactNode {
  const { beganUs, endedUs, cause, member, generationBefore, generationAfter, members } = rebalance;
  const gap = longestGapUs(rebalance, nowUs);
  const generation = `${generationBefore} → ${generationAfter ?? "…"}`;
  return (
    <tr className={`border-t border-line ${isSelected ? "bg-hover" : "hover:bg-hover"}`} onClick={onChoose}>
      <td className="px-3 py-0.5">
        <button type="button" className="min-h-6 font-mono text-t1" aria-pressed={isSelected}>
          {formatClockMs(beganUs)}
        </button>
      </td>
      <td className="px-3 py-0.5">{causeWords(cause)}</td>
      <td className="px-3 py-0.5 text-t2">{member === "" ? "–" : <EntityName name={member} className="max-w-48" />}</td>
      <td className="px-3 py-0.5 font-mono whitespace-nowrap">
        {generation}
        {members !== undefined && (
          <span className="text-t3"> ({members === 1 ? "1 member" : `${members} members`})</span>
        )}
      </td>
      <td className="px-3 py-0.5 font-mono">{endedUs === undefined ? "goes on" : lasted(endedUs - beganUs)}</td>
      <td className="px-3 py-0.5 font-mono">{movedCount(rebalance)}</td>
      <td className="px-3 py-0.5 font-mono">{gap === 0 ? "–" : lasted(gap)}</td>
    </tr>
  );
}

/** To the millisecond: what is shorter does not matter to a group. */
export function lasted(us: number): string {
  return us < 1_000 ? "0ms" : formatDuration(Math.round(us / 1_000) * 1_000);
}
