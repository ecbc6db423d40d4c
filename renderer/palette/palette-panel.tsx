import type { ReactNode } from "react";
import { useDocument } from "../workbench/workbench.ts";

/** What can be added. */
export function PalettePanel(): ReactNode {
  const text = useDocument((document) => document.drawing.nodes.length);
  return <div className="p-2 text-t2">{text}</div>;
}
