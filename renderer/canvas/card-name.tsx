import { memo, type ReactNode } from "react";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { useDocument } from "../workbench/workbench.ts";
import { isAlikeCut, nameEnds, shownName } from "./name-ends.ts";

type CardNameProps = {
  readonly node: DrawnNode;
  /** What the card shows: its id, or less of it. */
  readonly text: string;
  readonly className: string;
};

/** A node's name on one line of its card. Where another node's begins alike and there is no room, its end stays readable. */
export const CardName = memo(function CardName({ node, text, className }: CardNameProps): ReactNode {
  const isAlike = useDocument(({ drawing }) => isAlikeCut(drawing.nodes, shownName(node)));
  const [begin, end] = isAlike ? nameEnds(text) : [shortTitle(text), ""];
  return (
    <span className={`flex min-w-0 flex-1 font-semibold ${className}`} dir="auto" title={shortTitle(node.id)}>
      <span className="min-w-0 truncate whitespace-pre">{begin}</span>
      {end !== "" && <span className="shrink-0 whitespace-pre">{end}</span>}
    </span>
  );
});

/** A tooltip of ten thousand letters helps nobody. */
function shortTitle(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
