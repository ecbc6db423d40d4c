import { type FocusEvent, useCallback } from "react";
import { useWorkbench } from "../workbench/workbench.ts";
import { indexInFlowId } from "./flow-model.ts";

/** A node that gets the focus by the keyboard is selected: the inspector follows, and keys act on it. */
export function useFocusSelects(): (event: FocusEvent) => void {
  const { view } = useWorkbench();
  return useCallback(
    ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || !target.matches(".react-flow__node:focus-visible")) return;
      const id = target.dataset["id"];
      if (id === undefined || indexInFlowId(id, "group") !== undefined) return;
      const { selection, select } = view.getState();
      if (!selection.nodes.includes(id)) select({ nodes: [id] });
    },
    [view],
  );
}
