import type { ReactNode } from "react";
import { useView } from "../workbench/workbench.ts";

/** What is selected. */
export function Inspector(): ReactNode {
  const text = useView((view) => view.selection.nodes.join(", "));
  return <div className="p-2 text-t2">{text}</div>;
}
