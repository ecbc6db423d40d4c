import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { instantAt, type TimeScale } from "../charts/time-window.ts";
import { formatClockMs } from "../format/format-time.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { type HoverLine, hoverLines } from "./hover-lines.ts";
import { SeriesSwatch } from "./series-swatch.tsx";
import type { Track } from "./track-catalogue.ts";

const BOX_WIDTH_PX = 256;
const LINE_PX = 14;
const GAP_PX = 10;

type Hovered = {
  readonly px: number;
  /** Within the timeline's content. */
  readonly py: number;
  /** Where what can be seen of the content ends. */
  readonly bottomPx: number;
  readonly track: Track | undefined;
};

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
  const { px, py, bottomPx, track } = hovered;
  const atUs = Math.max(0, instantAt(scale, px));
  const lines = track === undefined ? [] : hoverLines(track, run.getState(), atUs);
  const heightPx = (lines.length + 1) * LINE_PX + GAP_PX;
  const left = px + BOX_WIDTH_PX + GAP_PX > scale.widthPx ? px - BOX_WIDTH_PX - GAP_PX : px + GAP_PX;
  return (
    <>
      <div className="absolute inset-y-0 w-px bg-line-strong" style={{ left: px }} />
      {lines.length > 0 && (
        <div
          className="floating absolute z-40 w-64 rounded-button px-2 py-1 text-axis"
          style={{ left, top: Math.min(py + GAP_PX, bottomPx - heightPx) }}
        >
          <div className="font-mono text-t2">{formatClockMs(atUs)}</div>
          {lines.map((line) => (
            <ReadoutLine key={line.label} line={line} />
          ))}
        </div>
      )}
    </>
  );
}

function ReadoutLine({ line: { label, value, before, style } }: { readonly line: HoverLine }): ReactNode {
  return (
    <div className="flex items-center gap-1">
      {style !== undefined && <SeriesSwatch style={style} />}
      <bdi className="min-w-0 flex-1 truncate text-t2">{label.slice(0, 80)}</bdi>
      <span className="shrink-0 font-mono text-t1">{value}</span>
      {before !== undefined && <span className="shrink-0 font-mono text-t3">was {before}</span>}
    </div>
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
  const { track } = zone.dataset;
  return {
    px: clientX - zone.getBoundingClientRect().left,
    py: clientY - root.getBoundingClientRect().top + root.scrollTop,
    bottomPx: root.scrollTop + root.clientHeight,
    track: track === undefined ? undefined : tracks.get(track),
  };
}
