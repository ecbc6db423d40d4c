import { formatClock } from "../format/format-time.ts";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import type { Workbench } from "../workbench/workbench.ts";
import type { LaneItem } from "./lane-items.ts";
import { removeFault } from "./move-fault.ts";
import { showInstantOrLive } from "./scrub.ts";

/** Beside a fault so much of its own length is shown when the timeline is zoomed to it. */
const MARGIN = 0.5;
const LEAST_US = 10_000_000;

/** What can be done at a place of the chaos lane, and with the mark that is there. */
export function laneMenu(
  workbench: Workbench,
  { atUs, item }: { readonly atUs: number; readonly item: LaneItem | undefined },
): readonly MenuEntry[] {
  const { view } = workbench;
  const clock = formatClock(atUs);
  const here: readonly MenuEntry[] = [
    {
      kind: "item",
      label: `Inject here, at ${clock}…`,
      onSelect: () => view.getState().openDialog("inject", `@${atUs}`),
    },
    { kind: "item", label: `Show ${clock}`, onSelect: () => showInstantOrLive(workbench, atUs) },
    { kind: "line" },
    { kind: "item", label: "Set marker A here", onSelect: () => view.getState().mark({ a: atUs }) },
    { kind: "item", label: "Set marker B here", onSelect: () => view.getState().mark({ b: atUs }) },
  ];
  return item === undefined ? here : [...here, { kind: "line" }, ...itemMenu(workbench, item)];
}

function itemMenu({ view, document }: Workbench, item: LaneItem): readonly MenuEntry[] {
  const marginUs = Math.max(LEAST_US, (item.toUs - item.fromUs) * MARGIN);
  const around = { fromUs: Math.max(0, item.fromUs - marginUs), toUs: item.toUs + marginUs };
  const zoom: MenuEntry = {
    kind: "item",
    label: `Zoom to ${item.label}`,
    onSelect: () => view.getState().showWindow(around),
  };
  const plan = item.kind === "reactions" ? undefined : item.plan;
  if (plan === undefined) return [zoom];
  return [
    zoom,
    {
      kind: "item",
      label: `Remove ${plan.description} from the recipe`,
      keys: "Delete",
      isDanger: true,
      onSelect: () => void removeFault(document, plan),
    },
  ];
}
