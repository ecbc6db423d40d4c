import uPlot from "uplot";
import type { BucketGrid, Buckets } from "./bucketed-series.ts";
import type { SeriesStyle } from "./series-style.ts";
import { ThemeColors } from "./theme-colors.ts";
import { WatchedSize } from "./watched-size.ts";

/** A line of a chart: its values in the buckets of the chart's grid, and its look. */
export type ChartLine = { readonly buckets: Buckets; readonly style: SeriesStyle; readonly isFilled: boolean };

/** The least and the greatest value that the axis shows. */
export type ValueRange = { readonly low: number; readonly high: number };

/**
 * Lines over time, painted by uPlot and by nothing else: no React, no legend, no cursor. Every bucket is two points, its least and its
 * greatest value in the order in which the line passes them, so a line looks as if all its changes were drawn.
 */
export class LineChart {
  readonly #root: HTMLElement;
  readonly #colors: ThemeColors;
  readonly #size: WatchedSize;
  #plot: uPlot | undefined;
  #shape = "";
  #times: { readonly grid: BucketGrid; readonly points: number[] } | undefined;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#colors = new ThemeColors(root);
    this.#size = new WatchedSize(root);
  }

  draw(grid: BucketGrid, lines: readonly ChartLine[], range: ValueRange): void {
    const { widthPx: width, heightPx: height } = this.#size;
    if (width === 0 || height === 0) return;
    const looks = lines.map(({ style, isFilled }) => ({
      stroke: this.#colors.of(style.token),
      dash: style.dash,
      isFilled,
    }));
    const shape = JSON.stringify(looks);
    const data: uPlot.AlignedData = [this.#timesOf(grid), ...lines.map(({ buckets }) => pointValues(buckets))];
    if (this.#plot === undefined || this.#shape !== shape) {
      this.#plot?.destroy();
      this.#plot = new uPlot(optionsFor(width, height, looks), data, this.#root);
      this.#shape = shape;
    }
    const plot = this.#plot;
    plot.batch(() => {
      if (plot.width !== width || plot.height !== height) plot.setSize({ width, height });
      plot.setData(data, false);
      plot.setScale("x", { min: grid.fromUs, max: grid.toUs });
      plot.setScale("y", { min: range.low, max: range.high });
    });
  }

  destroy(): void {
    this.#size.stop();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  /** A chart keeps its grid for as long as it lives, mostly. */
  #timesOf(grid: BucketGrid): number[] {
    if (this.#times?.grid !== grid) this.#times = { grid, points: pointTimes(grid) };
    return this.#times.points;
  }
}

type Look = { readonly stroke: string; readonly dash: readonly number[]; readonly isFilled: boolean };

function optionsFor(width: number, height: number, looks: readonly Look[]): uPlot.Options {
  return {
    width,
    height,
    padding: [3, 0, 2, 0],
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: { x: { time: false }, y: { auto: false } },
    series: [
      {},
      ...looks.map(({ stroke, dash, isFilled }) => ({
        stroke,
        width: 1.5,
        dash: [...dash],
        points: { show: false },
        ...(isFilled ? { fill: `color-mix(in srgb, ${stroke} 14%, transparent)` } : {}),
      })),
    ],
  };
}

function pointTimes({ fromUs, toUs, count }: BucketGrid): number[] {
  const stepUs = (toUs - fromUs) / count / 2;
  return Array.from({ length: count * 2 }, (_, index) => fromUs + (index + 0.5) * stepUs);
}

function pointValues({ least, greatest, last }: Buckets): (number | undefined)[] {
  const points: (number | undefined)[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (let bucket = 0; bucket < last.length; bucket += 1) {
    const end = last[bucket] as number;
    if (Number.isNaN(end)) {
      points.push(undefined, undefined);
      continue;
    }
    const low = least[bucket] as number;
    const high = greatest[bucket] as number;
    if (end >= before) points.push(low, high);
    else points.push(high, low);
    before = end;
  }
  return points;
}
