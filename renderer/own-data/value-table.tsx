import type { ReactNode } from "react";
import { formatWhole } from "../format/format-value.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { Select } from "../widgets/select.tsx";
import type { MappingCheck } from "./data-probe.ts";
import { VALUE_TYPES, type ValueColumn } from "./import-mapping.ts";
import type { ColumnProfile, FileFacts } from "./suggest-mapping.ts";

type ValueTableProps = {
  readonly facts: FileFacts;
  readonly values: readonly ValueColumn[];
  readonly check: MappingCheck | undefined;
  readonly onChange: (values: readonly ValueColumn[]) => void;
};

/** Which columns travel in the record's value, what silver makes of them, and what is lost on the way. */
export function ValueTable({ facts, values, check, onChange }: ValueTableProps): ReactNode {
  const change = (column: string, part: Partial<ValueColumn>): void =>
    onChange(values.map((value) => (value.column === column ? { ...value, ...part } : value)));
  const toggle = (profile: ColumnProfile): void => {
    const isThere = values.some(({ column }) => column === profile.name);
    const added = { column: profile.name, type: profile.type, isRequired: false };
    // In the order of the file, whatever the order of the clicks.
    const next = facts.columns.flatMap((each) => {
      if (each.name === profile.name) return isThere ? [] : [added];
      return values.filter(({ column }) => column === each.name);
    });
    onChange(next);
  };
  return (
    <table className="w-full border-collapse text-table">
      <caption className="pb-1 text-left font-semibold">Columns of the value</caption>
      <thead className="text-left text-meta text-t3">
        <tr className="border-b border-line">
          <th className="py-1 font-normal">Column of the file</th>
          <th className="w-36 py-1 font-normal">Type in silver</th>
          <th className="w-20 py-1 font-normal">Required</th>
          <th className="w-44 py-1 font-normal">Without a value</th>
        </tr>
      </thead>
      <tbody>
        {facts.columns.map((profile) => {
          const index = values.findIndex(({ column }) => column === profile.name);
          return (
            <ValueRow
              key={profile.name}
              profile={profile}
              value={values[index]}
              missing={check?.missing[index]}
              uncastable={check?.uncastable[index]}
              onToggle={() => toggle(profile)}
              onChange={(part) => change(profile.name, part)}
            />
          );
        })}
      </tbody>
    </table>
  );
}

type ValueRowProps = {
  readonly profile: ColumnProfile;
  readonly value: ValueColumn | undefined;
  readonly missing: number | undefined;
  readonly uncastable: number | undefined;
  readonly onToggle: () => void;
  readonly onChange: (part: Partial<ValueColumn>) => void;
};

function ValueRow({ profile, value, missing, uncastable, onToggle, onChange }: ValueRowProps): ReactNode {
  const { name, type } = profile;
  const types = [type, ...VALUE_TYPES.filter((each) => each !== type)].map((each) => ({
    value: each,
    label: each.toLowerCase(),
  }));
  const short = name.slice(0, 80);
  return (
    <tr className="h-8 border-b border-line">
      <td className="max-w-0 pr-2">
        <label className="flex min-h-6 min-w-0 items-center gap-2">
          <input
            type="checkbox"
            checked={value !== undefined}
            onChange={onToggle}
            className="size-4 accent-(--accent)"
          />
          <EntityName name={name} />
        </label>
      </td>
      <td className="pr-2">
        {value !== undefined && (
          <Select
            aria-label={`Type of ${short} in silver`}
            value={value.type}
            options={types}
            onChange={(chosen) => onChange({ type: chosen })}
            className="h-6! w-full"
          />
        )}
      </td>
      <td>
        {value !== undefined && (
          <label className="inline-flex min-h-6 items-center gap-1.5">
            <input
              type="checkbox"
              aria-label={`${short} is required`}
              checked={value.isRequired}
              onChange={() => onChange({ isRequired: !value.isRequired })}
              className="size-4 accent-(--accent)"
            />
          </label>
        )}
      </td>
      <td className="text-meta text-t2">{value !== undefined && lossWords(value, missing ?? 0, uncastable ?? 0)}</td>
    </tr>
  );
}

function lossWords({ isRequired, type }: ValueColumn, missing: number, uncastable: number): ReactNode {
  const lost = missing + uncastable;
  if (lost === 0) return "none";
  const parts = [
    missing > 0 ? `${formatWhole(missing)} empty` : "",
    uncastable > 0 ? `${formatWhole(uncastable)} no ${type.toLowerCase()}` : "",
  ].filter((part) => part !== "");
  return (
    <span className={isRequired ? "text-warn-text" : ""}>
      {parts.join(", ")}: {isRequired ? "dead letters" : "NULL"}
    </span>
  );
}
