import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { seriesStyle } from "../charts/series-style.ts";
import { instantAt, type TimeScale } from "../charts/time-window.ts";
import { formatClockMs } from "../format/format-time.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import type { Track } from "./track-catalogue.ts";
import { seriesValue, writeValue } from "./track-value.ts";

const BOX_WIDTH_PX = 240;

type Hovered = { readonly px: number; readonly py: number; readonly track: Track | undefined };

type HoverReadoutProps = {
  readonly root: RefObject<HTMLElement | null>;
  readonly scale: TimeScale;
  readonly tracks: ReadonlyMap<string, Track>;
};

/** The line under the pointer through every chart, and what the chart under it says there. */
export function HoverReadout({ root, scale, tracks }: HoverReadoutProps): ReactNode {
  const { run } = useWorkbench();
  const hovered = useHovered(root, tracks);
  if (hovered === undefined) return undefined;
  const { px, py, track } = hovered;
  const atUs = instantAt(scale, px);
  const { current, baseline } = run.getState();
  const left = px + BOX_WIDTH_PX + 16 > scale.widthPx ? px - BOX_WIDTH_PX - 8 : px + 8;
  return (
    <>
      <div className="absolute inset-y-0 w-px bg-line-strong" style={{ left: px }} />
      {track !== undefined && (
        <div className="floating absolute z-40 w-60 rounded-button px-2 py-1 text-axis" style={{ left, top: py }}>
          <div className="font-mono text-t2">{formatClockMs(Math.max(0, atUs))}</div>
          {track.series.map((series, position) => {
            const isKnown = current !== undefined && atUs <= current.nowUs;
            const value = isKnown ? seriesValue(current.history, series, atUs) : undefined;
            const before = baseline === undefined ? undefined : seriesValue(baseline.history, series, atUs);
            return (
              <div key={series.variable} className="flex items-center gap-1">
                <svg width={14} height={8} className="shrink-0" aria-hidden="true">
                  <line
                    x1={0}
                    y1={4}
                    x2={14}
                    y2={4}
                    stroke={`var(${seriesStyle(position).token})`}
                    strokeWidth={2.5}
                    strokeDasharray={seriesStyle(position).dash.join(" ")}
                  />
                </svg>
                <bdi className="min-w-0 flex-1 truncate text-t2">{series.label.slice(0, 80)}</bdi>
                <span className="font-mono text-t1">{writeValue(value, track.unit)}</span>
                {before !== undefined && (
                  <span className="font-mono text-t3">was {writeValue(before, track.unit)}</span>
                )}
              </div>
            );
          })}
        </div>
      )}
    </>
  );
}

/** Where the pointer is over the plots, once a frame at most; undefined while it is elsewhere or pressed. */
function useHovered(root: RefObject<HTMLElement | null>, tracks: ReadonlyMap<string, Track>): Hovered | undefined {
  const [hovered, setHovered] = useState<Hovered>();
  useEffect(() => {
    const { current: element } = root;
    if (element === null) return;
    let frame = 0;
    const onMove = (event: PointerEvent): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setHovered(locate(event, element, tracks)));
    };
    const onLeave = (): void => {
      cancelAnimationFrame(frame);
      setHovered(undefined);
    };
    element.addEventListener("pointermove", onMove);
    element.addEventListener("pointerleave", onLeave);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("pointermove", onMove);
      element.removeEventListener("pointerleave", onLeave);
    };
  }, [root, tracks]);
  return hovered;
}

function locate(
  { target, clientX, clientY, buttons }: PointerEvent,
  root: HTMLElement,
  tracks: ReadonlyMap<string, Track>,
): Hovered | undefined {
  const zone = target instanceof Element ? target.closest("[data-zone]") : undefined;
  if (!(zone instanceof HTMLElement) || buttons !== 0) return undefined;
  const box = zone.getBoundingClientRect();
  const { track } = zone.dataset;
  return {
    px: clientX - box.left,
    py: clientY - root.getBoundingClientRect().top + root.scrollTop + 14,
    track: track === undefined ? undefined : tracks.get(track),
  };
}
