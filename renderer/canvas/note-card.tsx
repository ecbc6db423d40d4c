import type { NodeProps } from "@xyflow/react";
import { memo, useEffect, useState } from "react";
import { perform } from "../acts/act.ts";
import { writeNote } from "../acts/arrange.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import type { NoteFlowNode } from "./flow-model.ts";

/** A text beside the nodes: double-click or Enter to write, a click elsewhere or Esc ends it. */
export const NoteCard = memo(function NoteCard({ data: { note }, selected, width, height }: NodeProps<NoteFlowNode>) {
  const workbench = useWorkbench();
  const [edited, setEdited] = useState<string | undefined>(undefined);
  const isFresh = note.text === "" && selected;
  useEffect(() => {
    if (isFresh) setEdited((now) => now ?? "");
  }, [isFresh]);
  const finish = (): void => {
    if (edited !== undefined && edited !== note.text) perform(workbench, () => writeNote(note.index, edited));
    setEdited(undefined);
  };
  return (
    <div
      className={`rounded-card border border-line bg-panel compact-reason p-2 ${selected ? "outline-2 outline-offset-1 outline-accent" : ""}`}
      style={{ width, height, borderLeft: "4px solid var(--accent)" }}
    >
      {edited === undefined ? (
        <button
          type="button"
          className="block h-full w-full overflow-hidden text-left whitespace-pre-wrap text-t1 [overflow-wrap:anywhere]"
          dir="auto"
          aria-label={`Note: ${note.text.slice(0, 200) || "empty"}`}
          title="Double-click to write"
          onDoubleClick={() => setEdited(note.text)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== "F2") return;
            event.preventDefault();
            event.stopPropagation();
            setEdited(note.text);
          }}
        >
          {note.text === "" ? <span className="text-t3">Empty note</span> : note.text.slice(0, 2_000)}
        </button>
      ) : (
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the person asked to write
          autoFocus
          dir="auto"
          className="nodrag nowheel h-full w-full resize-none bg-transparent text-t1 outline-none"
          aria-label="Text of the note"
          maxLength={4_096}
          value={edited}
          onChange={(event) => setEdited(event.target.value)}
          onBlur={finish}
          onKeyDown={(event) => {
            if (event.key === "Escape") finish();
            event.stopPropagation();
          }}
        />
      )}
    </div>
  );
});
