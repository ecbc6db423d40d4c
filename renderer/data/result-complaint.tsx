import { OctagonX } from "lucide-react";
import type { ReactNode } from "react";
import type { SqlComplaint } from "../../engine/protocol/inspection.ts";
import { replaceWord } from "../sql-text/replace-word.ts";
import { isPlain, PLAIN_LOOK } from "../sql-text/wrap-query.ts";
import type { QueryTab } from "../stores/query-store.ts";
import { Button } from "../widgets/button.tsx";
import { useQueries, useWorkbench } from "../workbench/workbench.ts";
import { rerunTab } from "./run-query.ts";

type ResultComplaintProps = { readonly tab: QueryTab; readonly complaint: SqlComplaint };

/** Why a query gave no rows: what, where, and what to do next. */
export function ResultComplaint({ tab, complaint }: ResultComplaintProps): ReactNode {
  const workbench = useWorkbench();
  const text = useQueries((queries) => queries.text);
  const { message, hint, line, column, candidates } = complaint;
  const isOwnSql = isPlain(tab.look);
  const start = text.indexOf(tab.sql);
  const use = (candidate: string): void => {
    const sql = replaceWord(tab.sql, { line, column }, candidate);
    workbench.queries.getState().setText(text.slice(0, start) + sql + text.slice(start + tab.sql.length));
  };
  return (
    <div role="alert" className="flex h-full select-text flex-col gap-2 overflow-auto p-3 text-body">
      <p className="flex items-start gap-2">
        <OctagonX size={16} className="mt-0.5 shrink-0 text-crit-text" aria-hidden />
        <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
          {isOwnSql ? message : `The filter or the order cannot be used: ${message}`}
        </span>
      </p>
      {isOwnSql && (
        <p className="pl-6 text-table text-t2">
          At line {line}, column {column} of the statement.
        </p>
      )}
      {hint !== undefined && <p className="pl-6 text-table text-t2">{hint}</p>}
      {isOwnSql && candidates.length > 0 && (
        <p className="flex flex-wrap items-center gap-1.5 pl-6 text-table text-t2">
          There is:
          {candidates.slice(0, 8).map((candidate) => (
            <Button key={candidate} className="h-6! px-2! font-mono font-normal!" onClick={() => use(candidate)}>
              {candidate}
            </Button>
          ))}
        </p>
      )}
      {!isOwnSql && (
        <p className="pl-6">
          <Button onClick={() => void rerunTab(workbench, tab, { look: PLAIN_LOOK })}>
            Take filters and order away
          </Button>
        </p>
      )}
    </div>
  );
}
