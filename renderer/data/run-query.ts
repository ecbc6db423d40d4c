import { PLAIN_LOOK, wrapQuery } from "../sql-text/wrap-query.ts";
import type { QueryState, QueryTab } from "../stores/query-store.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** Rows that a query fetches unless it is asked for more, and the most that the engine gives. */
export const ROWS_FIRST = 10_000;
export const ROWS_MOST = 100_000;

const HISTORY_LENGTH = 50;
/** Longer texts are not kept: they are pasted data, not queries. */
const HISTORY_TEXT_MAX = 20_000;
/** All of them together, in characters: they are kept with the settings, of which a host takes a megabyte. */
const HISTORY_MAX = 100_000;

/** A query that a person wants: its SQL, what its tab is called, and its instant where that is not the one on the screen. */
export type WantedQuery = { readonly sql: string; readonly title?: string; readonly atUs?: number };

/** Runs a SELECT over the tables at the instant that the screen shows, in a tab in front. */
export async function openQuery(workbench: Workbench, { sql, title, atUs }: WantedQuery): Promise<void> {
  const { queries, settings } = workbench;
  const id = 1 + Math.max(0, ...queries.getState().tabs.map((tab) => tab.id));
  const place = { ...placeNow(workbench), ...(atUs !== undefined && { atUs }) };
  const tab: QueryTab = {
    id,
    title: title ?? titleOf(sql),
    sql,
    ...place,
    rowLimit: ROWS_FIRST,
    state: { kind: "done" },
    rows: undefined,
    look: PLAIN_LOOK,
    isPinned: false,
    view: "rows",
  };
  queries.getState().openTab(tab);
  const { queryHistory, change } = settings.getState();
  if (sql.length <= HISTORY_TEXT_MAX) {
    change({ queryHistory: newestFitting([sql, ...queryHistory.filter((kept) => kept !== sql)]) });
  }
  await execute(workbench, tab);
}

function newestFitting(history: readonly string[]): readonly string[] {
  let characters = 0;
  const firstLeft = history.findIndex((sql, index) => {
    characters += sql.length;
    return index >= HISTORY_LENGTH || characters > HISTORY_MAX;
  });
  return firstLeft < 0 ? history : history.slice(0, firstLeft);
}

/** Runs a tab's SELECT again, with another look or for more rows, over the tables as they were. */
export async function rerunTab(
  workbench: Workbench,
  tab: QueryTab,
  change: Partial<Pick<QueryTab, "look" | "rowLimit">>,
): Promise<void> {
  await execute(workbench, { ...tab, ...change });
}

/** Runs a tab's SELECT again over the tables at the instant that the screen shows. */
export async function refreshTab(workbench: Workbench, tab: QueryTab): Promise<void> {
  await execute(workbench, { ...tab, ...placeNow(workbench) });
}

/** Ends the query that the engine is busy with. */
export async function cancelQuery({ runner }: Workbench): Promise<void> {
  await runner.ask("cancelQuery", {});
}

/** Why no query can be run now; undefined when one can. */
export function whyNoQuery({ run }: Workbench): string | undefined {
  const { current, phase } = run.getState();
  if (current === undefined) return "Press Play first: the tables are made by the run.";
  if (phase.kind === "lost") return "The engine is gone: replay the run to ask its tables.";
  return undefined;
}

/** Why a tab's rows can be neither sorted nor filtered any more: its run is not the one that the engine holds. */
export function whyNoLook({ run }: Workbench, tab: QueryTab): string | undefined {
  const { current } = run.getState();
  if (current?.number === tab.runNumber) return undefined;
  return `These rows are of run ${tab.runNumber}, which is over: run the query again.`;
}

function placeNow({ run, view }: Workbench): Pick<QueryTab, "runNumber" | "atUs"> {
  const runFacts = run.getState();
  return { runNumber: runFacts.current?.number ?? 0, atUs: shownUsOf(runFacts, view.getState()) };
}

/** The newest question of a tab wins: an answer to an older one is dropped. */
async function execute(workbench: Workbench, tab: QueryTab): Promise<void> {
  const { queries, runner, activity } = workbench;
  const state: QueryState = { kind: "running", startedAtMs: performance.now() };
  const { id, sql, runNumber, atUs, rowLimit, look, rows } = tab;
  queries.getState().changeTab(id, { runNumber, atUs, rowLimit, look, state });
  const settle = (change: Partial<QueryTab>): void => {
    const asked = queries.getState().tabs.find((candidate) => candidate.id === id);
    if (asked?.state === state) queries.getState().changeTab(id, change);
  };
  const refuse = (message: string): void =>
    settle({ state: { kind: "refused", complaint: { message, line: 1, column: 1, candidates: [] } } });
  const reason = whyNoQuery(workbench);
  if (reason !== undefined) {
    refuse(reason);
    return;
  }
  await activity.during("running a query", async () => {
    try {
      const columns = rows?.batch.columns.map(({ name }, index) => ({ name, type: rows.types[index] ?? "VARCHAR" }));
      const outcome = await runner.ask("query", { sql: wrapQuery(sql, columns ?? [], look), atUs, rowLimit });
      if (outcome.kind === "rows") settle({ rows: outcome, state: { kind: "done" } });
      else settle({ state: outcome });
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
  });
}

/** The first words of a statement, for a tab. */
function titleOf(sql: string): string {
  const words = sql.replaceAll(/\s+/gu, " ").trim();
  return words.length <= 40 ? words : `${words.slice(0, 39)}…`;
}
