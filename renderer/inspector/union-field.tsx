import type { ReactNode } from "react";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import { Select } from "../widgets/select.tsx";
import { FieldRow } from "./field-row.tsx";
import { useField, useForm } from "./form-context.ts";
import { type FormField, initialOf, tagOf } from "./form-model.ts";
import type { SchemaNode } from "./json-schema-node.ts";

type Of<Kind extends FormField["kind"]> = {
  readonly field: Extract<FormField, { readonly kind: Kind }>;
  readonly at: ScenarioPath;
};

/** One of several mappings: a choice of which, and the settings of the one that is chosen. What both have in common is kept. */
export function UnionField({ field, at }: Of<"union">): ReactNode {
  const { Fields } = useForm();
  const bound = useField(field, at);
  const value = bound.value.kind === "set" ? bound.value.value : undefined;
  const chosen = field.options.find(({ word }) => word === tagOf(value));
  const choose = (word: string): void => {
    const option = field.options.find((one) => one.word === word);
    if (option !== undefined)
      bound.set({ ...(initialOf(option.schema) as object), ...kept(value, option.schema), [field.tag]: word });
  };
  return (
    <FieldRow field={field} bound={bound} isGroup>
      {() => (
        <div className="flex flex-col gap-3 rounded-card border border-line p-2">
          <Select
            aria-label={`${field.key} ${field.tag}`}
            className="w-full font-mono"
            value={chosen?.word ?? ""}
            options={[
              ...(chosen === undefined ? [{ value: "", label: "choose one" }] : []),
              ...field.options.map(({ word }) => ({ value: word, label: word })),
            ]}
            onChange={choose}
          />
          {chosen !== undefined && (
            <>
              <p className="text-meta text-t2">{chosen.definition}</p>
              <Fields schema={chosen.schema} at={at} without={[field.tag]} />
            </>
          )}
        </div>
      )}
    </FieldRow>
  );
}

/** What another member of a union takes over: settings that it has too. */
function kept(value: unknown, { properties = {} }: SchemaNode): object {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => Object.hasOwn(properties, key)));
}

/** One of several forms of value: a choice of the form, and the control of the one that is chosen, if it holds more than a word. */
export function AlternativeField({ field, at }: Of<"alternative">): ReactNode {
  const { Field } = useForm();
  const bound = useField(field, at);
  const value = bound.value.kind === "set" ? bound.value.value : field.standard;
  const chosen = field.options.find(({ fits }) => fits(value));
  const choice = (
    <Select
      aria-label={`What ${field.key} is`}
      className="w-full"
      value={chosen?.label ?? ""}
      options={[
        ...(chosen === undefined ? [{ value: "", label: "something else" }] : []),
        ...field.options.map(({ label }) => ({ value: label, label })),
      ]}
      onChange={(label) => {
        const option = field.options.find((one) => one.label === label);
        if (option !== undefined) bound.set(option.initial);
      }}
    />
  );
  if (chosen === undefined || chosen.field.kind === "choice") {
    return (
      <FieldRow field={field} bound={bound} isGroup>
        {() => choice}
      </FieldRow>
    );
  }
  return (
    <div className="flex flex-col gap-1">
      <Field field={chosen.field} at={at} />
      {choice}
    </div>
  );
}
