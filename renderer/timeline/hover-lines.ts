import { formatDuration } from "../../engine/base/time.ts";
import { type SeriesStyle, seriesStyle } from "../charts/series-style.ts";
import { formatWhole } from "../format/format-value.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { type BatchLog, batchLogOf } from "./batch-log.ts";
import type { Track } from "./track-catalogue.ts";
import { seriesValue, writeValue } from "./track-value.ts";

/** A line of what a chart says under the pointer. */
export type HoverLine = {
  readonly label: string;
  readonly value: string;
  /** The same of the run that is compared with. */
  readonly before: string | undefined;
  /** The look of its line in the chart; undefined where it has none. */
  readonly style: SeriesStyle | undefined;
};

/** Of a map with many rows only so many are told, those with the most. */
const ROWS_MAX = 8;

type HoveredRuns = { readonly current: RunRecord | undefined; readonly baseline: RunRecord | undefined };

/** What a track says at an instant. */
export function hoverLines(track: Track, { current, baseline }: HoveredRuns, atUs: number): readonly HoverLine[] {
  const isKnown = current !== undefined && atUs <= current.nowUs;
  if (track.kind === "batches") return isKnown ? batchLines(track, current, atUs) : [];
  const lines = track.series.map((series, position) => {
    const value = isKnown ? seriesValue(current.history, series, atUs) : undefined;
    const before = baseline === undefined ? undefined : seriesValue(baseline.history, series, atUs);
    return {
      label: series.label,
      amount: value ?? 0,
      value: writeValue(value, track.unit),
      before: before === undefined ? undefined : writeValue(before, track.unit),
      style: track.kind === "lines" ? seriesStyle(position) : undefined,
    };
  });
  return track.kind === "lines" ? lines : lines.sort((a, b) => b.amount - a.amount).slice(0, ROWS_MAX);
}

function batchLines({ series }: Track, { events }: RunRecord, atUs: number): readonly HoverLine[] {
  const log = batchLogOf(events);
  return series.map(({ label }) => {
    const bar = log.at(label, atUs);
    return { label, value: bar === undefined ? "waits" : describeBatch(bar), before: undefined, style: undefined };
  });
}

function describeBatch({
  batchId,
  records,
  fromUs,
  toUs,
  isReplayed,
}: NonNullable<ReturnType<BatchLog["at"]>>): string {
  const lasted = toUs === undefined ? "not committed" : formatDuration(toUs - fromUs);
  return `batch ${batchId}: ${formatWhole(records)} rows, ${lasted}${isReplayed ? ", run again" : ""}`;
}
