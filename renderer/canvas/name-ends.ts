import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { layerOf } from "../pipeline/node-words.ts";

/** A small card has room for about so many letters. */
const BEGIN_LETTERS = 8;
/** So many letters of the end stay readable. */
const END_LETTERS = 5;
/** Ten thousand characters cost layout time, and no card shows more than some dozens. */
const SHOWN_MAX = 300;

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What a card calls its node: a table's name goes without its layer, which the stripe tells. */
export function shownName(node: DrawnNode): string {
  const layer = layerOf(node);
  return layer === undefined ? node.id : node.id.slice(layer.name.length + 1);
}

/** A name as the part that may be cut and the part that stays; an emoji or an accent is never cut in two. */
export function nameEnds(name: string): readonly [begin: string, end: string] {
  const end = [...letters.segment(name.slice(-SHOWN_MAX))].slice(-END_LETTERS).map(({ segment }) => segment);
  const endLength = end.join("").length;
  if (name.length - endLength < BEGIN_LETTERS) return [name, ""];
  return [name.slice(0, Math.min(SHOWN_MAX, name.length - endLength)), end.join("")];
}

const counted = new WeakMap<readonly DrawnNode[], ReadonlyMap<string, number>>();

/** Whether a name that is cut at its end could be that of another node too. */
export function isAlikeCut(nodes: readonly DrawnNode[], name: string): boolean {
  const known = counted.get(nodes) ?? countBeginnings(nodes);
  counted.set(nodes, known);
  return (known.get(beginningOf(name)) ?? 0) > 1;
}

function countBeginnings(nodes: readonly DrawnNode[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const beginning = beginningOf(shownName(node));
    counts.set(beginning, (counts.get(beginning) ?? 0) + 1);
  }
  return counts;
}

function beginningOf(name: string): string {
  return name.slice(0, BEGIN_LETTERS);
}
