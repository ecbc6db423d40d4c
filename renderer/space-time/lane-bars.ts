import type { History } from "../../engine/base/history.ts";
import type { BucketGrid } from "../charts/bucketed-series.ts";
import { valueRuns } from "../charts/value-runs.ts";
import { GROUP_STATE, JOB_STATE } from "../pipeline/node-health.ts";
import type { Lane, LaneBar } from "./lanes.ts";

/** How a bar looks: calm, of one of the series' colours, a warning, or a failure. */
export type BarLook =
  | { readonly kind: "series"; readonly number: number }
  | { readonly kind: "warn" }
  | { readonly kind: "crit" };

/** A state that lasted, in parts of the shown time, with a word for it. */
export type Bar = { readonly from: number; readonly to: number; readonly label: string; readonly look: BarLook };

type Meaning = { readonly label: string; readonly look: BarLook } | undefined;

const WARN: BarLook = { kind: "warn" };
const CRIT: BarLook = { kind: "crit" };

/** The bars of a lane over a stretch of time. */
export function laneBars(history: History, { bars }: Lane, grid: BucketGrid, edgeUs: number): readonly Bar[] {
  return bars.flatMap((bar) => {
    const isKept = (value: number): boolean => meaningOf(bar, value)?.look.kind !== "series";
    return valueRuns(history, bar.variable, grid, { edgeUs, isKept }).flatMap(({ from, to, value }) => {
      const meaning = meaningOf(bar, value);
      return meaning === undefined ? [] : [{ from, to, ...meaning }];
    });
  });
}

/** What a value means; undefined when nothing is drawn for it. */
function meaningOf({ kind }: LaneBar, value: number): Meaning {
  switch (kind) {
    case "down":
      return value === 0 ? { label: "down", look: CRIT } : undefined;
    case "fenced":
      return value === 1 ? { label: "fenced", look: WARN } : undefined;
    case "leader":
      return value < 0 ? { label: "no leader", look: CRIT } : { label: `B${value}`, look: series(value) };
    case "owner":
      return value === 0 ? { label: "nobody", look: WARN } : { label: `C${value}`, look: series(value) };
    case "group":
      return groupMeaning(value);
    case "job":
      return jobMeaning(value);
  }
}

function series(number: number): BarLook {
  return { kind: "series", number };
}

function groupMeaning(state: number): Meaning {
  if (state === GROUP_STATE.rebalancing) return { label: "rebalancing", look: WARN };
  if (state === GROUP_STATE.empty) return { label: "no members", look: CRIT };
  return state === GROUP_STATE.failed ? { label: "failed", look: CRIT } : undefined;
}

function jobMeaning(state: number): Meaning {
  if (state === JOB_STATE.driverDown) return { label: "driver down", look: CRIT };
  return state === JOB_STATE.failed ? { label: "failed", look: CRIT } : undefined;
}
