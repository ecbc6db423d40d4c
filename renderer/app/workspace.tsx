import type { ReactNode } from "react";
import { useView } from "../workbench/workbench.ts";
import { NarrowWorkspace } from "./narrow-workspace.tsx";
import { useIsLow, useIsNarrow, useIsTight } from "./use-media.ts";
import { usePanelsFollow } from "./use-panels-follow.ts";
import { WideWorkspace } from "./wide-workspace.tsx";

/** Everything between title bar and status bar: columns where there is room, one view with panels over it where not. */
export function Workspace(): ReactNode {
  const isNarrow = useIsNarrow();
  const isLow = useIsLow();
  const isTight = useIsTight();
  const isSmall = isNarrow || isLow;
  const isBottomOpen = useView((state) => state.isBottomOpen);
  usePanelsFollow(isSmall ? "none" : isTight ? "tight" : "wide", isLow);
  return isSmall ? <NarrowWorkspace isLow={isLow} isBottomOpen={isBottomOpen} /> : <WideWorkspace />;
}
