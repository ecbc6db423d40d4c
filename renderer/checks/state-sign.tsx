import { CircleCheck, CircleHelp, OctagonX } from "lucide-react";
import type { ReactNode } from "react";
import type { ItemState } from "./check-items.ts";

const LOOKS: Readonly<Record<ItemState, { readonly Icon: typeof CircleCheck; readonly className: string }>> = {
  good: { Icon: CircleCheck, className: "text-ok-text" },
  bad: { Icon: OctagonX, className: "text-crit-text" },
  unknown: { Icon: CircleHelp, className: "text-warn-text" },
};

/** The sign of a verdict; the word stands beside it. */
export function StateSign({ state, size = 14 }: { readonly state: ItemState; readonly size?: number }): ReactNode {
  const { Icon, className } = LOOKS[state];
  return <Icon size={size} aria-hidden className={`shrink-0 ${className}`} />;
}
