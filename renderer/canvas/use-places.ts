import { useEffect, useMemo, useState } from "react";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { Point } from "../pipeline/card-geometry.ts";
import { placeMissing } from "../pipeline/place-missing.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { autoLayout } from "./auto-layout.ts";
import { controlsOf } from "./canvas-controls.ts";

type Arranged = { readonly of: string; readonly places: ReadonlyMap<string, Point> };

/**
 * Places for nodes that the document gives none: at once in columns, and when it gives none to any node, from the layout
 * engine as soon as that has answered. They are written with the first move.
 */
export function usePlaces(drawing: Drawing): ReadonlyMap<string, Point> {
  const workbench = useWorkbench();
  const { activity } = workbench;
  const columns = useMemo(() => placeMissing(drawing), [drawing]);
  const [arranged, setArranged] = useState<Arranged | undefined>(undefined);
  const isBare = drawing.layout.size === 0 && drawing.nodes.length > 1;
  const wanted = isBare ? shapeOf(drawing) : "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another graph is arranged anew
  useEffect(() => {
    if (wanted === "") return;
    let isWanted = true;
    void activity.during("arranging the drawing", async () => {
      const places = await autoLayout(drawing);
      if (!isWanted) return;
      setArranged({ of: wanted, places });
      await new Promise(requestAnimationFrame);
      controlsOf(workbench)?.fitAll();
    });
    return () => {
      isWanted = false;
    };
  }, [wanted, activity]);
  return arranged !== undefined && arranged.of === wanted ? arranged.places : columns;
}

function shapeOf({ nodes, edges }: Drawing): string {
  return JSON.stringify([nodes.map(({ id, kind }) => [id, kind]), edges.map(({ from, to }) => [from, to])]);
}
