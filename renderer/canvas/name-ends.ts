/** Shorter names are cut at their end, if at all. */
const WHOLE_MAX = 12;
/** So many letters of the end stay readable. */
const END_LETTERS = 6;
/** Ten thousand characters cost layout time, and no card shows more than some dozens. */
const SHOWN_MAX = 300;

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A name as the part that may be cut and the part that stays; an emoji or an accent is never cut in two. */
export function nameEnds(name: string): readonly [begin: string, end: string] {
  if (name.length <= WHOLE_MAX) return [name, ""];
  const end = [...letters.segment(name.slice(-SHOWN_MAX))].slice(-END_LETTERS).map(({ segment }) => segment);
  const endLength = end.join("").length;
  if (endLength >= name.length) return [name, ""];
  return [name.slice(0, Math.min(SHOWN_MAX, name.length - endLength)), end.join("")];
}
