import { ZoomIn, ZoomOut } from "lucide-react";
import { type ReactNode, useCallback, useMemo } from "react";
import { useSize } from "../charts/use-size.ts";
import type { RunIncidents } from "../incident/run-incidents.ts";
import { CommandButton } from "../widgets/command-button.tsx";
import { Hint } from "../widgets/hint.tsx";
import { useDocument, useSettings } from "../workbench/workbench.ts";
import { ChaosLane } from "./chaos-lane.tsx";
import { ChaosTints } from "./chaos-tints.tsx";
import { HoverReadout } from "./hover-readout.tsx";
import { laneItems, lanePoints } from "./lane-items.ts";
import { Markers } from "./markers.tsx";
import { PHASE_DEFINITIONS, PhaseStrip } from "./phase-strip.tsx";
import { FutureVeil, Playhead } from "./playhead.tsx";
import { RangePane } from "./range-pane.tsx";
import { Ruler } from "./ruler.tsx";
import { useTimeScale, useWhole } from "./timeline-scale.ts";
import { brokerTracks, trackCatalogue } from "./track-catalogue.ts";
import { TrackChooser } from "./track-chooser.tsx";
import { TrackRow } from "./track-row.tsx";
import { useFollowEdge } from "./use-follow-edge.ts";
import { type Band, usePlotGestures } from "./use-plot-gestures.ts";
import { useTimelineModel } from "./use-timeline-model.ts";

/** The run in time: what was done to it, how it went, and the instant that everything shows. */
export function TimelinePanel(): ReactNode {
  useFollowEdge();
  const [plot, { widthPx }] = useSize();
  const scale = useTimeScale(widthPx);
  const whole = useWhole();
  const model = useTimelineModel();
  const { catalogue, byId, shown } = useTracks();
  const items = useMemo(() => laneItems(model, scale), [model, scale]);
  const pointsUs = useMemo(() => lanePoints(model.found), [model.found]);
  const { root, band, handlers } = usePlotGestures({ scale, whole, pointsUs });
  const describe = useCallback((atUs: number) => describeInstant(model.found, atUs), [model.found]);
  return (
    <div data-scope="timeline" className="flex h-full min-h-0">
      <section
        ref={root}
        aria-label="Timeline"
        className="relative min-w-0 flex-1 overflow-x-hidden overflow-y-auto"
        {...handlers}
      >
        <div className="relative min-h-full">
          <div className="sticky top-0 z-20 bg-panel">
            <div className="timeline-row h-6">
              <div className="timeline-gutter items-center !px-1">
                <TrackChooser tracks={catalogue} />
                <span className="flex-1" />
                <CommandButton command="timeline.zoom-out" className="!size-6">
                  <ZoomOut size={14} />
                </CommandButton>
                <CommandButton command="timeline.zoom-in" className="!size-6">
                  <ZoomIn size={14} />
                </CommandButton>
              </div>
              <div ref={plot} className="relative min-w-0">
                <Ruler scale={scale} describe={describe} />
              </div>
            </div>
            <div className="pointer-events-none absolute top-6 right-0 bottom-0 left-52 z-10 overflow-hidden">
              <Markers scale={scale} />
              <Playhead scale={scale} />
            </div>
            <div className="timeline-row border-y border-line">
              <div className="timeline-gutter items-center">Chaos</div>
              <ChaosLane scale={scale} items={items} />
            </div>
            <div className="timeline-row border-b border-line">
              <div className="timeline-gutter items-center">
                <Hint text={PHASE_DEFINITIONS} side="right">
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the definitions are read on focus */}
                  <span tabIndex={0} className="rounded-control">
                    Phases
                  </span>
                </Hint>
              </div>
              <PhaseStrip scale={scale} incidents={model.found.incidents} nowUs={model.nowUs} />
            </div>
          </div>
          {shown.map(({ track, hidden }, position) => (
            <TrackRow
              key={track.id}
              track={track}
              hidden={hidden}
              scale={scale}
              isFirst={position === 0}
              isLast={position === shown.length - 1}
            />
          ))}
          <div className="pointer-events-none absolute inset-y-0 right-0 left-52 z-10 overflow-hidden">
            <ChaosTints scale={scale} items={items} />
            <FutureVeil scale={scale} />
            <Markers scale={scale} />
            <Playhead scale={scale} />
          </div>
          <div className="pointer-events-none absolute inset-y-0 right-0 left-52 z-30 overflow-hidden">
            {band !== undefined && <DraggedBand band={band} />}
            <HoverReadout root={root} scale={scale} tracks={byId} />
          </div>
        </div>
      </section>
      <RangePane tracks={shown.map(({ track }) => track)} />
    </div>
  );
}

/** The charts that there can be, and those that a person wants to see. */
function useTracks() {
  const drawing = useDocument((document) => document.drawing);
  const brokers = useDocument((document) => document.parsed?.scenario.pipeline.kafka.brokers ?? 0);
  const choices = useSettings((settings) => settings.tracks);
  return useMemo(() => {
    const catalogue = [...trackCatalogue(drawing), ...brokerTracks(brokers)];
    const byId = new Map(catalogue.map((track) => [track.id, track]));
    const shown = choices.flatMap(({ id, hidden }) => {
      const track = byId.get(id);
      return track === undefined ? [] : [{ track, hidden }];
    });
    return { catalogue, byId, shown };
  }, [drawing, brokers, choices]);
}

function DraggedBand({ band: { fromPx, toPx, kind } }: { readonly band: Band }): ReactNode {
  const look = kind === "zoom" ? "border-line-strong bg-hover/60" : "border-accent bg-accent/16";
  return <div className={`absolute inset-y-0 border-x ${look}`} style={{ left: fromPx, width: toPx - fromPx }} />;
}

/** The faults in force at an instant, in words. */
function describeInstant({ faults }: RunIncidents, atUs: number): string {
  return faults
    .filter(({ fromUs, toUs }) => fromUs <= atUs && atUs < (toUs ?? Number.POSITIVE_INFINITY))
    .map(({ description }) => description)
    .join(", ");
}
