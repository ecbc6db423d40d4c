import { useEffect } from "react";
import { clampWindow, panWindow, windowOrWhole } from "../charts/time-window.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { wholeNow } from "./timeline-scale.ts";

/** How much of the window lies behind the run's edge after a turn of the page. */
const BEHIND = 0.25;

/** While a run is followed in a window that is zoomed: when its edge leaves the window, the page is turned. */
export function useFollowEdge(): void {
  const workbench = useWorkbench();
  useEffect(
    () =>
      workbench.run.subscribe(({ current }, { current: before }) => {
        const { timeWindow, shownUs, showWindow } = workbench.view.getState();
        if (timeWindow === undefined || shownUs !== undefined || current === undefined) return;
        const wasInside = before !== undefined && before.nowUs >= timeWindow.fromUs && before.nowUs <= timeWindow.toUs;
        if (!wasInside || current.nowUs <= timeWindow.toUs) return;
        const spanUs = timeWindow.toUs - timeWindow.fromUs;
        const whole = wholeNow(workbench);
        const turned = panWindow(timeWindow, current.nowUs - timeWindow.fromUs - spanUs * BEHIND);
        showWindow(windowOrWhole(clampWindow(turned, whole), whole));
      }),
    [workbench],
  );
}
