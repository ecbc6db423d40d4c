import type { ReactNode } from "react";
import { useDocument } from "../workbench/workbench.ts";

/** The pipeline. */
export function Canvas(): ReactNode {
  const text = useDocument((document) => document.drawing.nodes.map(({ id }) => id).join(", "));
  return <div className="p-2 text-t2">{text}</div>;
}
