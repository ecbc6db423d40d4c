import { memo, type ReactNode } from "react";
import { nameEnds } from "./name-ends.ts";

type CardNameProps = {
  /** The whole name, for the tooltip. */
  readonly id: string;
  /** What the card shows of it, where that is less. */
  readonly text?: string;
  readonly className: string;
};

/** A node's name on one line of its card. Where there is no room, its end stays too: the names of a pipeline often differ only there. */
export const CardName = memo(function CardName({ id, text = id, className }: CardNameProps): ReactNode {
  const [begin, end] = nameEnds(text);
  return (
    <span className={`flex min-w-0 flex-1 font-semibold ${className}`} dir="auto" title={shortTitle(id)}>
      <span className="min-w-0 truncate whitespace-pre">{begin}</span>
      {end !== "" && <span className="shrink-0 whitespace-pre">{end}</span>}
    </span>
  );
});

/** A tooltip of ten thousand letters helps nobody. */
function shortTitle(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
