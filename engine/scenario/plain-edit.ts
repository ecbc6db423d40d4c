import { assert, assertNever } from "../base/assert.ts";
import type { ScenarioPath } from "./problem.ts";
import type { PlainValue } from "./yaml-render.ts";

/** One change of a scenario file: a value for a path, or the path's removal. A list grows by setting the index behind its last. */
export type ScenarioEdit = { readonly path: ScenarioPath } & (
  | { readonly value: PlainValue }
  | { readonly remove: true }
);

/** What an edit comes to, given what is there: another value for something, something new in a collection, or a removal. */
export type EditChange =
  | { readonly kind: "set"; readonly path: ScenarioPath; readonly value: PlainValue; readonly isSpread: boolean }
  | { readonly kind: "add"; readonly path: ScenarioPath; readonly key: string | number; readonly value: PlainValue }
  | { readonly kind: "remove"; readonly path: ScenarioPath };

/** Decides how an edit applies to a document. Undefined when there is nothing to change. Mappings and lists that are missing on the way to its path are made. */
export function planEdit(document: unknown, edit: ScenarioEdit): EditChange | undefined {
  let value = document;
  for (const [depth, step] of edit.path.entries()) {
    const parent = edit.path.slice(0, depth);
    if (isEmpty(value))
      return "remove" in edit
        ? undefined
        : { kind: "set", path: parent, value: wrap(edit.value, edit.path.slice(depth)), isSpread: true };
    assert(
      typeof value === "object" && value !== null,
      `an edit leads through a value that holds nothing: ${parent.join(".")}`,
    );
    if (!Object.hasOwn(value, step)) {
      if ("remove" in edit) return undefined;
      assert(!Array.isArray(value) || value.length === step, `an edit leaves a gap in a list: ${edit.path.join(".")}`);
      return { kind: "add", path: parent, key: step, value: wrap(edit.value, edit.path.slice(depth + 1)) };
    }
    value = (value as Record<string | number, unknown>)[step];
  }
  if ("remove" in edit) return { kind: "remove", path: edit.path };
  return isSame(value, edit.value) ? undefined : { kind: "set", path: edit.path, value: edit.value, isSpread: false };
}

/** The document as it should read after a change. */
export function applyChange(document: unknown, edit: EditChange): unknown {
  switch (edit.kind) {
    case "set":
      return change(document, edit.path, () => edit.value);
    case "add":
      return change(document, edit.path, (parent) => withPart(parent, edit.key, edit.value));
    case "remove":
      return change(document, edit.path.slice(0, -1), (parent) => withoutPart(parent, edit.path.at(-1) ?? ""));
    default:
      return assertNever(edit);
  }
}

/** Whether two plain values are the same; the order of a mapping's keys counts. */
export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0);
}

function wrap(value: PlainValue, path: ScenarioPath): PlainValue {
  return path.reduceRight<PlainValue>((inner, step) => (typeof step === "number" ? [inner] : { [step]: inner }), value);
}

function change(document: unknown, path: ScenarioPath, make: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return make(document);
  const part = (document as Record<string | number, unknown>)[step];
  return withPart(document, step, change(part, rest, make));
}

function withPart(parent: unknown, step: string | number, part: unknown): unknown {
  if (!Array.isArray(parent)) return { ...(parent as object), [step]: part };
  return typeof step === "number" ? [...parent.slice(0, step), part, ...parent.slice(step + 1)] : parent;
}

function withoutPart(parent: unknown, step: string | number): unknown {
  if (Array.isArray(parent)) return parent.filter((_, index) => index !== step);
  return Object.fromEntries(Object.entries(parent as object).filter(([key]) => key !== step));
}
