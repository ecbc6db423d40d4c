import type { History } from "../../engine/base/history.ts";
import { timeUs } from "../../engine/base/time.ts";
import type { VariableUnit } from "../../engine/pipeline/state-variables.ts";
import { rateAt } from "../charts/bucketed-series.ts";
import { formatVariable } from "../format/format-value.ts";
import type { TrackSeries } from "./track-catalogue.ts";

/** Over how long a counter's growth is looked at, in microseconds of the run: one trigger of a usual job. */
export const RATE_WINDOW_US = 10_000_000;

/** What a line of a track is at an instant: a level, or how fast a counter grows; undefined when there is nothing yet. */
export function seriesValue(history: History, { variable, isCounter }: TrackSeries, atUs: number): number | undefined {
  if (!isCounter) return history.valueAt(variable, timeUs(Math.max(0, Math.floor(atUs))));
  return rateAt(history.seriesOf(variable), atUs, RATE_WINDOW_US);
}

/** A value as a legend writes it; a dash stands for nothing. */
export function writeValue(value: number | undefined, unit: VariableUnit): string {
  if (value === undefined) return "–";
  return formatVariable(unit === "per-second" ? Math.round(value * 10) / 10 : value, unit);
}
