import { useEffect, useMemo, useState } from "react";
import type { SqlCatalogue } from "../../engine/protocol/inspection.ts";
import { useDocument, useRun, useWorkbench } from "../workbench/workbench.ts";
import { drawnCatalogue } from "./drawn-catalogue.ts";

/** What SQL may name: the engine's own catalogue once a run is loaded, and what the drawing tells before. */
export function useSqlCatalogue(): SqlCatalogue {
  const { runner } = useWorkbench();
  const drawing = useDocument((document) => document.drawing);
  const runNumber = useRun((run) => run.current?.number);
  const [asked, setAsked] = useState<{ readonly runNumber: number; readonly catalogue: SqlCatalogue }>();
  useEffect(() => {
    if (runNumber === undefined) return undefined;
    let isWanted = true;
    runner.ask("sqlCatalogue", {}).then(
      (catalogue) => isWanted && setAsked({ runNumber, catalogue }),
      // The engine went away; the drawing still tells the tables, and the run says that it was lost.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [runner, runNumber]);
  const drawn = useMemo(() => drawnCatalogue(drawing), [drawing]);
  return asked !== undefined && asked.runNumber === runNumber ? asked.catalogue : drawn;
}
