import { CircleX, Lightbulb, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { Menu } from "../widgets/menu.tsx";
import { Segmented } from "../widgets/segmented.tsx";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import type { AppProblem } from "./app-problem.ts";
import { applyFix } from "./apply-fix.ts";
import { parsePath } from "./parse-path.ts";
import { placeInWords } from "./place-words.ts";
import { useProblems } from "./use-problems.ts";

type Shown = "all" | "error" | "warning";

/** Everything that is wrong with the document, and what a reviewer would remark: each row leads to its place, and offers what can be done. */
export function ProblemsPanel(): ReactNode {
  const problems = useProblems();
  const [shown, setShown] = useState<Shown>("all");
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const rows = problems.filter(({ severity }) => shown === "all" || severity === shown);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-center gap-3 border-b border-line px-3 py-1.5">
        <Segmented
          label="Which problems"
          value={shown}
          onChange={setShown}
          options={[
            { value: "all", label: `All ${problems.length}` },
            { value: "error", label: `Errors ${errors}`, title: "They keep the scenario from running" },
            {
              value: "warning",
              label: `Warnings ${problems.length - errors}`,
              title: "A design review's remarks; the scenario runs",
            },
          ]}
        />
        <p className="truncate text-meta text-t3">F8 goes to the next, Ctrl+. offers what can be done there</p>
      </div>
      {rows.length === 0 ? (
        <EmptyState
          title={problems.length === 0 ? "No problems" : "None of these"}
          text="The scenario can run, and a design review has nothing to remark."
        />
      ) : (
        <ProblemList problems={rows} />
      )}
    </div>
  );
}

function ProblemList({ problems }: { readonly problems: readonly AppProblem[] }): ReactNode {
  return (
    <ul aria-label="Problems" className="min-h-0 flex-1 overflow-auto py-1">
      {problems.map((problem) => {
        const { code, line, column, path, message } = problem;
        return <ProblemRow key={`${code} ${line}:${column} ${path.slice(0, 200)} ${message}`} problem={problem} />;
      })}
    </ul>
  );
}

/** Up and down go from row to row. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...(event.currentTarget.closest("ul")?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  if (step === undefined) return;
  event.preventDefault();
  rows[rows.indexOf(event.currentTarget) + step]?.focus();
}

function ProblemRow({ problem }: { readonly problem: AppProblem }): ReactNode {
  const workbench = useWorkbench();
  const nodeId = useDocument((document) => {
    const [area, list, index] = parsePath(problem.path) ?? [];
    const isNode = area === "pipeline" && list === "nodes";
    return isNode ? document.drawing.nodes.find((node) => node.index === index)?.id : undefined;
  });
  const { severity, line, column, message, found, allowed, path, fixes } = problem;
  const place = useDocument((document) => placeInWords(path, document.drawing));
  const isError = severity === "error";
  const show = (): void => {
    const { select, showInYaml } = workbench.view.getState();
    if (nodeId !== undefined) select({ nodes: [nodeId] });
    showInYaml(problem);
  };
  return (
    <li className="group flex items-start gap-2 px-3 hover:bg-hover focus-within:bg-hover">
      <button
        type="button"
        data-row
        onClick={show}
        onKeyDown={moveFocus}
        className="flex min-h-7 min-w-0 flex-1 items-start gap-2 py-1 text-left text-table -outline-offset-2"
      >
        {isError ? (
          <CircleX size={14} className="mt-px shrink-0 text-crit-text" aria-label="Error" />
        ) : (
          <TriangleAlert size={14} className="mt-px shrink-0 text-warn-text" aria-label="Warning" />
        )}
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          {capitalised(message)}.{" "}
          <span className="text-t2">
            Found <bdi className="font-mono">{found}</bdi>, allowed: <bdi>{allowed}</bdi>
          </span>
        </span>
        <bdi className="max-w-64 shrink-0 truncate font-mono text-meta leading-4 text-t3" title={path}>
          {place}
        </bdi>
        <span className="w-16 shrink-0 text-right font-mono text-meta text-t3">
          {line}:{column}
        </span>
      </button>
      <FixButtons fixes={fixes} onFix={(fix) => applyFix(workbench, fix)} />
    </li>
  );
}

type FixButtonsProps = {
  readonly fixes: AppProblem["fixes"];
  readonly onFix: (fix: AppProblem["fixes"][number]) => void;
};

/** The likeliest fix as a button, the others in a menu beside it. */
function FixButtons({ fixes, onFix }: FixButtonsProps): ReactNode {
  const [first, ...rest] = fixes;
  if (first === undefined) return null;
  return (
    <span className="flex shrink-0 items-center gap-1 py-0.5">
      <Button tone="plain" className="max-w-72 !h-6" title={first.title} onClick={() => onFix(first)}>
        <Lightbulb size={12} aria-hidden />
        <bdi className="truncate">{first.title}</bdi>
      </Button>
      {rest.length > 0 && (
        <Menu align="end" entries={rest.map((fix) => ({ kind: "item", label: fix.title, onSelect: () => onFix(fix) }))}>
          <Button tone="quiet" className="!h-6 !px-2" aria-label={`${rest.length} other fixes`}>
            +{rest.length}
          </Button>
        </Menu>
      )}
    </span>
  );
}

/** A sentence from a message: a name at its start stays as it is written. */
function capitalised(text: string): string {
  return /^[a-z]+(?:[\s,]|'s )/u.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;
}
