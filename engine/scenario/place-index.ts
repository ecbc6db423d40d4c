import type { Locate, Place, ScenarioPath } from "./problem.ts";

/** Where a value of the document stands, and where its parts do. Offsets are UTF-16 units from the start of the text. */
export type PlaceNode = {
  readonly valueOffset: number;
  /** Where the key that names the value begins; undefined for the root and for items of lists. */
  readonly keyOffset: number | undefined;
  readonly parts: Map<string | number, PlaceNode>;
};

/** Turns an offset into a line and a column. */
export type PlaceOfOffset = (offset: number) => Place;

/** Prepares a text for turning offsets into lines and columns. */
export function indexLines(text: string): PlaceOfOffset {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Makes the finder of a document: a path that is not in the text is located at its nearest ancestor, by that ancestor's key. */
export function makeLocate(root: PlaceNode, placeOf: PlaceOfOffset): Locate {
  return (path: ScenarioPath, part = "value") => {
    let node = root;
    for (const step of path) {
      const next = node.parts.get(step);
      if (next === undefined) return placeOf(node.keyOffset ?? node.valueOffset);
      node = next;
    }
    return placeOf(part === "key" ? (node.keyOffset ?? node.valueOffset) : node.valueOffset);
  };
}
