import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { instantAt, type TimeScale } from "../charts/time-window.ts";
import { formatClockMs } from "../format/format-time.ts";
import { useReadings } from "../pipeline/use-live.ts";
import { useRun } from "../workbench/workbench.ts";
import { ROW_PX } from "./lag-painter.ts";
import { speakPartition } from "./partition-lag.ts";
import type { Reader } from "./readers.ts";

type LagReadoutProps = {
  readonly root: RefObject<HTMLElement | null>;
  readonly scrolled: RefObject<HTMLElement | null>;
  readonly reader: Reader;
  readonly scale: TimeScale;
  readonly selected: number;
};

type Pointed = { readonly row: number; readonly px: number };

/** One line in words: the partition and the instant under the pointer, else those that were chosen with keys. */
export function LagReadout({ root, scrolled, reader, scale, selected }: LagReadoutProps): ReactNode {
  const history = useRun((run) => run.current?.history);
  const { atUs } = useReadings();
  const pointed = usePointed(root, scrolled);
  const row = pointed?.row ?? selected;
  const partition = reader.partitions[row];
  const instantUs = pointed === undefined ? atUs : Math.max(0, instantAt(scale, pointed.px));
  const text =
    partition === undefined || history === undefined
      ? "Point at a partition, or choose one with the arrow keys."
      : `${partition.label} at ${formatClockMs(instantUs)}: ${speakPartition(history, partition, instantUs)}.`;
  return (
    <output
      data-testid="lag-readout"
      // What follows the pointer is for eyes alone.
      aria-live={pointed === undefined && selected >= 0 ? "polite" : "off"}
      className="h-6 shrink-0 truncate border-t border-line px-2 py-1 text-table text-t2"
    >
      <bdi>{text}</bdi>
    </output>
  );
}

/** Which row and pixel of the plot the pointer is over; once a frame at most. */
function usePointed(root: RefObject<HTMLElement | null>, scrolled: RefObject<HTMLElement | null>): Pointed | undefined {
  const [pointed, setPointed] = useState<Pointed>();
  useEffect(() => {
    const { current: element } = root;
    if (element === null) return;
    let frame = 0;
    const onMove = ({ target, clientX, clientY }: PointerEvent): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const zone = target instanceof Element ? target.closest("[data-zone=track]") : null;
        if (zone === null) {
          setPointed(undefined);
          return;
        }
        const { left, top } = zone.getBoundingClientRect();
        const row = Math.floor((clientY - top + (scrolled.current?.scrollTop ?? 0)) / ROW_PX);
        setPointed({ row, px: clientX - left });
      });
    };
    const onLeave = (): void => {
      cancelAnimationFrame(frame);
      setPointed(undefined);
    };
    element.addEventListener("pointermove", onMove);
    element.addEventListener("pointerleave", onLeave);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("pointermove", onMove);
      element.removeEventListener("pointerleave", onLeave);
    };
  }, [root, scrolled]);
  return pointed;
}
