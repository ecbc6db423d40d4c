import type { ReactNode } from "react";

const WIDTH = 120;
const HEIGHT = 24;

/** A line without axes: how a value went. Its title says what of; the number beside it says what it is now. */
export function TinyChart({
  samples,
  title,
}: {
  readonly samples: readonly number[];
  readonly title: string;
}): ReactNode {
  if (samples.length < 2) return null;
  const least = Math.min(...samples);
  const span = Math.max(...samples) - least;
  const points = samples.map((value, index) => {
    const x = (index / (samples.length - 1)) * WIDTH;
    const y = span === 0 ? HEIGHT / 2 : HEIGHT - 2 - ((value - least) / span) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-6 w-full"
      role="img"
      aria-label={title}
    >
      <title>{title}</title>
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="var(--s1)"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
