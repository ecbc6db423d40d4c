import type { AppCommand, Workbench } from "../workbench/workbench.ts";
import { problemsNow } from "./use-problems.ts";

const whyNone = (bench: Workbench): string | undefined =>
  problemsNow(bench).length === 0 ? "There are no problems." : undefined;

/** Goes to the problem behind or before the one that was shown last, round and round, and says what it is. */
function travel(bench: Workbench, step: 1 | -1): void {
  const problems = problemsNow(bench);
  const { yamlPlace, showInYaml, announce } = bench.view.getState();
  const here = problems.findIndex(({ line, column }) => line === yamlPlace?.line && column === yamlPlace.column);
  const start = here === -1 && step === -1 ? 0 : here;
  const next = problems[(start + step + problems.length) % problems.length];
  if (next === undefined) return;
  showInYaml(next);
  announce(`Line ${next.line}: ${next.message}`);
}

/** Commands about the document's problems. */
export const problemCommands: readonly AppCommand[] = [
  {
    id: "problems.next",
    title: "Go to the next problem",
    group: "Edit",
    keys: ["F8"],
    worksInText: true,
    whyNot: whyNone,
    run: (bench) => travel(bench, 1),
  },
  {
    id: "problems.previous",
    title: "Go to the previous problem",
    group: "Edit",
    keys: ["Shift+F8"],
    worksInText: true,
    whyNot: whyNone,
    run: (bench) => travel(bench, -1),
  },
  {
    id: "problems.show",
    title: "Show the problems",
    group: "View",
    keys: ["$mod+Shift+M"],
    worksInText: true,
    run: ({ view }) => view.getState().openTab({ bottom: "problems" }),
  },
];
