import { type Document, isMap, isSeq, type ParsedNode, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { assert, assertNever } from "../base/assert.ts";
import type { ParsedScenario } from "./parse-scenario.ts";
import { applyChange, type EditChange, isSame, planEdit, type ScenarioEdit } from "./plain-edit.ts";
import type { ScenarioPath } from "./problem.ts";
import { entriesOf, entryAt, type YamlEntry } from "./yaml-entries.ts";
import { YAML_OPTIONS } from "./yaml-reader.ts";
import { spliceEntry, spliceRemoval, spliceValue } from "./yaml-splice.ts";

/**
 * Changes a scenario file, edit after edit, and returns the new text. What an edit does not touch stays as it is, to the
 * byte: comments, blank lines, order, style. An entry that is removed takes along its own comments: behind it, inside it, and
 * directly above it. Paths are those of the file's own document version.
 */
export function applyEdits({ text }: Pick<ParsedScenario, "text">, edits: readonly ScenarioEdit[]): string {
  const isWindows = text.includes("\r\n");
  const edited = edits.reduce(applyEdit, isWindows ? text.replaceAll("\r\n", "\n") : text);
  return isWindows ? edited.replaceAll("\n", "\r\n") : edited;
}

/** Splices the text; where its form is too unusual for that, lets the YAML library write the whole document anew, comments included. */
function applyEdit(text: string, edit: ScenarioEdit): string {
  const document = parseDocument(text, { ...YAML_OPTIONS, keepSourceTokens: true });
  const before: unknown = document.toJS();
  const change = planEdit(before, edit);
  if (change === undefined) return text;
  const wanted = applyChange(before, change);
  const spliced = spliceStep(text, document.contents, change);
  if (spliced !== undefined && readsAs(spliced, wanted)) return spliced;
  const rewritten = rewrite(document, change);
  assert(readsAs(rewritten, wanted), `an edit of ${edit.path.join(".")} would change something else`);
  return rewritten;
}

function readsAs(text: string, wanted: unknown): boolean {
  const document = parseDocument(text, YAML_OPTIONS);
  return document.errors.length === 0 && isSame(document.toJS(), wanted);
}

function spliceStep(text: string, root: ParsedNode | null, change: EditChange): string | undefined {
  const entry = entryAt(root, change.path);
  switch (change.kind) {
    case "set":
      return entry === undefined ? undefined : spliceValue(text, entry, change.value, change.isSpread);
    case "add": {
      const last = entriesIn(change.path.length === 0 ? root : entry?.value).at(-1);
      return last === undefined
        ? undefined
        : spliceEntry(text, last, typeof change.key === "string" ? change.key : undefined, change.value);
    }
    case "remove":
      return entry === undefined ? undefined : spliceRemove(text, root, entry, change.path);
    default:
      return assertNever(change);
  }
}

function spliceRemove(text: string, root: ParsedNode | null, entry: YamlEntry, path: ScenarioPath): string | undefined {
  const entries = entriesOf(entry.collection);
  if (entries.length > 1 || entry.collection.flow === true) return spliceRemoval(text, entries, entry.position);
  const parent = entryAt(root, path.slice(0, -1));
  return parent === undefined ? undefined : spliceValue(text, parent, isSeq(entry.collection) ? [] : {});
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
