import { type CST, isMap, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";
import type { ScenarioPath } from "./problem.ts";

/** A mapping's pair or a list's item, and where its parts stand in the text. */
export type YamlEntry = {
  readonly collection: YAMLMap.Parsed | YAMLSeq.Parsed;
  readonly position: number;
  readonly value: ParsedNode | null;
  /** Where the key or the dash begins; in a flow list, where the item begins. */
  readonly start: number;
  /** Just behind the colon or the dash; in a flow list, where the item begins. */
  readonly indicatorEnd: number;
  /** Where the value begins, or `indicatorEnd` when there is none. */
  readonly valueStart: number;
  /** Behind the last character of the value, comments not counted. */
  readonly end: number;
};

type CollectionItem = { readonly start: readonly CST.SourceToken[]; readonly sep?: readonly CST.SourceToken[] };

/** The entries of a mapping or a list that was composed with its source tokens. */
export function entriesOf(collection: YAMLMap.Parsed | YAMLSeq.Parsed): YamlEntry[] {
  return collection.items.map((item, position) =>
    isMap(collection)
      ? pairEntry(collection, item as Pair, position)
      : itemEntry(collection, item as ParsedNode, position),
  );
}

/** The entry at a path below a collection, or undefined. */
export function entryAt(root: ParsedNode | null, path: ScenarioPath): YamlEntry | undefined {
  let node = root;
  let entry: YamlEntry | undefined;
  for (const step of path) {
    entry = stepInto(node, step);
    if (entry === undefined) return undefined;
    node = entry.value;
  }
  return entry;
}

function stepInto(node: ParsedNode | null, step: string | number): YamlEntry | undefined {
  if (isSeq(node)) return typeof step === "number" ? entriesOf(node as YAMLSeq.Parsed)[step] : undefined;
  if (!isMap(node)) return undefined;
  const position = node.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === step);
  return entriesOf(node as YAMLMap.Parsed)[position];
}

function pairEntry(collection: YAMLMap.Parsed, pair: Pair, position: number): YamlEntry {
  const key = pair.key as ParsedNode;
  const value = pair.value as ParsedNode | null;
  const indicator = tokenOf(pair.srcToken, "map-value-ind");
  const indicatorEnd = indicator === undefined ? key.range[1] : indicator.offset + 1;
  const start = tokenOf(pair.srcToken, "explicit-key-ind")?.offset ?? key.range[0];
  return { collection, position, value, start, indicatorEnd, ...extent(value, indicatorEnd) };
}

function itemEntry(collection: YAMLSeq.Parsed, value: ParsedNode, position: number): YamlEntry {
  const source = collection.srcToken;
  const item = source?.type === "block-seq" ? source.items[position] : undefined;
  const dash = tokenOf(item, "seq-item-ind");
  const start = dash?.offset ?? value.range[0];
  const indicatorEnd = dash === undefined ? start : dash.offset + 1;
  return { collection, position, value, start, indicatorEnd, ...extent(value, indicatorEnd) };
}

function tokenOf(item: unknown, type: string): CST.SourceToken | undefined {
  const { start = [], sep = [] } = (item ?? {}) as Partial<CollectionItem>;
  return [...start, ...sep].find((token) => token.type === type);
}

function extent(value: ParsedNode | null, indicatorEnd: number): { valueStart: number; end: number } {
  const isThere = value !== null && value.range[1] > value.range[0];
  return isThere
    ? { valueStart: value.range[0], end: contentEnd(value) }
    : { valueStart: indicatorEnd, end: indicatorEnd };
}

/** Behind the last character of a node; what the YAML library counts as a block's end may hold comments. */
function contentEnd(node: ParsedNode): number {
  const isBlock = (isMap(node) || isSeq(node)) && node.flow !== true;
  if (!isBlock) return node.range[1];
  return entriesOf(node as YAMLMap.Parsed | YAMLSeq.Parsed).at(-1)?.end ?? node.range[1];
}
