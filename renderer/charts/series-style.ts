/** At most this many series in one chart: more cannot be told apart. */
export const SERIES_MAX = 6;

/** How a series is drawn: a colour token and a dash pattern in pixels, so that colour is never alone in telling series apart. */
export type SeriesStyle = { readonly token: string; readonly dash: readonly number[] };

const STYLES: readonly SeriesStyle[] = [
  { token: "--s1", dash: [] },
  { token: "--s2", dash: [6, 3] },
  { token: "--s3", dash: [2, 2] },
  { token: "--s4", dash: [8, 2, 2, 2] },
  { token: "--s5", dash: [10, 4] },
  { token: "--s6", dash: [3, 5] },
];

const SOLID: SeriesStyle = { token: "--s1", dash: [] };

/** The look of the series at a position of its chart. */
export function seriesStyle(position: number): SeriesStyle {
  return STYLES[position % SERIES_MAX] ?? SOLID;
}

/** The run that a chart compares with: dashed grey, whatever the series. */
export const BASELINE_STYLE: SeriesStyle = { token: "--t3", dash: [4, 4] };
