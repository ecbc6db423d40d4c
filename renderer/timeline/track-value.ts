import type { History } from "../../engine/base/history.ts";
import { timeUs } from "../../engine/base/time.ts";
import type { VariableUnit } from "../../engine/pipeline/variable-entry.ts";
import { rateAt } from "../charts/bucketed-series.ts";
import { formatVariable } from "../format/format-value.ts";
import type { TrackSeries } from "./track-catalogue.ts";

/** Over how long a counter's growth is looked at, in microseconds of the run: one trigger of a usual job. */
export const RATE_WINDOW_US = 10_000_000;

/** What a line of a track is at an instant: a level, or how fast a counter grows; undefined when there is nothing yet. */
export function seriesValue(history: History, series: TrackSeries, atUs: number): number | undefined {
  const { variable, isCounter, minus } = series;
  if (isCounter) return rateAt(history.seriesOf(variable), atUs, RATE_WINDOW_US);
  const instant = timeUs(Math.max(0, Math.floor(atUs)));
  const value = history.valueAt(variable, instant);
  return minus === undefined || value === undefined ? value : value - (history.valueAt(minus, instant) ?? 0);
}

/** Over how long a job's speed is looked at, for the time that it needs to clear its lag. */
const SPEED_WINDOW_US = 30_000_000;

/**
 * How long a job needs for the lag of a partition at its speed of the last half minute, if nothing more arrived, in microseconds;
 * infinity while it stands still, undefined without a lag.
 */
export function timeToClearUs(history: History, series: TrackSeries, atUs: number): number | undefined {
  const lag = seriesValue(history, series, atUs);
  if (lag === undefined || lag <= 0 || series.minus === undefined) return undefined;
  const perSecond = rateAt(history.seriesOf(series.minus), atUs, SPEED_WINDOW_US) ?? 0;
  return perSecond <= 0 ? Number.POSITIVE_INFINITY : (lag * 1_000_000) / perSecond;
}

/** A value as a legend writes it; a dash stands for nothing. */
export function writeValue(value: number | undefined, unit: VariableUnit): string {
  if (value === undefined) return "–";
  return formatVariable(unit === "per-second" ? Math.round(value * 10) / 10 : value, unit);
}
