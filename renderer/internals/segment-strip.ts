import type { SegmentRow } from "../../engine/protocol/log-inspection.ts";

/** A box of the strip: one segment, or several neighbours where there is no room for each. In parts of the strip, 0 to 1. */
export type StripBox = {
  readonly from: number;
  readonly to: number;
  readonly first: SegmentRow;
  readonly last: SegmentRow;
  readonly count: number;
  readonly sizeBytes: number;
  readonly records: number;
};

/**
 * Segments side by side, each as wide as its part of the offsets but never narrower than one of `boxesMax` equal parts; where there
 * are more segments than that, neighbours share a box. The active one always has its own.
 */
export function stripBoxes(segments: readonly SegmentRow[], boxesMax: number): readonly StripBox[] {
  const groups = grouped(segments, boxesMax);
  const least = 1 / boxesMax;
  const offsets = groups.map((group) => offsetsOf(group));
  const total = Math.max(1, sum(offsets));
  const widths = offsets.map((count) => Math.max(least, count / total));
  const whole = sum(widths);
  let from = 0;
  return groups.map((group, index) => {
    const to = from + (widths[index] as number) / whole;
    const box: StripBox = {
      from,
      to,
      first: group[0] as SegmentRow,
      last: group.at(-1) as SegmentRow,
      count: group.length,
      sizeBytes: sum(group.map(({ sizeBytes }) => sizeBytes)),
      records: sum(group.map(({ records }) => records)),
    };
    from = to;
    return box;
  });
}

function grouped(segments: readonly SegmentRow[], boxesMax: number): readonly (readonly SegmentRow[])[] {
  const active = segments.slice(-1);
  const others = segments.slice(0, -1);
  const perBox = Math.max(1, Math.ceil(others.length / Math.max(1, boxesMax - 1)));
  const groups = Array.from({ length: Math.ceil(others.length / perBox) }, (_, index) =>
    others.slice(index * perBox, (index + 1) * perBox),
  );
  return active.length === 0 ? groups : [...groups, active];
}

function offsetsOf(group: readonly SegmentRow[]): number {
  const first = group[0];
  const last = group.at(-1);
  return first === undefined || last === undefined ? 0 : last.nextOffset - first.baseOffset;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
