import { type ReactNode, useId, useState } from "react";
import { hasDragItem, readDragItem } from "../acts/drag-item.ts";
import { instantAt, pixelAt, type TimeScale } from "../charts/time-window.ts";
import { formatClock } from "../format/format-time.ts";
import { RightClickMenu } from "../widgets/right-click-menu.tsx";
import { useWorkbench } from "../workbench/workbench.ts";
import { handleKey } from "./lane-acts.ts";
import { describeItem, itemAt, type LaneItem } from "./lane-items.ts";
import { LaneJoints } from "./lane-joints.tsx";
import { LaneMark } from "./lane-mark.tsx";
import { laneMenu } from "./lane-menu.ts";
import type { FaultPlace } from "./move-fault.ts";
import { edgeOf } from "./scrub.ts";
import { pointOf, useLaneDrag } from "./use-lane-drag.ts";

type ChaosLaneProps = { readonly scale: TimeScale; readonly items: readonly LaneItem[] };

/** What was done to the run and what the system did about it; a recipe's faults can be moved here. */
export function ChaosLane({ scale, items }: ChaosLaneProps): ReactNode {
  const workbench = useWorkbench();
  const prefix = useId();
  const [activeId, setActiveId] = useState<string>();
  const [isFocused, setIsFocused] = useState(false);
  const [menuAt, setMenuAt] = useState<{ readonly atUs: number; readonly item: LaneItem | undefined }>();
  const { hoveredId, moving, handlers } = useLaneDrag({ items, scale, onPress: setActiveId });
  const shown = items.find(({ id }) => id === (hoveredId ?? (isFocused ? activeId : undefined)));
  const active = items.find(({ id }) => id === activeId);
  return (
    <div className="relative h-[30px]">
      <RightClickMenu entries={menuAt === undefined ? [] : laneMenu(workbench, menuAt)}>
        <div
          role="listbox"
          tabIndex={0}
          aria-label="Faults and reactions"
          aria-activedescendant={active === undefined ? undefined : `${prefix}${active.id}`}
          data-zone="lane"
          className="absolute inset-0 touch-none select-none overflow-hidden -outline-offset-2"
          onFocus={() => {
            setIsFocused(true);
            setActiveId((before) => before ?? items[0]?.id);
          }}
          onBlur={() => setIsFocused(false)}
          onKeyDown={(event) => {
            if (handleKey(event, { workbench, items, active, setActiveId })) event.preventDefault();
          }}
          {...handlers}
          onDragOver={(event) => {
            if (hasDragItem(event.dataTransfer)) event.preventDefault();
          }}
          onDrop={(event) => {
            const dropped = readDragItem(event.dataTransfer);
            if (dropped?.kind !== "fault") return;
            event.preventDefault();
            const atUs = Math.max(0, Math.round(instantAt(scale, pointOf(event).px)));
            workbench.view.getState().openDialog("inject", `${dropped.fault}@${atUs}`);
          }}
          onContextMenu={(event) => {
            // A menu that a key asks for belongs to the mark that the keys have reached.
            const isKey = event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === "";
            const point = pointOf(event);
            const atUs = isKey ? (active?.fromUs ?? edgeOf(workbench) ?? 0) : Math.max(0, instantAt(scale, point.px));
            setMenuAt({ atUs: Math.round(atUs), item: isKey ? active : itemAt(items, scale, point) });
          }}
        >
          {shown !== undefined && <LaneJoints item={shown} items={items} scale={scale} />}
          {items.map((item) => (
            <LaneMark
              key={item.id}
              id={`${prefix}${item.id}`}
              item={item}
              scale={scale}
              place={moving?.id === item.id ? moving.place : undefined}
              isActive={item.id === shown?.id}
            />
          ))}
        </div>
      </RightClickMenu>
      {shown !== undefined && <LaneTip item={shown} scale={scale} place={moving?.place} />}
    </div>
  );
}

type LaneTipProps = { readonly item: LaneItem; readonly scale: TimeScale; readonly place: FaultPlace | undefined };

function LaneTip({ item, scale, place }: LaneTipProps): ReactNode {
  const left = Math.min(Math.max(0, scale.widthPx - 320), Math.max(0, pixelAt(scale, place?.fromUs ?? item.fromUs)));
  return (
    <div
      className="floating pointer-events-none absolute top-[30px] z-40 max-w-80 rounded-button px-2 py-1 text-table text-t1"
      style={{ left }}
    >
      <bdi className="[overflow-wrap:anywhere]">
        {place === undefined ? describeItem(item) : `To ${formatClock(place.fromUs)}`}
      </bdi>
    </div>
  );
}
