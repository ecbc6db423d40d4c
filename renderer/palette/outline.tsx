import type { ReactNode } from "react";
import { useDocument } from "../workbench/workbench.ts";

/** The canvas as a tree. */
export function Outline(): ReactNode {
  const text = useDocument((document) => document.drawing.nodes.map(({ id }) => id).join(", "));
  return <div className="p-2 text-t2">{text}</div>;
}
