import type { ReactNode } from "react";
import { useDocument } from "../workbench/workbench.ts";

/** The problems. */
export function ProblemsPanel(): ReactNode {
  const text = useDocument((document) => document.problems.map(({ message }) => message).join(", "));
  return <div className="p-2 text-t2">{text}</div>;
}
