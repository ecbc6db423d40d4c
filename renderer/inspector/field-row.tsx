import { RotateCcw, TriangleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { applyFix } from "../problems/apply-fix.ts";
import { Button } from "../widgets/button.tsx";
import { Hint } from "../widgets/hint.tsx";
import { useWorkbench } from "../workbench/workbench.ts";
import type { BoundField } from "./form-context.ts";
import type { FormField } from "./form-model.ts";
import { textOfValue } from "./form-values.ts";
import { useSettledFocus } from "./use-settled-focus.ts";

/** What a control in a row carries. */
export type RowControl = {
  readonly id: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid": true | undefined;
};

type FieldRowProps = {
  readonly field: FormField;
  readonly bound: BoundField;
  /** Controls that are several, such as lists, are a group with a name instead of one labelled control. */
  readonly isGroup?: boolean;
  readonly children: (control: RowControl) => ReactNode;
};

/** A setting: its real key and unit, its control, its definition while the focus is in it, what is wrong with it, the way back to its default. */
export function FieldRow({ field, bound, isGroup = false, children }: FieldRowProps): ReactNode {
  const id = useId();
  const noteId = `${id}-note`;
  const problemId = `${id}-problem`;
  const { key, unit } = field;
  const { isInside, ...focus } = useSettledFocus();
  const isSet = bound.value.kind !== "unset";
  const hasError = bound.problems.some(({ severity }) => severity === "error");
  const name = (
    <span className={`min-w-0 truncate font-mono text-table ${isSet ? "font-semibold text-t1" : "text-t2"}`}>
      {key}
    </span>
  );
  return (
    <div {...focus} className="flex min-w-0 flex-col gap-1" {...(isGroup ? { role: "group", "aria-label": key } : {})}>
      <div className="flex min-h-6 items-center gap-2">
        <Hint text={<Definition field={field} />} side="left">
          {isGroup ? (
            <span className="flex min-w-0">{name}</span>
          ) : (
            <label htmlFor={id} className="flex min-w-0">
              {name}
            </label>
          )}
        </Hint>
        {unit !== undefined && <span className="shrink-0 text-meta text-t3">{unit}</span>}
        <span className="flex-1" />
        {bound.value.kind === "mixed" && <span className="shrink-0 text-meta text-t3">several values</span>}
        {isSet && !field.isRequired && <ResetButton field={field} onReset={bound.reset} />}
      </div>
      {children({ id, "aria-describedby": `${noteId} ${problemId}`, "aria-invalid": hasError ? true : undefined })}
      <p id={noteId} hidden={!isInside} className="text-meta text-t2 [overflow-wrap:anywhere]">
        <Definition field={field} />
      </p>
      <div id={problemId}>
        <FieldProblems bound={bound} />
      </div>
    </div>
  );
}

function ResetButton({ field, onReset }: { readonly field: FormField; readonly onReset: () => void }): ReactNode {
  const standard = field.standard === undefined ? "its default" : `its default, ${textOfValue(field.standard)}`;
  return (
    <Hint text={`Back to ${standard}`}>
      <button
        type="button"
        aria-label={`Reset ${field.key} to its default`}
        className="grid size-6 shrink-0 place-items-center rounded-button text-t3 hover:bg-hover hover:text-t1"
        onClick={onReset}
      >
        <RotateCcw size={13} />
      </button>
    </Hint>
  );
}

function Definition({ field }: { readonly field: FormField }): ReactNode {
  const { definition, defaultSource, standard } = field;
  const isShort = typeof standard !== "object" && standard !== undefined && standard !== "";
  const parts = [isShort ? String(standard) : "", defaultSource ?? ""].filter((part) => part !== "");
  return (
    <>
      {definition} {parts.length > 0 && <span className="text-t3">Default: {parts.join(", ")}.</span>}
    </>
  );
}

/** What is wrong with a setting, and what can be done about it at once. */
export function FieldProblems({ bound }: { readonly bound: Pick<BoundField, "problems"> }): ReactNode {
  const workbench = useWorkbench();
  return bound.problems.map((problem) => (
    <div
      key={`${problem.code} ${problem.message}`}
      className={`flex flex-wrap items-center gap-x-2 text-meta [overflow-wrap:anywhere] ${problem.severity === "error" ? "text-crit-text" : "text-warn-text"}`}
    >
      <span className="min-w-0">
        <TriangleAlert size={11} aria-hidden className="mr-1 inline align-[-1px]" />
        {problem.severity === "error" ? "Error" : "Warning"}: {problem.message}. Allowed: {problem.allowed}.
      </span>
      {problem.fixes[0] !== undefined && (
        <Button
          tone="plain"
          className="!h-6 max-w-full"
          title={problem.fixes[0].title}
          onClick={() => problem.fixes[0] !== undefined && applyFix(workbench, problem.fixes[0])}
        >
          <bdi className="truncate">{problem.fixes[0].title}</bdi>
        </Button>
      )}
    </div>
  ));
}
