import { Plus } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import { FieldRow } from "./field-row.tsx";
import { type BoundField, useField, useForm } from "./form-context.ts";
import { type FormField, fieldOf, initialOf, tagOf } from "./form-model.ts";
import { resetField, setField } from "./form-values.ts";
import type { SchemaNode } from "./json-schema-node.ts";
import { Fold } from "./section-field.tsx";

type ItemsProps = {
  readonly field: Extract<FormField, { readonly kind: "items" | "record" }>;
  readonly at: ScenarioPath;
};

/** Mappings in order or by name: each is a small form that opens, with a way to add and to remove. */
export function ItemsField({ field, at }: ItemsProps): ReactNode {
  const bound = useField(field, at);
  const { name, bases } = useForm();
  const entries = entriesOf(field, bound);
  const add = (value: PlainValue): void =>
    bound.change(setField(bases, [...at, nextKey(field, entries)], value), `Add to ${field.key} of ${name}`);
  return (
    <FieldRow field={field} bound={bound} isGroup>
      {() => (
        <div className="flex flex-col gap-1">
          {entries.map(([key, value]) => (
            <Entry key={key} field={field} at={at} entry={key} value={value} />
          ))}
          <AddEntry field={field} onAdd={add} />
        </div>
      )}
    </FieldRow>
  );
}

type EntryKey = string | number;

function entriesOf({ kind }: ItemsProps["field"], { value }: BoundField): readonly (readonly [EntryKey, unknown])[] {
  const written = value.kind === "set" ? value.value : undefined;
  if (typeof written !== "object" || written === null) return [];
  if (kind === "items") return Array.isArray(written) ? written.map((item, index) => [index, item] as const) : [];
  return Object.entries(written);
}

function nextKey({ kind, key }: ItemsProps["field"], entries: readonly (readonly [EntryKey, unknown])[]): EntryKey {
  if (kind === "items") return entries.length;
  const taken = new Set(entries.map(([name]) => name));
  const stem = key.replace(/s$/, "");
  let number = entries.length + 1;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

type EntryProps = {
  readonly field: ItemsProps["field"];
  readonly at: ScenarioPath;
  readonly entry: EntryKey;
  readonly value: unknown;
};

function Entry({ field, at, entry, value }: EntryProps): ReactNode {
  const { Fields, bases, name } = useForm();
  const path = useMemo(() => [...at, entry], [at, entry]);
  const own = useMemo(() => ({ key: String(entry), isRequired: false }), [entry]);
  const bound = useField(own, path);
  const schema = useMemo(() => schemaOfEntry(field.item, value), [field.item, value]);
  const title = typeof entry === "number" ? `${entry + 1}. ${titleOf(value)}` : entry;
  const remove = (): void => bound.change(resetField(bases, path), `Remove ${title} from ${field.key} of ${name}`);
  return (
    <Fold title={title} at={path} isOpenAtFirst={false}>
      {schema === undefined ? (
        <p className="text-meta text-t2">This form has no words for it: change it in the YAML tab.</p>
      ) : (
        <Fields schema={schema} at={path} />
      )}
      <button
        type="button"
        className="min-h-6 self-start rounded-button px-1.5 text-meta text-crit-text hover:bg-hover"
        onClick={remove}
      >
        Remove {typeof entry === "number" ? "this entry" : entry}
      </button>
    </Fold>
  );
}

/** The schema of an entry as it is written: of a union, the member that its word names. */
function schemaOfEntry(item: SchemaNode, value: unknown): SchemaNode | undefined {
  const field = fieldOf("", item, true);
  if (field.kind === "union") return field.options.find(({ word }) => word === tagOf(value))?.schema;
  return field.kind === "section" ? field.schema : undefined;
}

/** What tells an entry from its neighbours. */
function titleOf(value: unknown): string {
  const { ask, reason, table, job } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const words = [tagOf(value), ask, reason, table, job].filter((word): word is string => typeof word === "string");
  return words.join(" ").slice(0, 200) || "entry";
}

type AddEntryProps = { readonly field: ItemsProps["field"]; readonly onAdd: (value: PlainValue) => void };

function AddEntry({ field, onAdd }: AddEntryProps): ReactNode {
  const form = fieldOf("", field.item, true);
  const style =
    "inline-flex min-h-6 items-center gap-1 rounded-button px-1.5 text-meta text-t2 hover:bg-hover hover:text-t1";
  if (form.kind !== "union") {
    return (
      <button type="button" className={`${style} self-start`} onClick={() => onAdd(initialOf(field.item))}>
        <Plus size={13} aria-hidden /> Add to {field.key}
      </button>
    );
  }
  return (
    <select
      aria-label={`Add to ${field.key}`}
      className="control self-start text-meta"
      value=""
      onChange={(event) => {
        const option = form.options.find(({ word }) => word === event.target.value);
        if (option !== undefined) onAdd(initialOf(option.schema));
      }}
    >
      <option value="">Add to {field.key} …</option>
      {form.options.map(({ word, definition }) => (
        <option key={word} value={word} title={definition}>
          {word}
        </option>
      ))}
    </select>
  );
}
