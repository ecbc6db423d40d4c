import type { ReactNode } from "react";
import { keyParts } from "./key-text.ts";

/** A shortcut as keys. */
export function Kbd({ keys }: { readonly keys: string }): ReactNode {
  return (
    <span className="inline-flex shrink-0 gap-0.5">
      {keyParts(keys, navigator.platform).map((part) => (
        <kbd
          key={part}
          className="rounded-control border border-line bg-canvas px-1 font-mono text-axis text-t2 [[data-tone=tip]_&]:bg-raised"
        >
          {part}
        </kbd>
      ))}
    </span>
  );
}
