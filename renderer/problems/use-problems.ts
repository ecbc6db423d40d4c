import { useMemo } from "react";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { ParsedScenario } from "../../engine/scenario/parse-scenario.ts";
import type { Problem } from "../../engine/scenario/problem.ts";
import type { RunFacts } from "../stores/run-store.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { useDocument, useRun } from "../workbench/workbench.ts";
import type { AppProblem } from "./app-problem.ts";
import { findProblems, findRefusals } from "./find-problems.ts";
import { problemsByNode } from "./problems-by-node.ts";

/** Several views show the same problems, which cost some milliseconds to find: the last answer for each state of the document is kept. */
const found = new WeakMap<
  readonly Problem[],
  { readonly of: ParsedScenario | undefined; readonly all: readonly AppProblem[] }
>();

function problemsOf(
  problems: readonly Problem[],
  parsed: ParsedScenario | undefined,
  drawing: Drawing,
): readonly AppProblem[] {
  const known = found.get(problems);
  if (known !== undefined && known.of === parsed) return known.all;
  const all = findProblems(problems, parsed, drawing);
  found.set(problems, { of: parsed, all });
  return all;
}

const NONE: readonly Problem[] = [];

/** What is said of another text is old. */
function refusedFor({ phase, readAhead }: Pick<RunFacts, "phase" | "readAhead">, text: string): readonly Problem[] {
  const refusal = phase.kind === "refused" ? phase : readAhead;
  return refusal?.text === text ? refusal.problems : NONE;
}

function withRefusals(
  all: readonly AppProblem[],
  refused: readonly Problem[],
  drawing: Drawing,
): readonly AppProblem[] {
  if (refused.length === 0) return all;
  const known = new Set(all.map(({ path, code, message }) => `${code} ${path} ${message}`));
  const fresh = refused.filter(({ path, code, message }) => !known.has(`${code} ${path} ${message}`));
  return fresh.length === 0 ? all : [...all, ...findRefusals(fresh, drawing)];
}

/** What keeps the text as it is now from running, as the engine found: when it was to run, or when it read it ahead. */
export function useRefusals(): readonly Problem[] {
  const text = useDocument((document) => document.text);
  return useRun((run) => refusedFor(run, text));
}

/** Every problem of the document and of what the engine refuses in it: the same list for the panel, the badges and the squiggles. */
export function useProblems(): readonly AppProblem[] {
  const problems = useDocument((document) => document.problems);
  const parsed = useDocument((document) => document.parsed);
  const drawing = useDocument((document) => document.drawing);
  const refused = useRefusals();
  return useMemo(
    () => withRefusals(problemsOf(problems, parsed, drawing), refused, drawing),
    [problems, parsed, drawing, refused],
  );
}

/** The same for somebody who asks once: a command. */
export function problemsNow({ document, run }: Workbench): readonly AppProblem[] {
  const { problems, parsed, drawing, text } = document.getState();
  return withRefusals(problemsOf(problems, parsed, drawing), refusedFor(run.getState(), text), drawing);
}

/** Every card of the canvas asks for its own: they are sorted once for all of them. */
const sorted = new WeakMap<readonly AppProblem[], { readonly drawing: Drawing; readonly byNode: ByNode }>();

type ByNode = ReturnType<typeof problemsByNode>;

function sortedByNode(problems: readonly AppProblem[], drawing: Drawing): ByNode {
  const known = sorted.get(problems);
  if (known?.drawing === drawing) return known.byNode;
  const byNode = problemsByNode(problems, drawing);
  sorted.set(problems, { drawing, byNode });
  return byNode;
}

const NO_PROBLEMS: readonly AppProblem[] = [];

/** The problems of one node, remarks of the design review too, for its badge. */
export function useProblemsOfNode(id: string): readonly AppProblem[] {
  const problems = useProblems();
  const drawing = useDocument((document) => document.drawing);
  return sortedByNode(problems, drawing).get(id) ?? NO_PROBLEMS;
}
