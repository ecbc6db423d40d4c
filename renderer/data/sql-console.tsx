import { ChevronDown, History, MessageCircleQuestion, Play, Square } from "lucide-react";
import { lazy, type ReactNode, Suspense, useMemo, useRef } from "react";
import type { Question } from "../../engine/scenario/scenario.ts";
import { splitStatements, statementAt } from "../sql-text/statements.ts";
import { isPlain } from "../sql-text/wrap-query.ts";
import type { QueryTab } from "../stores/query-store.ts";
import { Button } from "../widgets/button.tsx";
import { Hint } from "../widgets/hint.tsx";
import { Menu } from "../widgets/menu.tsx";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { useDocument, useQueries, useRun, useSettings, useWorkbench } from "../workbench/workbench.ts";
import { cancelQuery, openQuery, whyNoQuery } from "./run-query.ts";

// The editor is by far the largest part of the app: it comes when it is first shown.
const SqlEditor = lazy(() => import("../editor/sql-editor.tsx").then((module) => ({ default: module.SqlEditor })));

const NO_QUESTIONS: readonly Question[] = [];

/** Where a person writes SQL over the run's tables and runs it. */
export function SqlConsole(): ReactNode {
  const workbench = useWorkbench();
  const text = useQueries((queries) => queries.text);
  const tab = useQueries((queries) => queries.tabs.find(({ id }) => id === queries.activeTab));
  const isRunning = useQueries((queries) => queries.tabs.some(({ state }) => state.kind === "running"));
  // The reason depends on the run's phase and number alone.
  useRun((run) => run.phase.kind);
  useRun((run) => run.current?.number);
  const cursor = useRef(0);
  const problems = useMemo(() => problemsIn(text, tab), [text, tab]);
  const run = (sql: string): void => {
    if (sql.trim() !== "") void openQuery(workbench, { sql });
  };
  const reason =
    whyNoQuery(workbench) ?? (text.trim() === "" ? "Write a SELECT first, or choose a question." : undefined);
  return (
    <section aria-label="SQL" className="flex h-full min-h-0 flex-col">
      <div className="flex h-8 shrink-0 items-center gap-1.5 border-b border-line px-2">
        {isRunning ? (
          <Button className="h-6!" onClick={() => void cancelQuery(workbench)}>
            <Square size={12} aria-hidden /> Cancel
          </Button>
        ) : (
          <Hint text="Run the statement at the cursor, or what is selected" keys="$mod+Enter">
            <Button
              tone="primary"
              className="h-6!"
              whyNot={reason}
              onClick={() => run(statementAt(text, cursor.current)?.sql ?? "")}
            >
              <Play size={12} aria-hidden /> Run
            </Button>
          </Hint>
        )}
        <QuestionMenu />
        <HistoryMenu />
      </div>
      <div className="min-h-0 flex-1">
        <Suspense fallback={<p className="p-2 text-table text-t3">Loading the editor…</p>}>
          <SqlEditor
            label="SQL over the run's tables"
            value={text}
            onChange={(value) => workbench.queries.getState().setText(value)}
            onRun={run}
            onCursor={(index) => {
              cursor.current = index;
            }}
            problems={problems}
            // What is said of one statement would stand at the wrong place in a text of several.
            isChecked={splitStatements(text).length <= 1}
          />
        </Suspense>
      </div>
    </section>
  );
}

function QuestionMenu(): ReactNode {
  const workbench = useWorkbench();
  const questions = useDocument((document) => document.parsed?.scenario.questions ?? NO_QUESTIONS);
  const entries = questions.map(({ ask, sql, table }): MenuEntry => {
    const statement = sql.trim();
    return {
      kind: "item",
      label: ask,
      note: table,
      onSelect: () => {
        workbench.queries.getState().setText(statement);
        void openQuery(workbench, { sql: statement, title: ask });
      },
    };
  });
  return (
    <MenuButton
      icon={<MessageCircleQuestion size={14} aria-hidden />}
      label="Questions"
      entries={entries}
      whyNot={questions.length === 0 ? "This scenario asks none: it has no questions." : undefined}
    />
  );
}

function HistoryMenu(): ReactNode {
  const { queries, settings } = useWorkbench();
  const history = useSettings((kept) => kept.queryHistory);
  const entries: readonly MenuEntry[] = [
    ...history.slice(0, 20).map(
      (sql): MenuEntry => ({
        kind: "item",
        label: sql.replaceAll(/\s+/gu, " ").slice(0, 90),
        onSelect: () => queries.getState().setText(sql),
      }),
    ),
    { kind: "line" },
    {
      kind: "item",
      label: "Forget all of them",
      isDanger: true,
      onSelect: () => settings.getState().change({ queryHistory: [] }),
    },
  ];
  return (
    <MenuButton
      icon={<History size={14} aria-hidden />}
      label="History"
      entries={entries}
      whyNot={history.length === 0 ? "Nothing was run yet." : undefined}
    />
  );
}

type MenuButtonProps = {
  readonly icon: ReactNode;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly whyNot: string | undefined;
};

function MenuButton({ icon, label, entries, whyNot }: MenuButtonProps): ReactNode {
  const button = (
    <Button tone="quiet" className="h-6! px-1.5! font-normal!" whyNot={whyNot}>
      {icon} {label} <ChevronDown size={12} aria-hidden />
    </Button>
  );
  return whyNot === undefined ? <Menu entries={entries}>{button}</Menu> : button;
}

/** Where the editor underlines what was wrong with the active tab's statement, if that still stands there. */
function problemsIn(text: string, tab: QueryTab | undefined) {
  if (tab?.state.kind !== "refused" || !isPlain(tab.look)) return [];
  const { message, hint, line, column } = tab.state.complaint;
  const start = text.indexOf(tab.sql);
  if (start < 0) return [];
  const before = text.slice(0, start).split("\n");
  const isFirstLine = line === 1;
  return [
    {
      line: before.length - 1 + line,
      column: isFirstLine ? (before.at(-1)?.length ?? 0) + column : column,
      message,
      ...(hint === undefined ? {} : { hint }),
    },
  ];
}
