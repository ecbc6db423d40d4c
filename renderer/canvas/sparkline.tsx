import type { ReactNode } from "react";

const WIDTH = 214;
const HEIGHT = 28;

/** The line through some samples in a box of `width` by `height`, the newest at its right end; empty for fewer than two. */
export function sparklinePoints(samples: readonly number[], slots: number, width = WIDTH, height = HEIGHT): string {
  if (samples.length < 2) return "";
  const top = Math.max(...samples);
  const bottom = Math.min(0, ...samples);
  const span = top - bottom || 1;
  const step = width / Math.max(1, slots - 1);
  const left = width - (samples.length - 1) * step;
  return samples
    .map((sample, index) => {
      const x = left + index * step;
      const y = height - 2 - ((sample - bottom) / span) * (height - 4);
      return `${round(x)},${round(y)}`;
    })
    .join(" ");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The last samples of one variable, without axes. */
export function Sparkline({
  samples,
  slots,
  color,
}: {
  readonly samples: readonly number[];
  readonly slots: number;
  readonly color: string;
}): ReactNode {
  const points = sparklinePoints(samples, slots);
  const firstX = points.slice(0, points.indexOf(","));
  return (
    <svg width={WIDTH} height={HEIGHT} className="block" aria-hidden="true">
      <line x1="0" x2={WIDTH} y1={HEIGHT - 1.5} y2={HEIGHT - 1.5} stroke="var(--line)" />
      {points !== "" && (
        <>
          <polygon points={`${firstX},${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} fill={color} opacity="0.14" />
          <polyline points={points} fill="none" stroke={color} strokeWidth="1.5" strokeLinejoin="round" />
        </>
      )}
    </svg>
  );
}
