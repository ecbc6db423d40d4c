import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { useView } from "../workbench/workbench.ts";
import { findTerm } from "./glossary.ts";

type TermProps = {
  /** A state variable's key or a concept's id. */
  readonly id: string;
  /** The words on the screen; the term's own title when left out. */
  readonly children?: ReactNode;
  readonly className?: string;
};

/**
 * A word with its definition: shown after half a second and on focus, Esc closes it, a click opens the glossary there. A word
 * that the glossary does not have is plain text.
 */
export function Term({ id, children, className = "" }: TermProps): ReactNode {
  const openDialog = useView((view) => view.openDialog);
  const term = findTerm(id);
  if (term === undefined) return <span className={className}>{children}</span>;
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          className={`min-w-0 truncate text-left underline decoration-line-strong decoration-dotted underline-offset-3 ${className}`}
          onClick={() => openDialog("glossary", id)}
        >
          {children ?? term.title}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="floating z-50 flex max-w-80 flex-col gap-1 rounded-card p-3 text-table"
        >
          <strong className="font-semibold">{term.title}</strong>
          <span>{term.definition}</span>
          {term.formula !== undefined && <code className="font-mono text-meta text-t2">{term.formula}</code>}
          {term.whyItMoves !== undefined && <span className="text-t2">{term.whyItMoves}</span>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
