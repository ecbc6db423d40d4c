import type { ReactNode } from "react";
import { formatWhole } from "../format/format-value.ts";
import { Field } from "../widgets/field.tsx";
import { Select } from "../widgets/select.tsx";
import type { TimeColumn } from "./import-mapping.ts";
import { type ColumnProfile, type FileFacts, keyAt, suggestReading } from "./suggest-mapping.ts";
import { canSayTime, readingKey, readingsFor } from "./time-sql.ts";

type TimeFieldsProps = {
  readonly label: string;
  readonly facts: FileFacts;
  readonly time: TimeColumn;
  readonly onChange: (time: TimeColumn) => void;
};

/** A column's reading as a first choice: what its values look like, or the first that its type allows. */
export function firstTime(column: ColumnProfile, facts: FileFacts): TimeColumn {
  const reading = suggestReading(column, facts.head) ?? readingsFor(column.type)[0]?.reading ?? { kind: "iso" };
  return { column: column.name, reading };
}

/** The columns that can say an instant. */
export function timeColumns({ columns }: FileFacts): readonly ColumnProfile[] {
  return columns.filter(canSayTime);
}

/** How a column's values are read as instants; only where there is a choice. */
export function ReadingField({ label, facts, time, onChange }: TimeFieldsProps): ReactNode {
  const column = facts.columns.find(({ name }) => name === time.column);
  if (column === undefined) return null;
  const readings = readingsFor(column.type);
  if (readings.length <= 1) return null;
  const tried = facts.head.batch.rowCount;
  const options = readings.map(({ reading, label: words }, index) => {
    const readable = column.readable.get(keyAt(index));
    const fit = readable === undefined ? "" : ` (reads ${formatWhole(readable)} of ${formatWhole(tried)})`;
    return { value: readingKey(reading), label: `${words}${fit}` };
  });
  return (
    <Field label={label}>
      {(control) => (
        <Select
          {...control}
          value={readingKey(time.reading)}
          options={options}
          onChange={(key) => {
            const chosen = readings.find(({ reading }) => readingKey(reading) === key);
            if (chosen !== undefined) onChange({ ...time, reading: chosen.reading });
          }}
        />
      )}
    </Field>
  );
}
