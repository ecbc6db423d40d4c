import { type ReactNode, useId, useMemo } from "react";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import { useDraft } from "../editor/use-draft.ts";
import { Select } from "../widgets/select.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import { FieldRow, type RowControl } from "./field-row.tsx";
import { type BoundField, useField, useForm } from "./form-context.ts";
import type { FormField } from "./form-model.ts";
import { textOfValue, valueOfText } from "./form-values.ts";
import { namesFor } from "./suggestions.ts";

type ScalarProps<Kind extends FormField["kind"]> = {
  readonly field: Extract<FormField, { readonly kind: Kind }>;
  readonly at: ScenarioPath;
};

/** A setting that is one text, number or span of time. */
export function TextField({ field, at }: ScalarProps<"text" | "duration" | "number" | "sql">): ReactNode {
  const bound = useField(field, at);
  const { bases } = useForm();
  const drawing = useDocument((document) => document.drawing);
  const names = useMemo(() => {
    const [base] = bases;
    return base === undefined ? undefined : namesFor(field.key, [...base, ...at.slice(0, -1)], drawing);
  }, [field.key, bases, at, drawing]);
  return (
    <FieldRow field={field} bound={bound}>
      {(control) =>
        names === undefined ? (
          <DraftInput field={field} bound={bound} control={control} />
        ) : (
          <NameSelect field={field} bound={bound} control={control} names={names} />
        )
      }
    </FieldRow>
  );
}

type ControlProps = { readonly field: FormField; readonly bound: BoundField; readonly control: RowControl };

function DraftInput({ field, bound, control }: ControlProps): ReactNode {
  const { document } = useWorkbench();
  const examplesId = useId();
  const value = bound.value.kind === "set" ? textOfValue(bound.value.value) : "";
  const draft = useDraft(value, (text) => bound.set(valueOfText(field, text) ?? ""));
  const isLong = field.kind === "sql" || (field.kind === "text" && field.isLong);
  const shared = {
    ...control,
    value: draft.text,
    placeholder: placeholderOf(field, bound),
    onBlur: () => {
      draft.flush();
      document.getState().endBurst();
    },
  };
  if (isLong) {
    return (
      <textarea
        {...shared}
        dir="auto"
        spellCheck={false}
        rows={field.kind === "sql" ? 2 : 3}
        className={`control !h-auto w-full resize-y py-1 ${field.kind === "sql" ? "font-mono" : ""}`}
        onChange={(event) => draft.change(event.target.value)}
      />
    );
  }
  return (
    <>
      <TextInput
        {...shared}
        className="w-full font-mono"
        inputMode={field.kind === "number" ? "decimal" : "text"}
        list={field.kind === "duration" ? examplesId : undefined}
        onChange={(event) => draft.change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") draft.flush();
          if (field.kind === "number") stepNumber(event, field, draft.change);
        }}
      />
      {field.kind === "duration" && (
        <datalist id={examplesId}>
          {["500ms", "1s", "10s", "30s", "1m", "5m", "15m", "1h"].map((example) => (
            <option key={example} value={example} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** Up and down change a number by one, with Shift by ten, within its bounds; from its default when it is not set. */
function stepNumber(
  event: React.KeyboardEvent<HTMLInputElement>,
  field: Extract<FormField, { readonly kind: "number" }>,
  change: (text: string) => void,
): void {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (direction === undefined) return;
  event.preventDefault();
  const { value } = event.currentTarget;
  const now = value === "" ? Number(field.standard ?? field.min ?? 0) : Number(value);
  if (!Number.isFinite(now)) return;
  const step = (field.isWhole ? 1 : 0.1) * (event.shiftKey ? 10 : 1) * direction;
  const next = Math.min(
    field.max ?? Number.POSITIVE_INFINITY,
    Math.max(field.min ?? Number.NEGATIVE_INFINITY, now + step),
  );
  change(String(Number(next.toFixed(6))));
}

function placeholderOf(field: FormField, bound: BoundField): string {
  if (bound.value.kind === "mixed") return "several values";
  const { standard, defaultSource, isRequired } = field;
  if (standard !== undefined && standard !== "") return textOfValue(standard);
  if (isRequired) return "required";
  return defaultSource === undefined ? "not set" : `not set: ${defaultSource}`;
}

const UNSET = "\u0000unset";

/** The name of something that the document has; a name that leads nowhere stays visible. */
function NameSelect({ field, bound, control, names }: ControlProps & { readonly names: readonly string[] }): ReactNode {
  const value = bound.value.kind === "set" ? textOfValue(bound.value.value) : UNSET;
  const known = [...new Set([...names, ...(value === UNSET ? [] : [value])])];
  const none = field.isRequired ? "choose one" : "not set";
  return (
    <Select
      {...control}
      className="w-full font-mono"
      value={value}
      options={[
        { value: UNSET, label: bound.value.kind === "mixed" ? "several values" : none, isDisabled: field.isRequired },
        ...known.map((name) => ({
          value: name,
          label: names.includes(name) ? name.slice(0, 200) : `${name.slice(0, 200)} (not there)`,
        })),
      ]}
      onChange={(name) => (name === UNSET ? bound.reset() : bound.set(name))}
    />
  );
}

/** A setting that is one of some words. */
export function ChoiceField({ field, at }: ScalarProps<"choice">): ReactNode {
  const bound = useField(field, at);
  return (
    <FieldRow field={field} bound={bound}>
      {(control) => <WordSelect field={field} bound={bound} control={control} words={field.choices} />}
    </FieldRow>
  );
}

/** A setting that is on or off; off, on and "as the default" are three different things. */
export function ToggleField({ field, at }: ScalarProps<"toggle">): ReactNode {
  const bound = useField(field, at);
  return (
    <FieldRow field={field} bound={bound}>
      {(control) => <WordSelect field={field} bound={bound} control={control} words={[true, false]} />}
    </FieldRow>
  );
}

function WordSelect({
  field,
  bound,
  control,
  words,
}: ControlProps & { readonly words: readonly PlainValue[] }): ReactNode {
  const value = bound.value.kind === "set" ? textOfValue(bound.value.value) : UNSET;
  const standard = field.standard === undefined ? (field.defaultSource ?? "not set") : textOfValue(field.standard);
  const unset =
    bound.value.kind === "mixed" ? "several values" : field.isRequired ? "choose one" : `default: ${standard}`;
  const known = words.map((word) => ({ value: textOfValue(word), label: textOfValue(word) }));
  const isStrange = value !== UNSET && !known.some((word) => word.value === value);
  return (
    <Select
      {...control}
      className="w-full font-mono"
      value={value}
      options={[
        { value: UNSET, label: unset, isDisabled: field.isRequired },
        ...known,
        ...(isStrange ? [{ value, label: `${value.slice(0, 200)} (not allowed)` }] : []),
      ]}
      onChange={(chosen) => {
        const word = words.find((one) => textOfValue(one) === chosen);
        if (chosen === UNSET) bound.reset();
        else if (word !== undefined) bound.set(word);
      }}
    />
  );
}
