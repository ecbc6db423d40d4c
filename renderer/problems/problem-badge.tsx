import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useProblemsOfNode } from "./use-problems.ts";

type ProblemBadgeProps = {
  readonly id: string;
  /** How much larger than in a list it is drawn, for a canvas that is zoomed out. */
  readonly scale: number;
};

/** How many problems a node has, or how many remarks when it has none: at the corner of its card, in words for a screen reader. */
export function ProblemBadge({ id, scale }: ProblemBadgeProps): ReactNode {
  const problems = useProblemsOfNode(id);
  const errors = problems.filter(({ severity }) => severity === "error");
  const shown = errors.length > 0 ? errors : problems;
  if (shown.length === 0) return undefined;
  const isError = errors.length > 0;
  const text = shown.map(({ message, allowed }) => `${message}; allowed: ${allowed}`).join("\n");
  const word = `${isError ? "problem" : "warning"}${shown.length === 1 ? "" : "s"}`;
  return (
    <span
      className={`absolute -top-2.5 -left-2.5 flex h-5 items-center gap-0.5 rounded-full px-1.5 text-meta font-semibold ${isError ? "bg-crit text-on-crit" : "bg-warn text-on-warn"}`}
      style={scale === 1 ? {} : { transform: `scale(${scale})` }}
      title={text}
      role="img"
      aria-label={`${shown.length} ${word}: ${text}`}
    >
      {isError ? <CircleAlert size={12} aria-hidden="true" /> : <TriangleAlert size={12} aria-hidden="true" />}{" "}
      {shown.length}
    </span>
  );
}
