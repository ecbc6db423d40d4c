import { Eye, RotateCcw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import type { ReactionRole } from "../incident/reactions.ts";
import { describeItem, type LaneItem } from "./lane-items.ts";
import type { FaultPlace } from "./move-fault.ts";

/** By role: the shape, so that colour is never alone in telling them apart. */
const ROLE_LOOKS: Readonly<Record<ReactionRole, { readonly Icon: typeof Eye; readonly className: string }>> = {
  detects: { Icon: Eye, className: "text-warn-text" },
  suffers: { Icon: TriangleAlert, className: "text-crit-text" },
  heals: { Icon: RotateCcw, className: "text-recover-text" },
};

type LaneMarkProps = {
  readonly id: string;
  readonly item: LaneItem;
  readonly scale: TimeScale;
  /** Where a hand holds it at the moment. */
  readonly place: FaultPlace | undefined;
  readonly isActive: boolean;
};

/** One mark of the chaos lane: a fault as a bar or a diamond, a planned one dashed, reactions as a sign below. */
export function LaneMark({ id, item, scale, place, isActive }: LaneMarkProps): ReactNode {
  const shared = { id, role: "option", "aria-selected": isActive, "aria-label": describeItem(item) } as const;
  const ring = isActive ? "outline-2 outline-accent" : "";
  if (item.kind === "reactions") {
    const { Icon, className } = ROLE_LOOKS[item.role];
    const count = item.reactions.length;
    return (
      <div
        {...shared}
        className={`absolute top-[15px] flex h-3.5 -translate-x-1/2 items-center rounded-control bg-panel px-px ${className} ${ring}`}
        style={{ left: pixelAt(scale, item.fromUs) }}
      >
        <Icon size={11} strokeWidth={2.5} aria-hidden />
        {count > 1 && <span className="font-mono text-[9px] leading-none font-semibold">{count}</span>}
      </div>
    );
  }
  const fromUs = place?.fromUs ?? item.fromUs;
  const lastsUs = place?.lastsUs ?? item.toUs - item.fromUs;
  const left = pixelAt(scale, fromUs);
  const look =
    item.kind === "fault" && place === undefined
      ? "bg-crit text-on-crit"
      : "border border-dashed border-line-strong bg-panel/70 text-t2";
  if (lastsUs === 0) {
    return (
      <div
        {...shared}
        className={`absolute top-0.5 size-2.5 -translate-x-1/2 rotate-45 ${look} ${ring}`}
        style={{ left }}
      />
    );
  }
  const width = Math.max(6, pixelAt(scale, fromUs + lastsUs) - left);
  // A bar that begins before the window keeps its name in sight.
  const indent = Math.max(4, 4 - left);
  return (
    <div
      {...shared}
      className={`absolute top-px h-[13px] overflow-hidden whitespace-nowrap rounded-full text-axis font-semibold leading-[12px] ${look} ${ring}`}
      style={{ left, width, paddingLeft: indent }}
    >
      <bdi aria-hidden>{width > 28 ? item.label.slice(0, 200) : ""}</bdi>
    </div>
  );
}
