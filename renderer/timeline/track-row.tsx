import { EllipsisVertical } from "lucide-react";
import { memo, type ReactNode, useRef } from "react";
import { assertNever } from "../../engine/base/assert.ts";
import type { TimeScale } from "../charts/time-window.ts";
import { Term } from "../learn/term.tsx";
import { IconButton } from "../widgets/icon-button.tsx";
import { Menu } from "../widgets/menu.tsx";
import { useWorkbench } from "../workbench/workbench.ts";
import { HeatSummary } from "./heat-summary.tsx";
import type { Track } from "./track-catalogue.ts";
import { applyTrackChange, type TrackChange } from "./track-choices.ts";
import { TrackLegend, trackHeightPx } from "./track-legend.tsx";
import { useTrackChart } from "./use-track-chart.ts";

type TrackRowProps = {
  readonly track: Track;
  readonly hidden: readonly string[];
  readonly scale: TimeScale;
  readonly isFirst: boolean;
  readonly isLast: boolean;
};

/** A chart of the timeline with its name and legend; the chart goes on by itself, so the row need not follow the run. */
export const TrackRow = memo(function TrackRow({ track, hidden, scale, isFirst, isLast }: TrackRowProps) {
  const { settings } = useWorkbench();
  const root = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLSpanElement>(null);
  useTrackChart(root, top, { track, hidden, scale });
  const change = (what: TrackChange) => () => applyTrackChange(settings, what);
  const { id } = track;
  return (
    <section
      aria-label={track.title.slice(0, 200)}
      className="timeline-row border-b border-line contain-layout contain-size [content-visibility:auto]"
      style={{ height: trackHeightPx(track) }}
    >
      <div className="timeline-gutter flex-col justify-center">
        <div className="flex h-6 min-w-0 items-center">
          <Term
            id={id.slice(Math.max(id.lastIndexOf("/"), id.indexOf(":")) + 1)}
            definition={track.definition}
            side="right"
            className="flex-1"
          >
            <bdi>{track.title.slice(0, 200)}</bdi>
          </Term>
          {track.more > 0 && (
            <span className="text-axis text-t3" title="A chart shows six at most; choose the others one by one.">
              +{track.more}
            </span>
          )}
          <Menu
            entries={[
              {
                kind: "item",
                label: "Move up",
                ...(isFirst && { whyNot: "It is the first." }),
                onSelect: change({ kind: "move", id, by: -1 }),
              },
              {
                kind: "item",
                label: "Move down",
                ...(isLast && { whyNot: "It is the last." }),
                onSelect: change({ kind: "move", id, by: 1 }),
              },
              { kind: "item", label: "Hide", onSelect: change({ kind: "hide", id }) },
            ]}
          >
            <IconButton label={`Chart of ${track.title.slice(0, 100)}`} className="!size-6">
              <EllipsisVertical size={14} />
            </IconButton>
          </Menu>
        </div>
        <TrackKey track={track} hidden={hidden} />
      </div>
      <div className="relative min-w-0 overflow-hidden" data-zone="track" data-track={id}>
        <div ref={root} className="absolute inset-0" />
        <span ref={top} className="absolute top-0 left-0 bg-panel/75 px-1 font-mono text-axis text-t3 empty:hidden" />
      </div>
    </section>
  );
});

/** What stands below a track's name: its series as switches, or what its map comes to. */
function TrackKey({ track, hidden }: Pick<TrackRowProps, "track" | "hidden">): ReactNode {
  switch (track.kind) {
    case "lines":
      return <TrackLegend track={track} hidden={hidden} />;
    case "heat":
      return <HeatSummary track={track} />;
    case "batches":
      return (
        <bdi className="truncate text-axis text-t2">
          {track.series
            .map(({ label }) => label)
            .join(", ")
            .slice(0, 200)}
        </bdi>
      );
    default:
      return assertNever(track.kind);
  }
}
