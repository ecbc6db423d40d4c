import { describe, expect, test } from "vitest";
import type { QueryOutcome, QueryRequest } from "../../engine/protocol/inspection.ts";
import { textBatch } from "../../engine/testing/text-columns.ts";
import { Activity } from "../stores/activity.ts";
import { createQueryStore } from "../stores/query-store.ts";
import { createRunStore } from "../stores/run-store.ts";
import { createSettingsStore } from "../stores/settings-store.ts";
import { createViewStore } from "../stores/view-store.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { openQuery, refreshTab, rerunTab, whyNoLook } from "./run-query.ts";

type Asked = { readonly request: QueryRequest; readonly answer: (outcome: QueryOutcome) => void };

const rowsOf = (value: string): QueryOutcome => ({
  kind: "rows",
  types: ["VARCHAR"],
  batch: textBatch([["v", [value]]]),
  isCut: false,
  elapsedMs: 1,
  versions: [],
});

/** A workbench whose engine answers when the test says so. */
function makeBench(nowUs = 8_000_000) {
  const asked: Asked[] = [];
  const run = createRunStore();
  run.setState({ current: { number: 3, nowUs } as never, phase: { kind: "paused" } });
  const ask = (_name: string, request: QueryRequest) =>
    new Promise<QueryOutcome>((answer) => asked.push({ request, answer }));
  const workbench = {
    run,
    view: createViewStore(),
    queries: createQueryStore(),
    settings: createSettingsStore({}),
    activity: new Activity(),
    runner: { ask },
  } as unknown as Workbench;
  const tab = () => {
    const { tabs, activeTab } = workbench.queries.getState();
    const found = tabs.find(({ id }) => id === activeTab);
    if (found === undefined) throw new Error("no tab is in front");
    return found;
  };
  return { workbench, asked, tab };
}

describe("a query", () => {
  test("is asked at the instant that the screen shows, and stays of that instant", async () => {
    const { workbench, asked, tab } = makeBench();
    workbench.view.getState().showInstant(7_000_000);
    const done = openQuery(workbench, { sql: "select 1" });
    asked[0]?.answer(rowsOf("a"));
    await done;
    workbench.view.getState().showLive();
    expect(asked[0]?.request).toEqual({ sql: "select 1", atUs: 7_000_000, rowLimit: 10_000 });
    expect(tab()).toMatchObject({ atUs: 7_000_000, runNumber: 3, state: { kind: "done" } });
    const sorted = rerunTab(workbench, tab(), { look: { sort: { column: 0, isDescending: true }, filters: [] } });
    expect(asked[1]?.request.atUs).toBe(7_000_000);
    asked[1]?.answer(rowsOf("a"));
    await sorted;
    void refreshTab(workbench, tab());
    expect(asked[2]?.request.atUs).toBe(8_000_000);
  });

  test("that is overtaken by a newer one of its tab is dropped when it answers", async () => {
    const { workbench, asked, tab } = makeBench();
    const first = openQuery(workbench, { sql: "select 1" });
    const second = refreshTab(workbench, tab());
    asked[1]?.answer(rowsOf("new"));
    await second;
    asked[0]?.answer(rowsOf("old"));
    await first;
    expect(tab().rows).toEqual(rowsOf("new"));
    expect(tab().state).toEqual({ kind: "done" });
  });

  test("takes the place of the tab in front, unless that is pinned", async () => {
    const { workbench, tab } = makeBench();
    void openQuery(workbench, { sql: "select 1" });
    void openQuery(workbench, { sql: "select 2" });
    expect(workbench.queries.getState().tabs.map(({ sql }) => sql)).toEqual(["select 2"]);
    workbench.queries.getState().changeTab(tab().id, { isPinned: true });
    void openQuery(workbench, { sql: "select 3" });
    expect(workbench.queries.getState().tabs.map(({ sql }) => sql)).toEqual(["select 2", "select 3"]);
    workbench.queries.getState().closeTab(tab().id);
    expect(tab().sql).toBe("select 2");
  });

  test("that fails keeps the rows that were there, and the engine's end is a sentence", async () => {
    const { workbench, asked, tab } = makeBench();
    const done = openQuery(workbench, { sql: "select 1" });
    asked[0]?.answer(rowsOf("a"));
    await done;
    const complaint = { message: "no", line: 1, column: 8, candidates: [] };
    const again = refreshTab(workbench, tab());
    asked[1]?.answer({ kind: "refused", complaint });
    await again;
    expect(tab()).toMatchObject({ rows: rowsOf("a"), state: { kind: "refused", complaint } });
  });

  test("is refused before a run, and its rows are neither sorted nor filtered when another run has begun", async () => {
    const { workbench, asked, tab } = makeBench();
    const done = openQuery(workbench, { sql: "select 1" });
    asked[0]?.answer(rowsOf("a"));
    await done;
    expect(whyNoLook(workbench, tab())).toBeUndefined();
    workbench.run.setState({ current: { number: 4, nowUs: 0 } as never });
    expect(whyNoLook(workbench, tab())).toMatch(/^These rows are of run 3/u);
    workbench.run.setState({ current: undefined });
    await openQuery(workbench, { sql: "select 2" });
    expect(tab().state).toMatchObject({ kind: "refused" });
    expect(asked).toHaveLength(1);
  });

  test("is remembered once, newest first, and nothing as long as pasted data", async () => {
    const { workbench } = makeBench();
    for (const sql of ["select 1", "select 2", "select 1", `select '${"x".repeat(30_000)}'`]) {
      void openQuery(workbench, { sql });
    }
    expect(workbench.settings.getState().queryHistory).toEqual(["select 1", "select 2"]);
  });

  test("is kept with the newest others, as many as the settings have room for", () => {
    const { workbench } = makeBench();
    for (let query = 0; query < 60; query += 1) void openQuery(workbench, { sql: `${query} ${"x".repeat(19_000)}` });
    const { queryHistory } = workbench.settings.getState();
    expect(queryHistory.map((sql) => sql.slice(0, 2))).toEqual(["59", "58", "57", "56", "55"]);
    for (let query = 0; query < 60; query += 1) void openQuery(workbench, { sql: `select ${query}` });
    expect(workbench.settings.getState().queryHistory).toHaveLength(50);
  });
});
