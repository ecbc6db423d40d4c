import { type ReactNode, useState } from "react";
import { type FilterTest, testsFor } from "../sql-text/wrap-query.ts";
import { Button } from "../widgets/button.tsx";
import { Field } from "../widgets/field.tsx";
import { Modal } from "../widgets/modal.tsx";
import { Select } from "../widgets/select.tsx";
import { TextInput } from "../widgets/text-input.tsx";

type FilterDialogProps = {
  readonly name: string;
  readonly type: string;
  readonly onClose: () => void;
  readonly onFilter: (test: FilterTest, text: string) => void;
};

/** Asks what a column's values are to be held to. */
export function FilterDialog({ name, type, onClose, onFilter }: FilterDialogProps): ReactNode {
  const [test, setTest] = useState<FilterTest>("contains");
  const [text, setText] = useState("");
  const needsText = test !== "is-null" && test !== "is-not-null";
  return (
    <Modal
      title={`Filter ${name.slice(0, 120)}`}
      description="DuckDB filters all rows of the query, not only those on the screen."
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="grid-filter" tone="primary">
            Filter
          </Button>
        </>
      }
    >
      <form
        id="grid-filter"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          onFilter(test, needsText ? text : "");
        }}
      >
        <Field label="Rows whose value" aside={type}>
          {(control) => <Select {...control} value={test} options={testsFor(type)} onChange={setTest} />}
        </Field>
        {needsText && (
          <Field label="Value">
            {(control) => (
              <TextInput {...control} autoFocus value={text} onChange={(event) => setText(event.target.value)} />
            )}
          </Field>
        )}
      </form>
    </Modal>
  );
}
