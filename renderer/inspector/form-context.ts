import { type ComponentType, createContext, useCallback, useContext, useMemo } from "react";
import { assertDefined } from "../../engine/base/assert.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import { formatPath, type ScenarioPath } from "../../engine/scenario/problem.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import type { AppProblem } from "../problems/app-problem.ts";
import { useProblems } from "../problems/use-problems.ts";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import type { FormField } from "./form-model.ts";
import { type FieldValue, readField, resetField, setField } from "./form-values.ts";
import type { SchemaNode } from "./json-schema-node.ts";

/** A form's subject: the places of the document that it edits together, and what they are called. */
export type FormSubject = {
  readonly bases: readonly ScenarioPath[];
  /** As undo says it: "flight.events". */
  readonly name: string;
};

type FormContextValue = FormSubject & {
  /** Draws one setting; handed down, as sections, lists and unions hold settings themselves. */
  readonly Field: ComponentType<{ readonly field: FormField; readonly at: ScenarioPath }>;
  /** Draws the settings of a mapping. */
  readonly Fields: ComponentType<{
    readonly schema: SchemaNode;
    readonly at: ScenarioPath;
    readonly without?: readonly string[];
  }>;
};

export const FormContext = createContext<FormContextValue | undefined>(undefined);

export function useForm(): FormContextValue {
  return assertDefined(useContext(FormContext), "a field outside a form");
}

/** A setting of the form at hand: what it holds and how it is changed. */
export type BoundField = {
  readonly value: FieldValue;
  /** Errors and remarks about this very setting. */
  readonly problems: readonly AppProblem[];
  /** Changes in a row of the same setting are one step of undo. */
  readonly set: (value: PlainValue) => void;
  readonly reset: () => void;
  readonly change: (edits: readonly ScenarioEdit[], label: string) => void;
};

/** Binds a setting to the document; `at` leads to it from each of the form's places. */
export function useField(field: Pick<FormField, "key" | "isRequired">, at: ScenarioPath): BoundField {
  const { bases, name } = useForm();
  const { document, view } = useWorkbench();
  const plain = useDocument((state) => state.drawing.plain);
  const value = useMemo(() => readField(plain, bases, at), [plain, bases, at]);
  const problems = useProblemsAt(at);
  const change = useCallback(
    (edits: readonly ScenarioEdit[], label: string): void => {
      const burst = `${bases.map(formatPath).join(" ")} ${formatPath(at)}`;
      if (!document.getState().applyEdits(edits, { label, burst })) {
        view.getState().announce("The YAML is broken somewhere: mend it in the YAML tab, then change settings.");
      }
    },
    [bases, at, document, view],
  );
  return useMemo(() => {
    const { key, isRequired } = field;
    const reset = (): void => change(resetField(bases, at), `Reset ${key} of ${name}`);
    return {
      value,
      problems,
      change,
      reset,
      set: (next) =>
        next === "" && !isRequired ? reset() : change(setField(bases, at, next), `Set ${key} of ${name}`),
    };
  }, [value, problems, change, field, bases, at, name]);
}

/** The problems of a place, in whichever of the form's subjects. */
export function useProblemsAt(at: ScenarioPath): readonly AppProblem[] {
  const { bases } = useForm();
  const all = useProblems();
  return useMemo(() => {
    const paths = new Set(bases.map((base) => formatPath([...base, ...at])));
    return all.filter(({ path }) => paths.has(path));
  }, [all, bases, at]);
}
