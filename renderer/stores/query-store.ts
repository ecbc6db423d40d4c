import { createStore, type StoreApi } from "zustand/vanilla";
import type { QueryOutcome, SqlComplaint } from "../../engine/protocol/inspection.ts";
import type { GridLook } from "../sql-text/wrap-query.ts";

/** The rows that a query gave. */
export type QueryRows = Extract<QueryOutcome, { readonly kind: "rows" }>;

/** What became of a tab's newest query. */
export type QueryState =
  | { readonly kind: "running"; readonly startedAtMs: number }
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly complaint: SqlComplaint }
  | { readonly kind: "cancelled" };

/** A result and how it is looked at. */
export type QueryTab = {
  readonly id: number;
  readonly title: string;
  /** The SELECT as the person wrote it. */
  readonly sql: string;
  /** The run that was asked, and the instant of it. */
  readonly runNumber: number;
  readonly atUs: number;
  readonly rowLimit: number;
  readonly state: QueryState;
  /** The last rows that came; they stay while a newer query runs, and when it fails. */
  readonly rows: QueryRows | undefined;
  /** Its order and its filters, which are pushed into the SQL. */
  readonly look: GridLook;
  readonly isPinned: boolean;
  readonly view: "rows" | "chart";
};

export type QueryFacts = {
  /** What is in the SQL editor. */
  readonly text: string;
  readonly tabs: readonly QueryTab[];
  readonly activeTab: number | undefined;
};

export type QueryActions = {
  setText(text: string): void;
  /** Adds a tab in front, in place of the active one unless that is pinned. */
  openTab(tab: QueryTab): void;
  changeTab(id: number, change: Partial<Omit<QueryTab, "id">>): void;
  showTab(id: number): void;
  closeTab(id: number): void;
};

export type QueryStore = StoreApi<QueryFacts & QueryActions>;

/** The Data panel's facts: the SQL in the editor, and the results on the screen. */
export function createQueryStore(): QueryStore {
  return createStore<QueryFacts & QueryActions>()((set) => ({
    text: "",
    tabs: [],
    activeTab: undefined,
    setText: (text) => set({ text }),
    openTab: (tab) =>
      set(({ tabs, activeTab }) => {
        const replaced = tabs.findIndex(({ id, isPinned }) => id === activeTab && !isPinned);
        return {
          tabs: replaced < 0 ? [...tabs, tab] : tabs.with(replaced, tab),
          activeTab: tab.id,
        };
      }),
    changeTab: (id, change) =>
      set(({ tabs }) => ({ tabs: tabs.map((tab) => (tab.id === id ? { ...tab, ...change } : tab)) })),
    showTab: (activeTab) => set({ activeTab }),
    closeTab: (id) =>
      set(({ tabs, activeTab }) => {
        const index = tabs.findIndex((tab) => tab.id === id);
        const left = tabs.filter((tab) => tab.id !== id);
        return { tabs: left, activeTab: activeTab === id ? left[Math.min(index, left.length - 1)]?.id : activeTab };
      }),
  }));
}
