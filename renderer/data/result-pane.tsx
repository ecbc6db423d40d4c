import { Pin, PinOff, Table2, X } from "lucide-react";
import type { ReactNode } from "react";
import type { QueryTab } from "../stores/query-store.ts";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useQueries, useWorkbench } from "../workbench/workbench.ts";
import { ResultActions } from "./result-actions.tsx";
import { ResultChart } from "./result-chart.tsx";
import { ResultComplaint } from "./result-complaint.tsx";
import { ResultGrid } from "./result-grid.tsx";
import { ResultStatus } from "./result-status.tsx";

/** The results of queries, one tab each, and what can be done with them. */
export function ResultPane(): ReactNode {
  const tabs = useQueries((queries) => queries.tabs);
  const activeTab = useQueries((queries) => queries.activeTab);
  const tab = tabs.find(({ id }) => id === activeTab);
  if (tab === undefined) {
    return (
      <section aria-label="Results" className="h-full overflow-auto">
        <EmptyState
          icon={<Table2 size={24} aria-hidden />}
          title="Rows appear here"
          text="Click a table, choose one of the scenario's questions, or run SQL of your own with Ctrl+Enter."
        />
      </section>
    );
  }
  return (
    <section aria-label="Results" className="flex h-full min-h-0 flex-col">
      <div className="flex h-8 shrink-0 items-center gap-2 border-b border-line pr-1">
        <ul aria-label="Result tabs" className="flex min-w-0 flex-1 items-stretch self-stretch overflow-x-auto">
          {tabs.map((each) => (
            <TabItem key={each.id} tab={each} isActive={each.id === activeTab} />
          ))}
        </ul>
        <ResultActions tab={tab} />
      </div>
      <ResultStatus tab={tab} />
      <div className="relative min-h-0 flex-1">
        <ResultContent tab={tab} />
      </div>
    </section>
  );
}

function ResultContent({ tab }: { readonly tab: QueryTab }): ReactNode {
  const { state, rows, view } = tab;
  if (state.kind === "refused") return <ResultComplaint tab={tab} complaint={state.complaint} />;
  if (rows === undefined) {
    return (
      <p className="p-3 text-table text-t2">{state.kind === "cancelled" ? "The query was cancelled." : "Running…"}</p>
    );
  }
  // While a newer query runs, the rows of the last one stay: they are dimmed, and the line above says what goes on.
  const isOld = state.kind === "running";
  return (
    <div className={`h-full ${isOld ? "opacity-60" : ""}`} aria-busy={isOld}>
      {view === "chart" ? <ResultChart key={tab.id} rows={rows} /> : <ResultGrid key={tab.id} tab={tab} rows={rows} />}
    </div>
  );
}

function TabItem({ tab, isActive }: { readonly tab: QueryTab; readonly isActive: boolean }): ReactNode {
  const { queries } = useWorkbench();
  const { id, title, isPinned } = tab;
  const mark = isActive ? "border-accent text-t1" : "border-transparent text-t2 hover:text-t1";
  return (
    <li className={`group flex max-w-56 shrink-0 items-center border-b-2 pl-2 ${mark}`}>
      <button
        type="button"
        aria-current={isActive}
        title={`${title}\n${tab.sql.slice(0, 600)}`}
        className="min-w-0 self-stretch truncate text-table -outline-offset-2"
        onClick={() => queries.getState().showTab(id)}
      >
        <bdi>{title}</bdi>
      </button>
      <TabButton
        label={isPinned ? `Unpin ${title}` : `Pin ${title}: the next query opens beside it`}
        isShown={isPinned || isActive}
        onClick={() => queries.getState().changeTab(id, { isPinned: !isPinned })}
      >
        {isPinned ? <PinOff size={12} /> : <Pin size={12} />}
      </TabButton>
      <TabButton label={`Close ${title}`} isShown={isActive} onClick={() => queries.getState().closeTab(id)}>
        <X size={12} />
      </TabButton>
    </li>
  );
}

type TabButtonProps = {
  readonly label: string;
  readonly isShown: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
};

function TabButton({ label, isShown, onClick, children }: TabButtonProps): ReactNode {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`grid size-6 shrink-0 place-items-center rounded-control text-t3 hover:bg-hover hover:text-t1 ${isShown ? "" : "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"}`}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
