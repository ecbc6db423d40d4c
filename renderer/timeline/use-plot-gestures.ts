import { type PointerEvent, useEffect, useRef, useState } from "react";
import {
  clampWindow,
  instantAt,
  panWindow,
  snapInstant,
  type TimeScale,
  windowOrWhole,
  zoomWindow,
} from "../charts/time-window.ts";
import type { TimeWindow } from "../stores/view-store.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { scrubTo } from "./scrub.ts";

/** A hand that moved less than this has clicked, not dragged. */
const CLICK_PX = 4;
const ZOOM_PER_NOTCH = 1.0015;
const LINE_PX = 16;

/** What a drag over the charts will do when the hand lets go: show that stretch alone, or mark it. */
export type Band = { readonly fromPx: number; readonly toPx: number; readonly kind: "zoom" | "mark" };

type Drag = { readonly zone: string; readonly startPx: number; readonly isMark: boolean; hasMoved: boolean };

type PlotFacts = {
  readonly scale: TimeScale;
  readonly whole: TimeWindow;
  /** Instants that the hand is drawn to. */
  readonly pointsUs: readonly number[];
};

/** What the mouse does on the timeline: scrub on the axis, zoom or mark on the charts, wheel to zoom and to pan. */
export function usePlotGestures({ scale, whole, pointsUs }: PlotFacts) {
  const workbench = useWorkbench();
  const root = useRef<HTMLElement>(null);
  const drag = useRef<Drag>(undefined);
  const [band, setBand] = useState<Band>();
  useWheel(root, { scale, whole, pointsUs });

  const pxOf = (event: { readonly clientX: number }): number => {
    const right = root.current?.getBoundingClientRect().left ?? 0;
    return event.clientX - right - plotOffsetPx(root.current);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    const zone = event.target instanceof Element ? zoneOf(event.target) : undefined;
    if (event.button !== 0 || zone === undefined || event.defaultPrevented) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { zone, startPx: pxOf(event), isMark: event.shiftKey, hasMoved: false };
    if (zone !== "track") scrubTo(workbench, pxOf(event), scale, pointsUs);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const { current } = drag;
    if (current === undefined) return;
    const px = pxOf(event);
    if (current.zone !== "track") {
      scrubTo(workbench, px, scale, pointsUs);
      return;
    }
    current.hasMoved ||= Math.abs(px - current.startPx) >= CLICK_PX;
    if (!current.hasMoved) return;
    const [fromPx, toPx] = px < current.startPx ? [px, current.startPx] : [current.startPx, px];
    setBand({
      fromPx: Math.max(0, fromPx),
      toPx: Math.min(scale.widthPx, toPx),
      kind: current.isMark ? "mark" : "zoom",
    });
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
    const { current } = drag;
    drag.current = undefined;
    setBand(undefined);
    if (current?.zone !== "track") return;
    if (!current.hasMoved) scrubTo(workbench, pxOf(event), scale, pointsUs);
    else if (band !== undefined) finishBand(workbench, band, { scale, whole, pointsUs });
  };
  const onPointerCancel = (): void => {
    drag.current = undefined;
    setBand(undefined);
  };
  const onDoubleClick = (event: { readonly target: EventTarget }): void => {
    const zone = event.target instanceof Element ? zoneOf(event.target) : undefined;
    if (zone === "track" || zone === "ruler") workbench.view.getState().showWindow(undefined);
  };
  return { root, band, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onDoubleClick } };
}

/** Which part of the timeline an element belongs to: `ruler`, `lane` or `track`; undefined for its gutter and its controls. */
function zoneOf(element: Element): string | undefined {
  const zone = element.closest("[data-zone], button, a, input");
  return zone instanceof HTMLElement ? zone.dataset["zone"] : undefined;
}

function plotOffsetPx(root: HTMLElement | null): number {
  const ruler = root?.querySelector("[data-zone=ruler]");
  if (root === null || ruler === null || ruler === undefined) return 0;
  return ruler.getBoundingClientRect().left - root.getBoundingClientRect().left;
}

function finishBand({ view }: Workbench, band: Band, { scale, whole, pointsUs }: PlotFacts): void {
  const [fromUs, toUs] = [band.fromPx, band.toPx].map((px) =>
    snapInstant(instantAt(scale, px), pointsUs, scale, CLICK_PX),
  );
  if (fromUs === undefined || toUs === undefined || toUs <= fromUs) return;
  if (band.kind === "mark") view.getState().mark({ a: Math.round(fromUs), b: Math.round(toUs) });
  else view.getState().showWindow(clampWindow({ fromUs, toUs }, whole));
}

/** Wheel over the axis, or with Ctrl or Alt anywhere: zoom around the pointer. Sideways, or with Shift: pan. */
function useWheel(root: { readonly current: HTMLElement | null }, facts: PlotFacts): void {
  const { view } = useWorkbench();
  const latest = useRef(facts);
  useEffect(() => {
    latest.current = facts;
  });
  useEffect(() => {
    const { current: element } = root;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      const { scale, whole } = latest.current;
      const zone = event.target instanceof Element ? zoneOf(event.target) : undefined;
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
      const sideways = (event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX) * unit;
      const isZoom = event.ctrlKey || event.altKey || (zone !== undefined && zone !== "track" && sideways === 0);
      if (!isZoom && sideways === 0) return;
      event.preventDefault();
      const px = event.clientX - element.getBoundingClientRect().left - plotOffsetPx(element);
      const moved = isZoom
        ? zoomWindow(scale, instantAt(scale, px), ZOOM_PER_NOTCH ** (event.deltaY * unit))
        : panWindow(scale, instantAt(scale, sideways) - scale.fromUs);
      view.getState().showWindow(windowOrWhole(clampWindow(moved, whole), whole));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [root, view]);
}
