import { lazy, type ReactNode, Suspense } from "react";
import type { TextDiffProps } from "../editor/text-diff.tsx";

// The editor is by far the largest part of the app: it comes when two texts are first compared.
const TextDiff = lazy(() => import("../editor/text-diff.tsx").then((module) => ({ default: module.TextDiff })));

/** Two texts compared: what was taken away and what was added, or a sentence where there is nothing to see. */
export function DiffView(texts: TextDiffProps): ReactNode {
  const { before, after } = texts;
  if (before === after) return <p className="p-3 text-t2">The two texts are the same.</p>;
  if (withPlainEnds(before) === withPlainEnds(after))
    return <p className="p-3 text-t2">Only the line endings differ: every line is the same.</p>;
  return (
    <div className="overflow-hidden rounded-control border border-line">
      <Suspense fallback={<p className="p-3 text-t2">Opening the editor …</p>}>
        <TextDiff {...texts} />
      </Suspense>
    </div>
  );
}

function withPlainEnds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
