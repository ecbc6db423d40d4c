import { Zap } from "lucide-react";
import type { ReactNode } from "react";
import type { JourneyStep } from "../../engine/protocol/inspection.ts";
import { formatClockMs } from "../format/format-time.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { useShownUs } from "../workbench/shown-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { groupByStage, lookOf, placeWords } from "./step-look.tsx";

const TONES = { plain: "text-t2", ok: "text-ok-text", crit: "text-crit-text" } as const;

/** A record's way from top to bottom; a click on a step shows its instant and its node. */
export function JourneySteps({ steps }: { readonly steps: readonly JourneyStep[] }): ReactNode {
  const { view } = useWorkbench();
  const shownUs = useShownUs();
  const go = ({ atUs, stage }: JourneyStep): void => {
    view.getState().showInstant(atUs);
    view.getState().select({ nodes: [stage] });
  };
  return (
    <ol aria-label="Steps of the record" className="flex flex-col">
      {groupByStage(steps).map(({ stage, steps: atStage }) => (
        <li key={`${stage} ${atStage[0]?.atUs}`} className="pb-2">
          <p className="flex pb-0.5 text-table font-semibold">
            <EntityName name={stage} />
          </p>
          <ol className="border-l-2 border-line pl-1">
            {atStage.map((step) => (
              <StepItem
                key={`${step.kind} ${step.atUs} ${step.message}`}
                step={step}
                isAhead={step.atUs > shownUs}
                isShown={step.atUs === shownUs}
                onGo={() => go(step)}
              />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

type StepItemProps = {
  readonly step: JourneyStep;
  /** It has not happened yet at the instant that the screen shows. */
  readonly isAhead: boolean;
  readonly isShown: boolean;
  readonly onGo: () => void;
};

function StepItem({ step, isAhead, isShown, onGo }: StepItemProps): ReactNode {
  const { icon: Icon, word, tone } = lookOf(step);
  const place = placeWords(step);
  return (
    <li>
      <button
        type="button"
        aria-current={isShown ? "step" : undefined}
        title="Show this instant and this node"
        className={`flex w-full gap-2 rounded-control px-1.5 py-1 text-left hover:bg-hover ${isShown ? "bg-accent/12" : ""}`}
        onClick={onGo}
      >
        <Icon size={14} aria-hidden className={`mt-[3px] shrink-0 ${TONES[tone]}`} />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className={`text-table font-semibold ${TONES[tone]}`}>{word}</span>
            <span className="font-mono text-meta text-t2">{formatClockMs(step.atUs)}</span>
            {isAhead && <span className="text-meta text-t3">later than the shown instant</span>}
          </span>
          <span className="block text-table [overflow-wrap:anywhere]">{step.message.slice(0, 2_000)}</span>
          {place !== "" && <span className="block font-mono text-meta text-t3">{place}</span>}
          {step.fault !== undefined && (
            <span className="flex items-start gap-1 text-meta text-warn-text">
              <Zap size={12} aria-hidden className="mt-0.5 shrink-0" /> {step.fault.slice(0, 500)}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
