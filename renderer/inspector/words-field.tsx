import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import { useDraft } from "../editor/use-draft.ts";
import { TextInput } from "../widgets/text-input.tsx";
import { FieldRow } from "./field-row.tsx";
import { useField } from "./form-context.ts";
import type { FormField } from "./form-model.ts";
import { textOfValue, valueOfText } from "./form-values.ts";
import { SmallButton } from "./small-button.tsx";

type WordsProps = { readonly field: Extract<FormField, { readonly kind: "words" }>; readonly at: ScenarioPath };

/** Texts or numbers in an order that may matter: one line each, moved by buttons. */
export function WordsField({ field, at }: WordsProps): ReactNode {
  const bound = useField(field, at);
  const written =
    bound.value.kind === "set" && Array.isArray(bound.value.value) ? (bound.value.value as unknown[]) : [];
  const words = written.map(textOfValue);
  const kind = field.isNumber ? "number" : "duration";
  const save = (next: readonly string[]): void =>
    bound.set(next.map((word): PlainValue => valueOfText({ kind }, word) ?? ""));
  return (
    <FieldRow field={field} bound={bound} isGroup>
      {() => (
        <ol className="flex flex-col gap-1">
          {words.map((word, index) => (
            // Its position is what a line of a list is.
            // biome-ignore lint/suspicious/noArrayIndexKey: the same word may stand there twice
            <li key={index} className="flex items-center gap-1">
              <Word name={`${field.key} ${index + 1}`} word={word} onChange={(next) => save(words.with(index, next))} />
              <SmallButton
                label={`Move ${word} up`}
                isOff={index === 0}
                onClick={() => save(words.with(index, words[index - 1] ?? "").with(index - 1, word))}
              >
                <ArrowUp size={13} />
              </SmallButton>
              <SmallButton
                label={`Move ${word} down`}
                isOff={index === words.length - 1}
                onClick={() => save(words.with(index, words[index + 1] ?? "").with(index + 1, word))}
              >
                <ArrowDown size={13} />
              </SmallButton>
              <SmallButton label={`Remove ${word}`} onClick={() => save(words.toSpliced(index, 1))}>
                <X size={13} />
              </SmallButton>
            </li>
          ))}
          <li>
            <button
              type="button"
              className="inline-flex min-h-6 items-center gap-1 rounded-button px-1.5 text-meta text-t2 hover:bg-hover hover:text-t1"
              onClick={() => save([...words, field.isNumber ? "1" : "column"])}
            >
              <Plus size={13} aria-hidden /> Add to {field.key}
            </button>
          </li>
        </ol>
      )}
    </FieldRow>
  );
}

type WordProps = { readonly name: string; readonly word: string; readonly onChange: (word: string) => void };

function Word({ name, word, onChange }: WordProps): ReactNode {
  const draft = useDraft(word, onChange);
  return (
    <TextInput
      aria-label={name}
      className="min-w-0 flex-1 font-mono"
      value={draft.text}
      onChange={(event) => draft.change(event.target.value)}
      onBlur={draft.flush}
    />
  );
}
