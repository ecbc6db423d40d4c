import { type Document, isMap, isSeq, type ParsedNode, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { assert, assertNever } from "../base/assert.ts";
import type { ParsedScenario } from "./parse-scenario.ts";
import { applyChange, type EditChange, isSame, planEdit, type ScenarioEdit } from "./plain-edit.ts";
import type { ScenarioPath } from "./problem.ts";
import { entriesOf, entryAt, type YamlEntry } from "./yaml-entries.ts";
import { YAML_OPTIONS } from "./yaml-reader.ts";
import { spliceEntries, spliceRemovals, spliceValue, spliceValues } from "./yaml-splice.ts";

/**
 * Changes a scenario file, edit after edit, and returns the new text. What an edit does not touch stays as it is, to the
 * byte: comments, blank lines, order, style. An entry that is removed takes along its own comments: behind it, inside it, and
 * directly above it. Paths are those of the file's own document version.
 */
export function applyEdits({ text }: Pick<ParsedScenario, "text">, edits: readonly ScenarioEdit[]): string {
  const isWindows = text.includes("\r\n");
  let reading = read(isWindows ? text.replaceAll("\r\n", "\n") : text);
  let wanted: unknown = reading.document.toJS();
  let batch: EditChange[] = [];
  const doBatch = (): void => {
    if (batch.length > 0) reading = applyChanges(reading, batch);
    batch = [];
  };
  for (const edit of edits) {
    const change = planEdit(wanted, edit);
    if (change === undefined) continue;
    if (!canJoin(batch, change)) doBatch();
    batch.push(change);
    wanted = applyChange(wanted, change);
  }
  doBatch();
  return isWindows ? reading.text.replaceAll("\n", "\r\n") : reading.text;
}

/** A text, and what the YAML library makes of it: reading it takes nearly all the time of an edit. */
type Reading = { readonly text: string; readonly document: Document.Parsed };

function read(text: string): Reading {
  return { text, document: parseDocument(text, { ...YAML_OPTIONS, keepSourceTokens: true }) };
}

/** Splices changes that go together into the text at once; where its form is too unusual for that, goes one by one. */
function applyChanges(reading: Reading, changes: readonly EditChange[]): Reading {
  const spliced = spliceChanges(reading, changes);
  const wanted = changes.reduce(applyChange, reading.document.toJS() as unknown);
  const after = spliced === undefined ? undefined : read(spliced);
  if (after !== undefined && doesRead(after, wanted)) return after;
  return changes.length > 1
    ? changes.reduce((before, change) => applyChanges(before, [change]), reading)
    : changes.reduce(rewriteWith, reading);
}

/** Lets the YAML library write the whole document anew, comments included. */
function rewriteWith(reading: Reading, change: EditChange): Reading {
  const wanted = applyChange(reading.document.toJS(), change);
  const after = read(rewrite(reading.document, change));
  assert(doesRead(after, wanted), `an edit of ${change.path.join(".")} would change something else`);
  return after;
}

function doesRead({ document }: Reading, wanted: unknown): boolean {
  return document.errors.length === 0 && isSame(document.toJS(), wanted);
}

/** Whether a change can be made from the same reading of the text as those before it. */
function canJoin(batch: readonly EditChange[], change: EditChange): boolean {
  const last = batch.at(-1);
  if (last === undefined) return true;
  switch (change.kind) {
    case "add":
      return last.kind === "add" && isSame(last.path, change.path);
    case "remove":
      return last.kind === "remove" && areSiblings(last.path, change.path);
    case "set":
      return (
        last.kind === "set" && !batch.some(({ path }) => isWithin(path, change.path) || isWithin(change.path, path))
      );
    default:
      return assertNever(change);
  }
}

/** Entries of one mapping, or items of one list of which the later ones go first: then no position changes under the next removal. */
function areSiblings(earlier: ScenarioPath, later: ScenarioPath): boolean {
  if (!isSame(earlier.slice(0, -1), later.slice(0, -1))) return false;
  const [first, second] = [earlier.at(-1), later.at(-1)];
  return typeof first !== "number" || typeof second !== "number" || second < first;
}

function isWithin(outer: ScenarioPath, path: ScenarioPath): boolean {
  return outer.every((step, depth) => path[depth] === step);
}

function spliceChanges(reading: Reading, changes: readonly EditChange[]): string | undefined {
  const [first] = changes;
  if (first === undefined) return undefined;
  switch (first.kind) {
    case "set":
      return spliceSets(
        reading,
        changes.filter((change) => change.kind === "set"),
      );
    case "add":
      return spliceAdditions(
        reading,
        first.path,
        changes.filter((change) => change.kind === "add"),
      );
    case "remove":
      return spliceRemoves(
        reading,
        changes.map(({ path }) => path),
      );
    default:
      return assertNever(first);
  }
}

type SetChange = Extract<EditChange, { kind: "set" }>;
type AddChange = Extract<EditChange, { kind: "add" }>;

function spliceSets({ text, document }: Reading, changes: readonly SetChange[]): string | undefined {
  const found = changes.flatMap(({ path, value, isSpread }) => {
    const entry = entryAt(document.contents, path);
    return entry === undefined ? [] : [{ entry, value, isSpread }];
  });
  return found.length === changes.length ? spliceValues(text, found) : undefined;
}

function spliceAdditions(
  { text, document }: Reading,
  path: ScenarioPath,
  changes: readonly AddChange[],
): string | undefined {
  const parent = path.length === 0 ? document.contents : entryAt(document.contents, path)?.value;
  const last = entriesIn(parent).at(-1);
  const added = changes.map(({ key, value }) => ({ key: typeof key === "string" ? key : undefined, value }));
  return last === undefined ? undefined : spliceEntries(text, last, added);
}

/** A collection in lines that loses all of its entries becomes an empty one in brackets. */
function spliceRemoves({ text, document }: Reading, paths: readonly ScenarioPath[]): string | undefined {
  const found = paths.flatMap((path) => entryAt(document.contents, path) ?? []);
  const [first] = found;
  if (first === undefined || found.length < paths.length) return undefined;
  const { collection } = first;
  const entries = entriesOf(collection);
  const positions = found.map(({ position }) => position);
  if (entries.length > positions.length || collection.flow === true) return spliceRemovals(text, entries, positions);
  const parent = entryAt(document.contents, paths[0]?.slice(0, -1) ?? []);
  return parent === undefined ? undefined : spliceValue(text, parent, isSeq(collection) ? [] : {});
}

function entriesIn(node: ParsedNode | null | undefined): YamlEntry[] {
  return isMap(node) || isSeq(node) ? entriesOf(node as YAMLMap.Parsed | YAMLSeq.Parsed) : [];
}

function rewrite(document: Document.Parsed, change: EditChange): string {
  switch (change.kind) {
    case "set":
      document.setIn(change.path, document.createNode(change.value));
      break;
    case "add":
      document.setIn([...change.path, change.key], document.createNode(change.value));
      break;
    case "remove":
      document.deleteIn(change.path);
      break;
    default:
      return assertNever(change);
  }
  return document.toString({ lineWidth: 0 });
}
