import { ChevronRight } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { formatPath, type ScenarioPath } from "../../engine/scenario/problem.ts";
import { useProblems } from "../problems/use-problems.ts";
import { FieldProblems } from "./field-row.tsx";
import { type BoundField, useField, useForm } from "./form-context.ts";
import { type FormField, initialOf } from "./form-model.ts";

type SectionProps = {
  readonly field: Extract<FormField, { readonly kind: "section" }>;
  readonly at: ScenarioPath;
};

/** Settings that belong together, under one key: open while something in them is set or wrong. */
export function SectionField({ field, at }: SectionProps): ReactNode {
  const { Fields } = useForm();
  const bound = useField(field, at);
  const isThere = bound.value.kind !== "unset";
  const isOptional = field.standard === undefined && !field.isRequired;
  if (isOptional && !isThere) return <AddSection field={field} bound={bound} />;
  return (
    <Fold title={field.key} note={field.definition} aside={summaryOf(bound)} at={at} isOpenAtFirst={isThere}>
      {isThere && !field.isRequired && (
        <button
          type="button"
          className="self-start rounded-button px-1.5 py-0.5 text-meta text-t2 hover:bg-hover hover:text-t1 min-h-6"
          onClick={bound.reset}
        >
          {isOptional ? `Remove ${field.key}` : `Reset all of ${field.key}`}
        </button>
      )}
      <FieldProblems bound={bound} />
      <Fields schema={field.schema} at={at} />
    </Fold>
  );
}

function AddSection({ field, bound }: Pick<SectionProps, "field"> & { readonly bound: BoundField }): ReactNode {
  return (
    <div className="flex flex-col gap-1">
      <button
        type="button"
        title={field.definition}
        className="min-h-7 self-start rounded-button border border-line px-2 text-table text-t1 hover:bg-hover"
        onClick={() => bound.set(initialOf(field.schema))}
      >
        Add <span className="font-mono">{field.key}</span>
      </button>
      <FieldProblems bound={bound} />
    </div>
  );
}

function summaryOf({ value }: BoundField): string {
  if (value.kind === "mixed") return "several values";
  if (value.kind === "unset") return "all defaults";
  const keys = typeof value.value === "object" && value.value !== null ? Object.keys(value.value).length : 0;
  return `${keys} set`;
}

type FoldProps = {
  readonly title: string;
  readonly note?: string;
  readonly aside?: string;
  readonly at: ScenarioPath;
  readonly isOpenAtFirst: boolean;
  readonly children: ReactNode;
};

/** A part of a form that opens and closes; one with a problem inside opens by itself. */
export function Fold({ title, note, aside, at, isOpenAtFirst, children }: FoldProps): ReactNode {
  const [chosen, setChosen] = useState<boolean>();
  const problems = useProblemsBelow(at);
  const isOpen = chosen ?? (isOpenAtFirst || problems !== undefined);
  return (
    <details
      open={isOpen}
      className="rounded-card border border-line"
      onToggle={(event) => event.currentTarget.open !== isOpen && setChosen(event.currentTarget.open)}
    >
      <summary
        className="flex min-h-7 list-none items-center gap-1.5 rounded-card px-2 py-1 text-table hover:bg-hover [&::-webkit-details-marker]:hidden"
        title={note}
      >
        <ChevronRight
          size={14}
          aria-hidden
          className={`shrink-0 text-t3 transition-transform ${isOpen ? "rotate-90" : ""}`}
        />
        <bdi className="min-w-0 truncate font-mono font-semibold">{title}</bdi>
        <span className="flex-1" />
        {problems !== undefined && (
          <span className={`shrink-0 text-meta ${problems.isError ? "text-crit-text" : "text-warn-text"}`}>
            {problems.words}
          </span>
        )}
        {aside !== undefined && <span className="shrink-0 text-meta text-t3">{aside}</span>}
      </summary>
      {isOpen && (
        <div className="flex flex-col gap-3 border-t border-line p-2">
          {note !== undefined && note !== "" && <p className="text-meta text-t2">{note}</p>}
          {children}
        </div>
      )}
    </details>
  );
}

type Tally = { readonly words: string; readonly isError: boolean };

/** How many errors are below a place, or warnings when there are none; undefined when all is well. */
function useProblemsBelow(at: ScenarioPath): Tally | undefined {
  const { bases } = useForm();
  const problems = useProblems();
  return useMemo(() => {
    const starts = bases.map((base) => formatPath([...base, ...at]));
    const below = problems.filter(({ path }) =>
      starts.some((start) => path === start || path.startsWith(`${start}.`) || path.startsWith(`${start}[`)),
    );
    const errors = below.filter(({ severity }) => severity === "error").length;
    if (below.length === 0) return undefined;
    return errors > 0
      ? { words: errors === 1 ? "1 error" : `${errors} errors`, isError: true }
      : { words: below.length === 1 ? "1 warning" : `${below.length} warnings`, isError: false };
  }, [bases, at, problems]);
}
