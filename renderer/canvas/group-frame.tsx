import { Handle, type NodeProps, Position } from "@xyflow/react";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, type ReactNode, useCallback, useState } from "react";
import { perform } from "../acts/act.ts";
import { collapse, retitle } from "../acts/arrange.ts";
import { PORT_Y } from "../pipeline/card-geometry.ts";
import { HEALTH_WORDS, type HealthState, healthOf } from "../pipeline/node-health.ts";
import type { Readings } from "../pipeline/readings.ts";
import { useLiveText, useSlos } from "../pipeline/use-live.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import { type GroupFlowNode, HANDLE } from "./flow-model.ts";
import { HealthRing } from "./health-ring.tsx";

const WORST_FIRST: readonly HealthState[] = ["crit", "warn", "recover", "ok", "idle"];

/** A frame around the nodes of a group, or the box that stands for them. */
export const GroupFrame = memo(function GroupFrame({
  data: { group },
  selected,
  width,
  height,
}: NodeProps<GroupFlowNode>) {
  const look = group.isCollapsed ? "border-line bg-raised" : "border-dashed border-line-strong bg-panel/40";
  return (
    <div
      className={`rounded-dialog border ${look} ${selected ? "outline-2 outline-offset-1 outline-accent" : ""}`}
      style={{ width, height }}
    >
      <GroupTitle index={group.index} title={group.title} isCollapsed={group.isCollapsed} />
      {group.isCollapsed && (
        <>
          <GroupState ids={group.nodes} />
          <Handle id={HANDLE.in} type="target" position={Position.Left} isConnectable={false} style={{ top: PORT_Y }} />
          <Handle
            id={HANDLE.out}
            type="source"
            position={Position.Right}
            isConnectable={false}
            style={{ top: PORT_Y }}
          />
        </>
      )}
    </div>
  );
});

/** How the nodes inside a collapsed group do: the worst of them. */
function GroupState({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const nodes = useDocument((document) => document.drawing.nodes);
  const slos = useSlos();
  const read = useCallback(
    (readings: Readings) => {
      const members = nodes.filter(({ id }) => ids.includes(id));
      const healths = members.map((node) => ({ id: node.id, ...healthOf(node, readings, slos) }));
      const worst = WORST_FIRST.flatMap((state) => healths.find((health) => health.state === state) ?? [])[0];
      return worst === undefined ? "idle\n" : `${worst.state}\n${worst.id}: ${worst.reason}`;
    },
    [nodes, ids, slos],
  );
  const [word = "idle", reason = ""] = useLiveText(read).split("\n");
  const state = word as HealthState;
  return (
    <p className="compact-reason flex items-center gap-2 px-3 text-t2">
      <HealthRing state={state} budgetLeft={undefined} size={30} />
      <span className="truncate" dir="auto" title={reason}>
        {ids.length} {ids.length === 1 ? "node" : "nodes"}, {HEALTH_WORDS[state]}
      </span>
    </p>
  );
}

type GroupTitleProps = { readonly index: number; readonly title: string; readonly isCollapsed: boolean };

function GroupTitle({ index, title, isCollapsed }: GroupTitleProps): ReactNode {
  const workbench = useWorkbench();
  const [edited, setEdited] = useState<string | undefined>(undefined);
  const finish = (): void => {
    if (edited !== undefined && edited !== title) perform(workbench, () => retitle(index, edited));
    setEdited(undefined);
  };
  return (
    <div className="flex h-9 items-center gap-1 px-2">
      <button
        type="button"
        className="nodrag grid size-6 place-items-center rounded-control text-t2 hover:bg-hover"
        aria-label={isCollapsed ? `Expand ${title}` : `Collapse ${title}`}
        aria-expanded={!isCollapsed}
        onClick={() => perform(workbench, () => collapse(index, !isCollapsed))}
      >
        {isCollapsed ? <ChevronRight size={16} /> : <ChevronDown size={16} />}
      </button>
      {edited === undefined ? (
        <button
          type="button"
          className="min-w-0 rounded-control px-1 compact-reason text-left font-semibold text-t2"
          title="Double-click to rename"
          onDoubleClick={() => setEdited(title)}
          onKeyDown={(event) => {
            if (event.key === "F2" || event.key === "Enter") {
              event.preventDefault();
              setEdited(title);
            }
          }}
        >
          <EntityName name={title} className="block" />
        </button>
      ) : (
        <TextInput
          autoFocus
          value={edited}
          aria-label="Title of the group"
          className="nodrag h-6 flex-1"
          onChange={(event) => setEdited(event.target.value)}
          onBlur={finish}
          onKeyDown={(event) => {
            if (event.key === "Enter") finish();
            if (event.key === "Escape") setEdited(undefined);
            event.stopPropagation();
          }}
        />
      )}
    </div>
  );
}
