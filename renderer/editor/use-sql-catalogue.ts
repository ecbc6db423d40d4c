import { useEffect, useMemo, useState } from "react";
import type { SqlCatalogue } from "../../engine/protocol/inspection.ts";
import type { RunFacts } from "../stores/run-store.ts";
import { useDocument, useRun, useWorkbench } from "../workbench/workbench.ts";
import { drawnCatalogue } from "./drawn-catalogue.ts";

/** Whose tables an engine knows: those of a run, by its number, or those of a document that it has read ahead. */
export type SqlSource = number | NonNullable<RunFacts["readAhead"]>;

/** Another source may have other tables; undefined while no engine has any. */
export function sqlSourceOf({ current, readAhead }: RunFacts): SqlSource | undefined {
  if (current !== undefined) return current.number;
  return readAhead?.problems.length === 0 ? readAhead : undefined;
}

/** What SQL may name: the engine's own catalogue once it has read the document, and what the drawing tells before. */
export function useSqlCatalogue(): SqlCatalogue {
  const { runner } = useWorkbench();
  const drawing = useDocument((document) => document.drawing);
  const source = useRun(sqlSourceOf);
  const [asked, setAsked] = useState<{ readonly source: SqlSource; readonly catalogue: SqlCatalogue }>();
  useEffect(() => {
    if (source === undefined) return undefined;
    let isWanted = true;
    runner.ask("sqlCatalogue", {}).then(
      (catalogue) => isWanted && setAsked({ source, catalogue }),
      // The engine went away, or has not read anything; the drawing still tells the tables, and a run says that it was lost.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [runner, source]);
  const drawn = useMemo(() => drawnCatalogue(drawing), [drawing]);
  return asked !== undefined && asked.source === source ? asked.catalogue : drawn;
}
