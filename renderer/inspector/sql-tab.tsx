import { type ReactNode, useMemo } from "react";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { formatPath, type ScenarioPath } from "../../engine/scenario/problem.ts";
import { SqlEditor } from "../editor/sql-editor.tsx";
import { placeInValue, type SqlProblem } from "../editor/sql-problem.ts";
import { useDraft } from "../editor/use-draft.ts";
import { useRefusals } from "../problems/use-problems.ts";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import { sqlOf } from "./sql-paths.ts";

/** The SQL of a node: that of a table, or the one that makes the records of a source. */
export function SqlTab({ node }: { readonly node: DrawnNode }): ReactNode {
  const plain = useDocument((document) => document.drawing.plain);
  const isBroken = useDocument((document) => document.parsed === undefined && document.problems[0]?.path === "");
  const found = sqlOf(node, plain);
  if (found === undefined) {
    return (
      <p className="p-3 text-t2">Nodes of this kind have no SQL. Tables have, and sources that replay a data set.</p>
    );
  }
  if (isBroken) {
    return (
      <p className="p-3 text-t2">
        The YAML cannot be read at the moment. Mend it in the YAML tab, then edit the SQL here.
      </p>
    );
  }
  return <SqlField key={formatPath(found.path)} node={node} path={found.path} sql={found.sql} />;
}

type SqlFieldProps = { readonly node: DrawnNode; readonly path: ScenarioPath; readonly sql: string };

function SqlField({ node, path, sql }: SqlFieldProps): ReactNode {
  const { document, view } = useWorkbench();
  const problems = useProblemsOf(path);
  const draft = useDraft(sql, (text) => {
    const label = `Edit the SQL of ${node.id}`;
    const isDone = document.getState().applyEdits([{ path, value: text }], { label, burst: formatPath(path) });
    if (!isDone) view.getState().announce("The YAML is broken somewhere: mend it in the YAML tab, then edit the SQL.");
  });
  const settle = (): void => {
    draft.flush();
    document.getState().endBurst();
  };
  return (
    <SqlEditor
      label={`SQL of ${node.id}`}
      value={draft.text}
      onChange={draft.change}
      onSettle={settle}
      problems={problems}
      isChecked={path[0] === "pipeline" && node.kind !== "reference"}
    />
  );
}

/** What the document and the engine say of one text of SQL, at its own lines. */
function useProblemsOf(path: ScenarioPath): readonly SqlProblem[] {
  const text = useDocument((document) => document.text);
  const parsed = useDocument((document) => document.parsed);
  const problems = useDocument((document) => document.problems);
  const refusal = useRefusals();
  return useMemo(() => {
    const written = formatPath(path);
    const start = parsed?.locate(path);
    if (start === undefined) return [];
    return [...problems, ...refusal]
      .filter((problem) => problem.path === written)
      .map((problem) => placeInValue(text, start, problem));
  }, [path, text, parsed, problems, refusal]);
}
