import type { ReactNode } from "react";
import { assertNever } from "../../engine/base/assert.ts";
import type { SloReport } from "../../engine/protocol/report.ts";
import { Button } from "../widgets/button.tsx";
import { EntityName } from "../widgets/entity-name.tsx";
import { useWorkbench } from "../workbench/workbench.ts";
import { AnswerDetail } from "./answer-detail.tsx";
import { beginsWithName, type CheckItem } from "./check-items.ts";
import { CHECK_WORDS } from "./check-words.ts";
import { EvidenceTable } from "./evidence-table.tsx";
import { StateSign } from "./state-sign.tsx";

const SLO_MEANINGS: Readonly<Record<SloReport["metric"], string>> = {
  freshness: "The greatest age that the newest record of the table reached.",
  "latency-p95": "From the sending of a record to the table's commit, for 95 of 100 records.",
  "latency-p99": "From the sending of a record to the table's commit, for 99 of 100 records.",
  "group-lag-records": "The most records at any one time that the topics held and the group had not yet committed.",
  "lag-records": "The most records at any one time that the topic held and the job had not yet committed.",
};

/** What was found, and what proves it. */
export function CheckDetail({ item }: { readonly item: CheckItem }): ReactNode {
  const { view } = useWorkbench();
  const { title, subject, state, verdict, summary } = item;
  return (
    <section aria-label={title.slice(0, 200)} className="flex flex-col gap-2 p-3">
      <div className="flex flex-wrap items-center gap-2">
        <StateSign state={state} size={16} />
        <h3 className="min-w-0 text-body font-semibold [overflow-wrap:anywhere]">
          <bdi>{title}</bdi>
        </h3>
        <span className="text-table text-t2">{verdict}</span>
        {subject !== undefined && (
          <Button tone="quiet" onClick={() => view.getState().select({ nodes: [subject] })}>
            <EntityName name={subject} className="max-w-60" />
          </Button>
        )}
      </div>
      <p className={`text-body [overflow-wrap:anywhere] ${beginsWithName(item) ? "" : "first-letter:uppercase"}`}>
        <bdi>{summary}</bdi>
      </p>
      <Proof item={item} />
    </section>
  );
}

function Proof({ item }: { readonly item: CheckItem }): ReactNode {
  switch (item.kind) {
    case "check": {
      const { outcome } = item;
      return (
        <>
          <p className="text-table text-t3">{CHECK_WORDS[outcome.check].meaning}</p>
          {outcome.evidence.length > 0 && <EvidenceTable outcome={outcome} />}
        </>
      );
    }
    case "answer":
      return <AnswerDetail answer={item.answer} />;
    case "expectation":
      return <p className="text-table text-t3">{CHECK_WORDS[item.expectation.check].meaning}</p>;
    case "slo":
      return <p className="text-table text-t3">{SLO_MEANINGS[item.slo.metric]}</p>;
    default:
      return assertNever(item);
  }
}
