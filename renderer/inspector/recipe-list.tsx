import type { ReactNode } from "react";
import { useDocument, useView } from "../workbench/workbench.ts";
import { describeFault } from "./subject.ts";

/** The faults of the recipe; each opens its form. */
export function RecipeList(): ReactNode {
  const faults = useDocument((document) => document.drawing.faults);
  const select = useView((view) => view.select);
  if (faults.length === 0)
    return (
      <p className="text-meta text-t2">
        Nothing goes wrong in this scenario. Inject a fault while it runs, or drop one from the palette.
      </p>
    );
  return (
    <ul className="flex flex-col">
      {faults.map((fault) => (
        <li key={fault.index}>
          <button
            type="button"
            className="min-h-7 w-full truncate rounded-button px-1.5 text-left text-table hover:bg-hover"
            onClick={() => select({ fault: fault.index })}
          >
            <bdi>{describeFault(fault)}</bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}
