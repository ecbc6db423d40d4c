import { useEffect, useState } from "react";
import type { Result } from "../../engine/base/result.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import type { DataProbe, MappingCheck } from "./data-probe.ts";
import type { ImportMapping } from "./import-mapping.ts";

const DELAY_MS = 250;

/** What a mapping came to, and of which mapping that is said. */
export type CheckedMapping = { readonly mapping: ImportMapping; readonly check: Result<MappingCheck, string> };

/** Asks DuckDB what the mapping does to the rows, a moment after it changed last. The newest answer stays until the next. */
export function useMappingCheck(probe: DataProbe, mapping: ImportMapping): CheckedMapping | undefined {
  const { activity } = useWorkbench();
  const [checked, setChecked] = useState<CheckedMapping>();
  useEffect(() => {
    let isWanted = true;
    const end = activity.begin("checking the mapping");
    const timer = setTimeout(() => {
      void probe.check(mapping).then((check) => {
        if (isWanted) setChecked({ mapping, check });
        end();
      });
    }, DELAY_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      end();
    };
  }, [probe, mapping, activity]);
  return checked;
}
