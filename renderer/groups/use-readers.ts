import { useMemo } from "react";
import { useDocument } from "../workbench/workbench.ts";
import { type Reader, readersOf } from "./readers.ts";

/** Who reads topics in the drawing. */
export function useReaders(): readonly Reader[] {
  const drawing = useDocument((document) => document.drawing);
  return useMemo(() => readersOf(drawing), [drawing]);
}
