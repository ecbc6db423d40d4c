import { Handle, type NodeProps, Position } from "@xyflow/react";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, type ReactNode, useState } from "react";
import { perform } from "../acts/act.ts";
import { collapse, retitle } from "../acts/arrange.ts";
import { PORT_Y } from "../pipeline/card-geometry.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import { useWorkbench } from "../workbench/workbench.ts";
import { type GroupFlowNode, HANDLE } from "./flow-model.ts";

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
          <p className="px-3 text-table text-t2">
            {group.nodes.length} {group.nodes.length === 1 ? "node" : "nodes"}
          </p>
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
          className="min-w-0 rounded-control px-1 text-left text-table font-semibold text-t2"
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
