import type { ReactNode } from "react";
import { isNumberType } from "../../engine/export/result-table.ts";
import { Field } from "../widgets/field.tsx";
import { Segmented } from "../widgets/segmented.tsx";
import { Select } from "../widgets/select.tsx";
import { TextInput } from "../widgets/text-input.tsx";
import type { MappingCheck } from "./data-probe.ts";
import type { Arrival, EventTime, ImportMapping } from "./import-mapping.ts";
import { NumberField } from "./number-field.tsx";
import type { FileFacts } from "./suggest-mapping.ts";
import { firstTime, ReadingField, timeColumns } from "./time-fields.tsx";
import { ValueTable } from "./value-table.tsx";

export type MappingChange = (part: Partial<ImportMapping>) => void;

type MappingFormProps = {
  readonly facts: FileFacts;
  readonly mapping: ImportMapping;
  readonly check: MappingCheck | undefined;
  readonly onChange: MappingChange;
};

/** What a file's columns mean. Columns are named by their place in the lists, so that any name can be chosen. */
export function MappingForm(props: MappingFormProps): ReactNode {
  const { facts, mapping, check, onChange } = props;
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-[760px]:grid-cols-1">
        <Field label="Name of the pipeline">
          {(control) => (
            <TextInput
              {...control}
              value={mapping.title}
              maxLength={200}
              onChange={(event) => onChange({ title: event.target.value })}
            />
          )}
        </Field>
        <ColumnField
          label="Key"
          note="Records of one key keep their order: they go to one partition. Gold counts by it."
          facts={facts}
          value={mapping.key}
          none="No key: records are spread"
          onChange={(key) => onChange({ key })}
        />
        <EventTimeFields {...props} />
        <ArrivalFields {...props} />
        <NumberField
          label="Speed"
          unit="seconds of the data in a second of the run"
          value={mapping.speedup}
          onChange={(speedup) => onChange({ speedup })}
        />
        <IdentityField {...props} />
        <Field label="Gold counts by">
          {({ id }) => (
            <span id={id}>
              <Segmented
                label="Gold counts by"
                value={mapping.bucket}
                options={[
                  { value: "minute", label: "Minute" },
                  { value: "hour", label: "Hour" },
                  { value: "day", label: "Day" },
                ]}
                onChange={(bucket) => onChange({ bucket })}
              />
            </span>
          )}
        </Field>
        <MeasureField {...props} />
      </div>
      <ValueTable
        facts={facts}
        values={mapping.values}
        check={check}
        onChange={(values) => onChange(withoutLost(mapping, values))}
      />
    </div>
  );
}

/** What a column was chosen for goes with the column. */
function withoutLost(mapping: ImportMapping, values: ImportMapping["values"]): Partial<ImportMapping> {
  const has = (column: string | undefined): boolean => values.some((value) => value.column === column);
  const { identity, measure, key } = mapping;
  return {
    values,
    identity: has(identity) || identity === key ? identity : undefined,
    measure:
      has(measure) && values.some(({ column, type }) => column === measure && isNumberType(type)) ? measure : undefined,
  };
}

function EventTimeFields({ facts, mapping, onChange }: MappingFormProps): ReactNode {
  const { eventTime } = mapping;
  const columns = timeColumns(facts);
  const options = [
    { value: "", label: "No column: rows get times of their own" },
    ...columns.map(({ name, type }, index) => ({
      value: String(index),
      label: `${name.slice(0, 80)} (${type.toLowerCase()})`,
    })),
  ];
  const at = eventTime.kind === "column" ? columns.findIndex(({ name }) => name === eventTime.column) : -1;
  const choose = (value: string): void => {
    const column = columns[Number(value)];
    const next: EventTime =
      value === "" || column === undefined
        ? { kind: "row-number", perSecond: 100 }
        : { kind: "column", ...firstTime(column, facts) };
    onChange({ eventTime: next });
  };
  return (
    <div className="flex flex-col gap-2">
      <Field label="Event time" note="When it happened; gold groups by it, and late is late by it.">
        {(control) => <Select {...control} value={at < 0 ? "" : String(at)} options={options} onChange={choose} />}
      </Field>
      {eventTime.kind === "column" ? (
        <ReadingField
          label="Event time is written as"
          facts={facts}
          time={eventTime}
          onChange={(time) => onChange({ eventTime: { kind: "column", ...time } })}
        />
      ) : (
        <NumberField
          label="Events"
          unit="rows a second, in the file's order"
          value={eventTime.perSecond}
          onChange={(perSecond) => onChange({ eventTime: { kind: "row-number", perSecond } })}
        />
      )}
    </div>
  );
}

