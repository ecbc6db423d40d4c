import { type PointerEvent, useRef, useState } from "react";
import { instantAt, pixelAt, type TimeScale } from "../charts/time-window.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { choose, movePlan, planOf } from "./lane-acts.ts";
import { itemAt, type LaneItem } from "./lane-items.ts";
import { type FaultPlace, roundPlace } from "./move-fault.ts";

const DRAG_PX = 4;
/** So near to its end a hand takes hold of how long a fault lasts. */
const HANDLE_PX = 6;

/** A fault that a hand is moving: where it began, and what it would become. */
type Move = {
  readonly item: LaneItem;
  readonly startPx: number;
  readonly isEnd: boolean;
  place: FaultPlace | undefined;
};

/** Where an event is within the element that listens. */
export function pointOf(event: {
  readonly clientX: number;
  readonly clientY: number;
  readonly currentTarget: Element;
}) {
  const box = event.currentTarget.getBoundingClientRect();
  return { px: event.clientX - box.left, py: event.clientY - box.top };
}

type LaneFacts = {
  readonly items: readonly LaneItem[];
  readonly scale: TimeScale;
  /** A mark was pressed. */
  readonly onPress: (id: string) => void;
};

/** What the mouse does on the chaos lane: point at a mark, choose it, or move a fault of the recipe. A drag is one step when it ends. */
export function useLaneDrag({ items, scale, onPress }: LaneFacts) {
  const workbench = useWorkbench();
  const move = useRef<Move>(undefined);
  const [hoveredId, setHoveredId] = useState<string>();
  const [moving, setMoving] = useState<{ readonly id: string; readonly place: FaultPlace }>();

  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    const point = pointOf(event);
    const item = itemAt(items, scale, point);
    if (event.button !== 0 || item === undefined) return;
    // The timeline does not scrub as well.
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    onPress(item.id);
    move.current = { item, startPx: point.px, isEnd: isEndHeld(item, scale, point.px), place: undefined };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const point = pointOf(event);
    const { current } = move;
    if (current === undefined) {
      setHoveredId(itemAt(items, scale, point)?.id);
      return;
    }
    event.stopPropagation();
    if (current.place === undefined && Math.abs(point.px - current.startPx) < DRAG_PX) return;
    current.place = movedPlace(current, instantAt(scale, point.px) - instantAt(scale, current.startPx));
    setMoving(current.place === undefined ? undefined : { id: current.item.id, place: current.place });
  };
  const end = (isDone: boolean): void => {
    const { current } = move;
    move.current = undefined;
    setMoving(undefined);
    if (current === undefined || !isDone) return;
    if (current.place === undefined) choose(workbench, current.item);
    else movePlan(workbench, current.item, current.place);
  };
  return {
    hoveredId,
    moving,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp: () => end(true),
      onPointerCancel: () => end(false),
      onPointerLeave: () => setHoveredId(undefined),
    },
  };
}

function isEndHeld(item: LaneItem, scale: TimeScale, px: number): boolean {
  if (item.kind === "reactions" || item.toUs === item.fromUs) return false;
  return Math.abs(px - pixelAt(scale, item.toUs)) <= HANDLE_PX && px - pixelAt(scale, item.fromUs) > HANDLE_PX;
}

/** Where the hand has brought a fault; undefined for what cannot be moved. */
function movedPlace({ item, isEnd }: Move, byUs: number): FaultPlace | undefined {
  const plan = planOf(item);
  if (plan === undefined) return undefined;
  const { fromUs, lastsUs } = plan;
  if (isEnd && lastsUs !== undefined) return roundPlace({ fromUs, lastsUs: lastsUs + byUs });
  return plan.isEstimate ? undefined : { ...roundPlace({ fromUs: fromUs + byUs, lastsUs }), lastsUs };
}
