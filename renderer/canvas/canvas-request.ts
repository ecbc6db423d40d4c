import type { Joint } from "../acts/add-node.ts";
import { whyNotConnected } from "../acts/connect.ts";
import type { Point } from "../pipeline/card-geometry.ts";
import type { ViewStore } from "../stores/view-store.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** What a quick add is asked for: the place in canvas pixels, the point on the screen where its menu opens, and what it joins. */
export type QuickAddRequest = {
  readonly at: Point | undefined;
  readonly screen: Point | undefined;
  readonly joint: Joint | undefined;
  /** Only kinds that can be joined are offered. */
  readonly mustJoin: boolean;
};

/** Opens the searchable menu of what can be added. */
export function askQuickAdd(view: ViewStore, request: QuickAddRequest): void {
  view.getState().openDialog("quick-add", JSON.stringify(request));
}

/** The request that `askQuickAdd` wrote. */
export function readQuickAdd(subject: string | undefined): QuickAddRequest {
  const nothing = { at: undefined, screen: undefined, joint: undefined, mustJoin: false };
  return subject === undefined ? nothing : { ...nothing, ...(JSON.parse(subject) as QuickAddRequest) };
}

/** Every node that a node can feed or be fed by, with the reason against those that it cannot. */
export type Target = {
  readonly id: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly whyNot: string | undefined;
};

/** The nodes that one could be connected to, those that fit first. */
export function connectTargets({ document }: Pick<Workbench, "document">, id: string): readonly Target[] {
  const { drawing } = document.getState();
  const targets = drawing.nodes
    .filter((node) => node.id !== id)
    .map((node): Target => {
      const forth = whyNotConnected(drawing, id, node.id);
      const back = whyNotConnected(drawing, node.id, id);
      const isBack = forth !== undefined && back === undefined;
      const [from, to] = isBack ? [node.id, id] : [id, node.id];
      return { id: node.id, kind: node.kind, from, to, whyNot: isBack ? undefined : forth };
    });
  return [
    ...targets.filter(({ whyNot }) => whyNot === undefined),
    ...targets.filter(({ whyNot }) => whyNot !== undefined),
  ];
}