function ArrivalFields({ facts, mapping, onChange }: MappingFormProps): ReactNode {
  const { arrival } = mapping;
  const columns = timeColumns(facts);
  const options = [
    { value: "event-time", label: "At the event time: nothing is late" },
    { value: "rate", label: "In the file's order, at a constant rate" },
    ...columns.map(({ name }, index) => ({ value: String(index), label: `By the column ${name.slice(0, 80)}` })),
  ];
  const at =
    arrival.kind === "column" ? String(columns.findIndex(({ name }) => name === arrival.column)) : arrival.kind;
  const choose = (value: string): void => {
    const column = columns[Number(value)];
    const next: Arrival =
      value === "rate"
        ? { kind: "rate", perSecond: 100 }
        : column === undefined
          ? { kind: "event-time" }
          : { kind: "column", ...firstTime(column, facts) };
    onChange({ arrival: next });
  };
  return (
    <div className="flex flex-col gap-2">
      <Field label="Arrival" note="When the application sends the record.">
        {(control) => <Select {...control} value={at} options={options} onChange={choose} />}
      </Field>
      {arrival.kind === "column" && (
        <ReadingField
          label="Arrival is written as"
          facts={facts}
          time={arrival}
          onChange={(time) => onChange({ arrival: { kind: "column", ...time } })}
        />
      )}
      {arrival.kind === "rate" && (
        <NumberField
          label="Rate"
          unit="records a second of the data"
          value={arrival.perSecond}
          onChange={(perSecond) => onChange({ arrival: { kind: "rate", perSecond } })}
        />
      )}
    </div>
  );
}

function IdentityField({ facts, mapping, onChange }: MappingFormProps): ReactNode {
  const { key, values } = mapping;
  const possible = facts.columns.filter(({ name }) => name === key || values.some(({ column }) => column === name));
  return (
    <ColumnField
      label="Silver keeps"
      note="Rows of one value are versions of one thing: the latest stays, as MERGE does it."
      facts={{ columns: possible }}
      value={mapping.identity}
      none="Every row"
      prefix="The latest row of each "
      onChange={(identity) => onChange({ identity })}
    />
  );
}

function MeasureField({ facts, mapping, onChange }: MappingFormProps): ReactNode {
  const numbers = mapping.values.filter(({ type }) => isNumberType(type)).map(({ column }) => column);
  return (
    <ColumnField
      label="Gold adds up"
      facts={{ columns: facts.columns.filter(({ name }) => numbers.includes(name)) }}
      value={mapping.measure}
      none="Nothing, it only counts"
      onChange={(measure) => onChange({ measure })}
    />
  );
}

type ColumnFieldProps = {
  readonly label: string;
  readonly note?: string;
  readonly facts: Pick<FileFacts, "columns">;
  readonly value: string | undefined;
  readonly none: string;
  readonly prefix?: string;
  readonly onChange: (column: string | undefined) => void;
};

function ColumnField({ label, note, facts, value, none, prefix = "", onChange }: ColumnFieldProps): ReactNode {
  const { columns } = facts;
  const at = columns.findIndex(({ name }) => name === value);
  const options = [
    { value: "", label: none },
    ...columns.map(({ name }, index) => ({ value: String(index), label: prefix + name.slice(0, 80) })),
  ];
  return (
    <Field label={label} note={note}>
      {(control) => (
        <Select
          {...control}
          value={at < 0 ? "" : String(at)}
          options={options}
          onChange={(chosen) => onChange(chosen === "" ? undefined : columns[Number(chosen)]?.name)}
        />
      )}
    </Field>
  );
}
