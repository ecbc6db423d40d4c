import type { ReactNode } from "react";
import { FIDELITY, type FidelityArea, fidelityOf } from "../../engine/pipeline/fidelity.ts";
import type { Fidelity, FidelityStatement } from "../../engine/pipeline/fidelity-statement.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import { Badge, type BadgeTone } from "../widgets/badge.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import type { Subject } from "./subject.ts";

/** What of the real system is in a node, what is there by a shorter road, and what is not. */
export function FidelityTab({ subject }: { readonly subject: Subject }): ReactNode {
  const areas = areasOf(subject);
  if (areas.length === 0)
    return <EmptyState title="No fidelity card" text="Select one node, or nothing to see everything that is said." />;
  return (
    <div className="flex flex-col gap-4 p-3">
      {areas.map((area) => (
        <AreaCard key={area.title} area={area} />
      ))}
    </div>
  );
}

function areasOf(subject: Subject): readonly FidelityArea[] {
  if (subject.kind === "scenario") return FIDELITY;
  return subject.kind === "node" && isNodeKind(subject.node.kind) ? fidelityOf(subject.node.kind) : [];
}

const ORDER: readonly Fidelity[] = ["real", "modelled", "simplified", "assumed", "not modelled"];
const TONES: Readonly<Record<Fidelity, BadgeTone>> = {
  real: "ok",
  modelled: "ok",
  simplified: "warn",
  assumed: "warn",
  "not modelled": "neutral",
};

function AreaCard({ area }: { readonly area: FidelityArea }): ReactNode {
  return (
    <section aria-label={area.title} className="flex flex-col gap-2">
      <h2 className="text-table font-semibold">{area.title}</h2>
      {ORDER.map((fidelity) => {
        const statements = area.statements.filter(([, own]) => own === fidelity);
        return statements.length === 0 ? null : (
          <Statements key={fidelity} fidelity={fidelity} statements={statements} />
        );
      })}
    </section>
  );
}

type StatementsProps = { readonly fidelity: Fidelity; readonly statements: readonly FidelityStatement[] };

function Statements({ fidelity, statements }: StatementsProps): ReactNode {
  return (
    <div className="flex flex-col gap-1">
      <p>
        <Badge tone={TONES[fidelity]}>{fidelity}</Badge>
      </p>
      <ul className="flex flex-col gap-1 pl-1">
        {statements.map(([part, , note]) => (
          <li key={part} className="text-table [overflow-wrap:anywhere]">
            <span className="font-semibold">
              <WithCode text={part} />
            </span>
            {note !== "" && (
              <span className="text-t2">
                : <WithCode text={note} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Text in which `code` stands between backticks; a link of the document is its words. */
function WithCode({ text }: { readonly text: string }): ReactNode {
  return text
    .replace(/\[([^\]]+)\]\([^)]*\)/gu, "$1")
    .split("`")
    .map((part, index) =>
      index % 2 === 0 ? (
        part
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a constant text never move
        <code key={index} className="font-mono text-meta">
          {part}
        </code>
      ),
    );
}
