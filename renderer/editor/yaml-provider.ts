import { editor, type IRange, languages } from "monaco-editor/editor";
import type { AppProblem, ProblemFix } from "../problems/app-problem.ts";

/** What an editor of a scenario tells about its text: its problems now, and how to do what one of their fixes says. */
export type FixSource = { readonly problems: () => readonly AppProblem[]; readonly apply: (fix: ProblemFix) => void };

const sources = new WeakMap<editor.ITextModel, FixSource>();

/** Enters where the quick fixes of a text come from. */
export function offerFixes(model: editor.ITextModel, source: FixSource): void {
  sources.set(model, source);
}

const APPLY_FIX = "spillway.apply-fix";

/** Makes the problems' fixes Monaco's quick fixes: the lamp, Ctrl+. and the hover offer them. Called once for the page. */
export function registerFixes(): void {
  editor.registerCommand(APPLY_FIX, (_accessor, source: FixSource, fix: ProblemFix) => source.apply(fix));
  languages.registerCodeActionProvider("yaml", {
    provideCodeActions(model, range) {
      const source = sources.get(model);
      const actions = source
        ?.problems()
        .flatMap((problem) => (meets(problem, range) ? actionsOf(problem, source) : []));
      return { actions: actions ?? [], dispose: () => undefined };
    },
  });
}

function actionsOf({ fixes }: AppProblem, source: FixSource): languages.CodeAction[] {
  return fixes.map((fix, index) => ({
    title: fix.title,
    kind: "quickfix",
    isPreferred: index === 0,
    command: { id: APPLY_FIX, title: fix.title, arguments: [source, fix] },
  }));
}

function meets({ line }: AppProblem, { startLineNumber, endLineNumber }: IRange): boolean {
  return startLineNumber <= line && line <= endLineNumber;
}
