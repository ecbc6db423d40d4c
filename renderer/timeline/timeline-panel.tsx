import { type ReactNode, useMemo } from "react";
import { useSize } from "../charts/use-size.ts";
import { chaosSpans } from "../incident/chaos-spans.ts";
import { useRunTick } from "../workbench/use-run-tick.ts";
import { useDocument, useRun, useSettings } from "../workbench/workbench.ts";
import { ChaosLane } from "./chaos-lane.tsx";
import { ChaosTints } from "./chaos-tints.tsx";
import { Playhead } from "./playhead.tsx";
import { Ruler } from "./ruler.tsx";
import { useTimeScale } from "./timeline-scale.ts";
import { trackCatalogue } from "./track-catalogue.ts";
import { TrackRow } from "./track-row.tsx";

/** The run in time: what was done to it, how it went, and the instant that everything shows. */
export function TimelinePanel(): ReactNode {
  const [plot, { widthPx }] = useSize();
  const scale = useTimeScale(widthPx);
  const drawing = useDocument((document) => document.drawing);
  const choices = useSettings((settings) => settings.tracks);
  const tracks = useMemo(() => new Map(trackCatalogue(drawing).map((track) => [track.id, track])), [drawing]);
  const events = useRun((run) => run.current?.events);
  useRunTick(250);
  const spans = chaosSpans(events ?? []);
  return (
    <section aria-label="Timeline" data-scope="timeline" className="relative h-full overflow-y-auto overflow-x-hidden">
      <div className="relative min-h-full">
        <div className="sticky top-0 z-20 bg-panel">
          <div className="timeline-row h-6">
            <div className="timeline-gutter" />
            <div ref={plot} className="relative min-w-0">
              <Ruler scale={scale} />
            </div>
          </div>
          <ChaosLane scale={scale} spans={spans} />
        </div>
        {choices.map((choice) => {
          const track = tracks.get(choice.id);
          return track === undefined ? undefined : (
            <TrackRow key={choice.id} track={track} hidden={choice.hidden} scale={scale} />
          );
        })}
        <div className="pointer-events-none absolute inset-y-0 right-0 left-52 overflow-hidden">
          <ChaosTints scale={scale} spans={spans} />
          <Playhead scale={scale} />
        </div>
      </div>
    </section>
  );
}
