import { type ReactNode, useMemo } from "react";
import { assertNever } from "../../engine/base/assert.ts";
import { formatPath, type ScenarioPath } from "../../engine/scenario/problem.ts";
import { FormContext, type FormSubject } from "./form-context.ts";
import { type FormField, fieldsOf } from "./form-model.ts";
import { ItemsField } from "./items-field.tsx";
import type { SchemaNode } from "./json-schema-node.ts";
import { ChoiceField, TextField, ToggleField } from "./scalar-field.tsx";
import { SectionField } from "./section-field.tsx";
import { AlternativeField, UnionField } from "./union-field.tsx";
import { WordsField } from "./words-field.tsx";

type FormProps = FormSubject & {
  readonly schema: SchemaNode;
  /** Keys that the form leaves to others. */
  readonly without?: readonly string[];
};

const HERE: ScenarioPath = [];

/** A form for a part of the document, made from its schema. With several places it edits them together. */
export function Form({ bases, name, schema, without }: FormProps): ReactNode {
  const context = useMemo(() => ({ bases, name, Field: FieldView, Fields }), [bases, name]);
  return (
    <FormContext value={context}>
      {/* Other places get fields of their own, so that nothing that is being typed goes to the wrong one. */}
      <div key={bases.map(formatPath).join(" ")} className="flex flex-col gap-2.5">
        <Fields schema={schema} at={HERE} {...(without === undefined ? {} : { without })} />
      </div>
    </FormContext>
  );
}

type FieldsProps = { readonly schema: SchemaNode; readonly at: ScenarioPath; readonly without?: readonly string[] };

function Fields({ schema, at, without = [] }: FieldsProps): ReactNode {
  const rows = useMemo(() => fieldsOf(schema).map((field) => ({ field, path: [...at, field.key] })), [schema, at]);
  return rows
    .filter(({ field }) => !without.includes(field.key))
    .map(({ field, path }) => <FieldView key={field.key} field={field} at={path} />);
}

function FieldView({ field, at }: { readonly field: FormField; readonly at: ScenarioPath }): ReactNode {
  switch (field.kind) {
    case "text":
    case "sql":
    case "duration":
    case "number":
      return <TextField field={field} at={at} />;
    case "toggle":
      return <ToggleField field={field} at={at} />;
    case "choice":
      return <ChoiceField field={field} at={at} />;
    case "words":
      return <WordsField field={field} at={at} />;
    case "items":
    case "record":
      return <ItemsField field={field} at={at} />;
    case "section":
      return <SectionField field={field} at={at} />;
    case "union":
      return <UnionField field={field} at={at} />;
    case "alternative":
      return <AlternativeField field={field} at={at} />;
    default:
      return assertNever(field);
  }
}
