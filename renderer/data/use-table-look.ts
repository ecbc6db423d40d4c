import { useEffect, useState } from "react";
import { timeUs } from "../../engine/base/time.ts";
import type { ResultTable } from "../../engine/export/result-table.ts";
import { variableName } from "../../engine/pipeline/state-variables.ts";
import { quoteTable } from "../sql-text/quote-sql.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useRun, useView, useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { profileOf, profileSql, type TableProfile } from "./table-profile.ts";
import { useSlowFrame } from "./use-slow-frame.ts";

const FIRST_ROWS = 100;
/** Scrubbing asks once the hand rests. */
const DELAY_MS = 150;
/** A table that grows is looked at so often. */
const EVERY_MS = 1_500;

export type TableLook =
  | { readonly kind: "asking" }
  | {
      readonly kind: "seen";
      readonly version: number | undefined;
      readonly head: ResultTable;
      readonly profile: TableProfile;
    }
  | { readonly kind: "failed"; readonly message: string };

/** A table's first rows and profile at the shown instant. It is asked again when that shows another version; the last answer stays meanwhile. */
export function useTableLook(tableId: string): TableLook {
  const workbench = useWorkbench();
  const runNumber = useRun((run) => run.current?.number);
  const shownUs = useView((view) => view.shownUs);
  useSlowFrame(EVERY_MS);
  const [look, setLook] = useState<{ readonly of: string; readonly found: TableLook }>();
  const version = versionNow(workbench, tableId, shownUs);
  const of = `${runNumber} ${tableId}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the table is the same at all instants of a version.
  useEffect(() => {
    if (runNumber === undefined) return undefined;
    let isWanted = true;
    const end = workbench.activity.begin("looking into a table");
    const timer = setTimeout(() => {
      void ask(workbench, tableId).then((found) => {
        if (isWanted) setLook({ of, found });
        end();
      });
    }, DELAY_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      end();
    };
  }, [workbench, of, version]);
  return look?.of === of ? look.found : { kind: "asking" };
}

function versionNow({ run }: Workbench, tableId: string, shownUs: number | undefined): number | undefined {
  const facts = run.getState();
  const atUs = timeUs(shownUsOf(facts, { shownUs }));
  return facts.current?.history.valueAt(variableName(tableId, "version"), atUs);
}

async function ask(workbench: Workbench, tableId: string): Promise<TableLook> {
  const { runner, run, view } = workbench;
  const atUs = shownUsOf(run.getState(), view.getState());
  try {
    const sql = `select * from ${quoteTable(tableId)}`;
    const head = await runner.ask("query", { sql, atUs, rowLimit: FIRST_ROWS });
    if (head.kind === "refused") return { kind: "failed", message: head.complaint.message };
    if (head.kind === "cancelled") return { kind: "failed", message: "The query was cancelled." };
    const columns = head.batch.columns.map(({ name }, index) => ({ name, type: head.types[index] ?? "VARCHAR" }));
    const facts = await runner.ask("query", { sql: profileSql(tableId, columns), atUs, rowLimit: 1 });
    if (facts.kind === "refused") return { kind: "failed", message: facts.complaint.message };
    if (facts.kind === "cancelled") return { kind: "failed", message: "The query was cancelled." };
    const version = head.versions.find(([table]) => table === tableId)?.[1];
    return { kind: "seen", version, head, profile: profileOf(facts, columns) };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
