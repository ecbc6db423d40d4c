import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { useView } from "../workbench/workbench.ts";
import { findTerm } from "./glossary.ts";

type TermProps = {
  /** A state variable's key or a concept's id. */
  readonly id: string;
  /** The words on the screen; the term's own title when left out. */
  readonly children?: ReactNode;
  /** What it means just here, where the glossary knows several meanings. */
  readonly definition?: string;
  readonly side?: "top" | "right" | "bottom" | "left";
  readonly className?: string;
};

/**
 * A word with its definition, how it is computed and why it moves: shown after half a second and on focus, Esc closes it, a click
 * opens the glossary there.
 */
export function Term({ id, children, definition, side = "bottom", className = "" }: TermProps): ReactNode {
  const openDialog = useView((view) => view.openDialog);
  const term = findTerm(id);
  const meaning = definition ?? term?.definition;
  if (meaning === undefined) return <span className={className}>{children}</span>;
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          className={`min-h-6 min-w-0 truncate text-left decoration-line-strong decoration-dotted underline-offset-3 hover:underline ${className}`}
          onClick={() => term !== undefined && openDialog("glossary", id)}
        >
          {children ?? term?.title}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="floating z-50 flex max-w-80 flex-col gap-1 rounded-card p-3 text-table"
        >
          {term !== undefined && <strong className="font-semibold">{term.title}</strong>}
          <span>{meaning}</span>
          {term?.formula !== undefined && <code className="font-mono text-meta text-t2">{term.formula}</code>}
          {term?.whyItMoves !== undefined && <span className="text-t2">{term.whyItMoves}</span>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
