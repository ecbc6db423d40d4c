import type { ReactNode } from "react";
import { groupPartitions, groupWords } from "../pipeline/group-facts.ts";
import type { Readings } from "../pipeline/readings.ts";
import { useDocument } from "../workbench/workbench.ts";

/** As many partitions as the strip of a card has room for. */
const SLOTS_MAX = 32;

/** Which partitions have an owner, in a strip, and the group's state in words. */
export function GroupBody({ id, readings }: { readonly id: string; readonly readings: Readings }): ReactNode {
  const drawing = useDocument((document) => document.drawing);
  const partitions = groupPartitions(id, drawing, SLOTS_MAX).map((label) => ({
    label,
    owner: readings.valueOf(`${id} ${label}`, "owner"),
  }));
  const unowned = partitions.filter(({ owner }) => owner === 0).map(({ label }) => label);
  const title = unowned.length === 0 ? "Every partition has an owner" : `Without an owner: ${unowned.join(", ")}`;
  return (
    <div className="flex h-6 items-center gap-2" data-testid="group-state" title={title}>
      <span className="flex h-2 min-w-0 flex-1 gap-px" aria-hidden="true">
        {partitions.map(({ label, owner }) => (
          <span key={label} className={`min-w-0 flex-1 rounded-[1px] ${ownerLook(owner)}`} />
        ))}
      </span>
      <span className="shrink-0 font-mono text-axis text-t2">{groupWords(id, readings)}</span>
    </div>
  );
}

/** Without an owner a block is hollow, so that it reads without colour. */
function ownerLook(owner: number | undefined): string {
  if (owner === undefined) return "bg-hover";
  return owner === 0 ? "border border-warn" : "bg-s1";
}
