import type { ReactNode } from "react";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import { causesOf, type LaneItem } from "./lane-items.ts";

const FAULT_Y_PX = 8;
const TURN_Y_PX = 15;
const REACTION_Y_PX = 20;

type LaneJointsProps = { readonly item: LaneItem; readonly items: readonly LaneItem[]; readonly scale: TimeScale };

/** Elbows from a fault to what came of it: of the mark that is pointed at, and of its brothers. */
export function LaneJoints({ item, items, scale }: LaneJointsProps): ReactNode {
  const causes = causesOf(item);
  const elbows = items.flatMap((other) => {
    if (other.kind !== "reactions" || (item.kind === "reactions" && other.id !== item.id)) return [];
    return [...causesOf(other)]
      .filter((cause) => causes.has(cause))
      .flatMap((cause) => {
        const fault = items.find((candidate) => candidate.kind === "fault" && candidate.fault === cause);
        return fault === undefined ? [] : [{ key: `${other.id} ${cause}`, from: fault.fromUs, to: other.fromUs }];
      });
  });
  return (
    <svg className="pointer-events-none absolute inset-0 size-full overflow-visible text-accent" aria-hidden="true">
      {elbows.map(({ key, from, to }) => (
        <path
          key={key}
          d={`M${pixelAt(scale, from)},${FAULT_Y_PX}V${TURN_Y_PX}H${pixelAt(scale, to)}V${REACTION_Y_PX}`}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.5}
        />
      ))}
    </svg>
  );
}
