import { type ReactNode, useEffect } from "react";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import { NarrowWorkspace } from "./narrow-workspace.tsx";
import { useIsLow, useIsNarrow } from "./use-media.ts";
import { WideWorkspace } from "./wide-workspace.tsx";

/** Everything between title bar and status bar: columns where there is room, one view with panels over it where not. */
export function Workspace(): ReactNode {
  const { view } = useWorkbench();
  const isNarrow = useIsNarrow();
  const isLow = useIsLow();
  const isSmall = isNarrow || isLow;
  const isBottomOpen = useView((state) => state.isBottomOpen);
  useEffect(() => {
    // Panels lie over the canvas now: they wait until somebody asks for one.
    if (isSmall) view.setState({ isLeftOpen: false, isInspectorOpen: false, ...(isLow && { isBottomOpen: false }) });
    else view.setState({ isLeftOpen: true, isInspectorOpen: true, isBottomOpen: true });
  }, [view, isSmall, isLow]);
  return isSmall ? <NarrowWorkspace isLow={isLow} isBottomOpen={isBottomOpen} /> : <WideWorkspace />;
}
