import { type RefObject, useEffect, useRef } from "react";
import type { ControlMessages } from "../../engine/protocol/log-inspection.ts";
import type { TimeScale } from "../charts/time-window.ts";
import { useThemeName } from "../charts/use-theme-name.ts";
import { liveClockOf } from "../workbench/live-clock-of.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import type { SpaceModel } from "./space-model.ts";
import { ROW_PX, SpacePainter } from "./space-painter.ts";

type SpacePaintFacts = {
  readonly model: SpaceModel;
  readonly messages: ControlMessages;
  readonly scale: TimeScale;
  readonly scrollPx: number;
  readonly heightPx: number;
};

/** Paints the rows that are seen while the run goes on, past React. */
export function useSpacePaint(plot: RefObject<HTMLElement | null>, facts: SpacePaintFacts): void {
  const { model, messages, scale, scrollPx, heightPx } = facts;
  const workbench = useWorkbench();
  const { run } = workbench;
  const theme = useThemeName();
  const runNumber = useRun(({ current }) => current?.number);
  const seen = useRef({ scrollPx, heightPx, messages });
  const look = useRef((): void => undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run and another theme begin a new painting
  useEffect(() => {
    if (plot.current === null || scale.widthPx === 0) return;
    const painter = new SpacePainter(plot.current);
    const draw = (): void => {
      const { current } = run.getState();
      const { scrollPx: top, heightPx: height, messages: shown } = seen.current;
      const first = Math.floor(top / ROW_PX);
      if (current === undefined) {
        painter.paint({ rows: [], arrows: [], topPx: 0, first });
        return;
      }
      model.extend(current);
      const rows = model.painted(current, { first, count: Math.ceil(height / ROW_PX) + 1 });
      const arrows = model.arrows(shown.messages, current.nowUs);
      painter.paint({ rows, arrows, topPx: -top, first });
    };
    draw();
    look.current = draw;
    const unsubscribe = liveClockOf(workbench).subscribe(draw);
    return () => {
      unsubscribe();
      look.current = () => undefined;
      painter.destroy();
    };
  }, [workbench, run, model, scale, theme, runNumber, plot]);
  useEffect(() => {
    seen.current = { scrollPx, heightPx, messages };
    const frame = requestAnimationFrame(() => look.current());
    return () => cancelAnimationFrame(frame);
  }, [scrollPx, heightPx, messages]);
}
