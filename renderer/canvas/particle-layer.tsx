import { useStoreApi } from "@xyflow/react";
import { type ReactNode, useContext, useEffect, useRef } from "react";
import { useThemeName } from "../charts/use-theme-name.ts";
import type { Box } from "../pipeline/card-geometry.ts";
import { liveClockOf } from "../workbench/live-clock-of.ts";
import { useRun, useView, useWorkbench } from "../workbench/workbench.ts";
import { Paths } from "./flow-edge.tsx";
import { ParticlePainter, type Scene } from "./particle-painter.ts";
import { useIsMotionReduced } from "./use-is-motion-reduced.ts";

/**
 * How long nothing is asked for after a frame: on a screen of 60 Hz every second frame is painted, which is smooth at this speed and
 * leaves the other half of the time to the run.
 */
const REST_MS = 20;
const REST_MAX_MS = 120;

/** Particles along the edges while a run goes on; they stand still while it is paused, and are chevrons where motion is reduced. */
export function ParticleLayer(): ReactNode {
  const workbench = useWorkbench();
  const store = useStoreApi();
  const paths = useContext(Paths);
  const element = useRef<HTMLCanvasElement>(null);
  const kept = useRef<ParticlePainter | undefined>(undefined);
  const isRunning = useRun((run) => run.phase.kind === "running");
  const isLive = useView((view) => view.shownUs === undefined);
  const theme = useThemeName();
  const isReduced = useIsMotionReduced();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const canvas = element.current;
    if (canvas === null) return;
    // Kept from run to pause and back, so that the particles stand where they were.
    const painter = kept.current ?? new ParticlePainter(canvas);
    kept.current = painter;
    const scene = (): Scene => {
      const { transform, nodeLookup } = store.getState();
      const [x, y, zoom] = transform;
      const cards: Box[] = [];
      for (const { type, hidden, internals, measured } of nodeLookup.values()) {
        if (type !== "card" || hidden === true) continue;
        cards.push({ ...internals.positionAbsolute, width: measured.width ?? 0, height: measured.height ?? 0 });
      }
      return { paths, view: { x, y, zoom }, cards, isStill: isReduced };
    };
    return isRunning && isLive && !isReduced
      ? animate((elapsedMs) => painter.paint(scene(), elapsedMs), painter, canvas)
      : paintOnChange(() => painter.paint(scene(), 0), painter, canvas, [
          (listener) => store.subscribe(listener),
          liveClockOf(workbench).subscribe,
        ]);
  }, [workbench, store, paths, isRunning, isLive, isReduced, theme]);
  return (
    <div className="pointer-events-none absolute inset-0 z-[3]" aria-hidden="true">
      <canvas ref={element} className="h-full w-full" />
    </div>
  );
}

/** Paints frame after frame; a hidden page gets no frames from the browser. */
function animate(paint: (elapsedMs: number) => void, painter: ParticlePainter, canvas: HTMLCanvasElement): () => void {
  let lastMs = performance.now();
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = (nowMs: number): void => {
    paint(Math.min(100, nowMs - lastMs));
    lastMs = nowMs;
    // A frame that is asked for and not painted would cost the page as much as one that is.
    const restsFromMs = performance.now();
    timer = setTimeout(() => {
      const lateMs = performance.now() - restsFromMs - REST_MS;
      const again = (): void => {
        frame = requestAnimationFrame(next);
      };
      // The page is busy: whatever it does comes before particles.
      if (lateMs > REST_MS) timer = setTimeout(again, Math.min(REST_MAX_MS, lateMs * 2));
      else again();
    }, REST_MS);
  };
  const stopWatching = watchSize(canvas, () => painter.refresh());
  frame = requestAnimationFrame(next);
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    stopWatching();
  };
}

/** Paints once, and again whenever the view or the values change. */
function paintOnChange(
  paint: () => void,
  painter: ParticlePainter,
  canvas: HTMLCanvasElement,
  sources: readonly ((listener: () => void) => () => void)[],
): () => void {
  let frame = 0;
  const later = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(paint);
  };
  const ends = sources.map((subscribe) => subscribe(later));
  const stopWatching = watchSize(canvas, () => {
    painter.refresh();
    later();
  });
  return () => {
    cancelAnimationFrame(frame);
    stopWatching();
    for (const end of ends) end();
  };
}

function watchSize(canvas: HTMLCanvasElement, act: () => void): () => void {
  const observer = new ResizeObserver(act);
  observer.observe(canvas);
  return () => observer.disconnect();
}
