import { type ReactNode, useMemo } from "react";
import { Select, type SelectOption } from "../widgets/select.tsx";
import { useDocument, useView } from "../workbench/workbench.ts";
import { describeFault, describeSubject, type Subject } from "./subject.ts";

const SHOWN = 80;

/** What the inspector is about, and a way to choose it that needs no canvas. */
export function SubjectPicker({ subject }: { readonly subject: Subject }): ReactNode {
  const drawing = useDocument((document) => document.drawing);
  const select = useView((view) => view.select);
  const own = optionOf(subject);
  const options = useMemo(() => {
    const all: SelectOption<string>[] = [
      { value: "scenario", label: "The whole scenario" },
      ...drawing.nodes.map(({ id, kind }) => ({
        value: `node ${id}`,
        label: `${id.slice(0, SHOWN)} (${kind.slice(0, SHOWN)})`,
      })),
      ...drawing.faults.map((fault) => ({
        value: `fault ${fault.index}`,
        label: `Fault ${describeFault(fault)}`.slice(0, SHOWN),
      })),
    ];
    return all.some(({ value }) => value === own)
      ? all
      : [{ value: own, label: describeSubject(subject, drawing).slice(0, SHOWN) }, ...all];
  }, [drawing, own, subject]);
  const choose = (value: string): void => {
    if (value.startsWith("node ")) select({ nodes: [value.slice("node ".length)] });
    else if (value.startsWith("fault ")) select({ fault: Number(value.slice("fault ".length)) });
    else if (value === "scenario") select({});
  };
  return (
    <Select
      aria-label="Inspected"
      title={describeSubject(subject, drawing).slice(0, 1_000)}
      className="w-full min-w-0 font-semibold"
      value={own}
      options={options}
      onChange={choose}
    />
  );
}

function optionOf(subject: Subject): string {
  switch (subject.kind) {
    case "scenario":
      return "scenario";
    case "node":
      return `node ${subject.node.id}`;
    case "fault":
      return `fault ${subject.fault.index}`;
    case "nodes":
    case "edge":
    case "event":
      return "other";
  }
}
