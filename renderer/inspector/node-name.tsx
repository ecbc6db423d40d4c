import { type ReactNode, useId, useState } from "react";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { formatPath } from "../../engine/scenario/problem.ts";
import { useProblems } from "../problems/use-problems.ts";
import { TextInput } from "../widgets/text-input.tsx";
import { useWorkbench } from "../workbench/workbench.ts";
import { FieldProblems } from "./field-row.tsx";
import { renameNode } from "./rename-node.ts";

/** A node's id. Another one is taken over everywhere that names the node, when the field is left or Enter is pressed. */
export function NodeName({ node }: { readonly node: DrawnNode }): ReactNode {
  const id = useId();
  const { document, view } = useWorkbench();
  const [draft, setDraft] = useState(node.id);
  const path = formatPath(["pipeline", "nodes", node.index, "id"]);
  const problems = useProblems().filter((problem) => problem.path === path);
  const save = (): void => {
    const name = draft.trim();
    if (name === node.id || name === "") {
      setDraft(node.id);
      return;
    }
    const edits = renameNode(document.getState().drawing, node.id, name);
    if (document.getState().applyEdits(edits, { label: `Rename ${node.id} to ${name}` })) {
      view.getState().select({ nodes: [name] });
    }
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-mono text-table font-semibold">
        id
      </label>
      <TextInput
        id={id}
        className="w-full font-mono"
        value={draft}
        title="The node's name. Edges, SQL, faults, promises and checks that name it follow."
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter") save();
          if (event.key === "Escape") setDraft(node.id);
        }}
      />
      <FieldProblems bound={{ problems }} />
    </div>
  );
}
