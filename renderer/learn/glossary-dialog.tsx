import { type ReactNode, useEffect, useRef, useState } from "react";
import { Modal } from "../widgets/modal.tsx";
import { SearchInput } from "../widgets/search-input.tsx";
import { useView } from "../workbench/workbench.ts";
import { GLOSSARY, type GlossaryTerm } from "./glossary.ts";

/** Every term with its definition; opened at one of them when it came from there. */
export function GlossaryDialog(): ReactNode {
  const close = useView((view) => view.closeDialog);
  const subject = useView((view) => view.dialog?.subject);
  const [filter, setFilter] = useState("");
  const opened = useRef<HTMLDivElement>(null);
  useEffect(() => opened.current?.scrollIntoView({ block: "center" }), []);
  const word = filter.trim().toLowerCase();
  const terms = GLOSSARY.filter(({ title, definition }) => `${title} ${definition}`.toLowerCase().includes(word));
  return (
    <Modal title="Glossary" description="What the words and figures on the screen mean." onClose={close}>
      <SearchInput label="Filter terms" value={filter} onChange={setFilter} className="mb-3" />
      {terms.length === 0 && <p className="text-t2">No term has this word.</p>}
      <dl className="flex flex-col gap-1">
        {terms.map((term) => (
          <div
            key={term.id}
            ref={term.id === subject ? opened : undefined}
            className={`rounded-control p-2 ${term.id === subject ? "bg-hover" : ""}`}
          >
            <TermText term={term} />
          </div>
        ))}
      </dl>
    </Modal>
  );
}

function TermText({ term }: { readonly term: GlossaryTerm }): ReactNode {
  return (
    <>
      <dt className="font-semibold">{term.title}</dt>
      <dd>
        <p>{term.definition}</p>
        {term.alsoMeans.map((meaning) => (
          <p key={meaning} className="text-t2">
            Elsewhere: {meaning}
          </p>
        ))}
        {term.formula !== undefined && <code className="font-mono text-table text-t2">{term.formula}</code>}
        {term.whyItMoves !== undefined && <p className="text-t2">{term.whyItMoves}</p>}
      </dd>
    </>
  );
}
