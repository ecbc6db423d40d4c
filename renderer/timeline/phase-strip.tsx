import { CircleCheck, HeartPulse, RotateCcw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { formatDuration } from "../../engine/base/time.ts";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import { formatClock } from "../format/format-time.ts";
import {
  type Incident,
  type Phase,
  type PhaseKind,
  phasesOf,
  timeToDetectUs,
  timeToRecoverUs,
} from "../incident/incidents.ts";

type PhaseLook = { readonly title: string; readonly Icon: typeof HeartPulse; readonly className: string };

const LOOKS: Readonly<Record<PhaseKind, PhaseLook>> = {
  healthy: { title: "Healthy", Icon: HeartPulse, className: "text-ok-text" },
  degraded: { title: "Degraded", Icon: TriangleAlert, className: "text-crit-text bg-crit/16" },
  recovering: { title: "Recovering", Icon: RotateCcw, className: "text-recover-text bg-recover/20" },
  "caught-up": { title: "Caught up", Icon: CircleCheck, className: "text-ok-text" },
};

/** What the strip's words mean; docs/timeline.md has them at length. */
export const PHASE_DEFINITIONS =
  "Degraded: from a fault's beginning until the last fault of the incident is over, or to the end when a query failed of it. Recovering: until no more partitions are under-replicated than before, no driver is down, no query has failed, and every lag is at most the highest of the minute before. Time to detect: to the first fence, election, ISR shrink or driver restart. Time to recover: to caught up.";

/** Narrower than this a phase has no room for its name. */
const NAME_PX = 74;

type PhaseStripProps = {
  readonly scale: TimeScale;
  readonly incidents: readonly Incident[];
  readonly nowUs: number;
};

/** How the run was: healthy, degraded, recovering, caught up; with brackets for the time to detect and the time to recover. */
export function PhaseStrip({ scale, incidents, nowUs }: PhaseStripProps): ReactNode {
  const phases = phasesOf(incidents, nowUs);
  return (
    <div className="relative h-5 overflow-hidden" data-zone="lane">
      <ol aria-label="Phases of the run">
        {phases.map((phase) => (
          <PhaseMark key={phase.fromUs} phase={phase} scale={scale} story={storyOf(phase, incidents)} />
        ))}
      </ol>
      {incidents.map((incident) => (
        <Brackets key={incident.fromUs} incident={incident} scale={scale} />
      ))}
    </div>
  );
}

/** What a phase's caption adds: how long it took to notice, and to get over it. */
function storyOf({ kind, fromUs, toUs }: Phase, incidents: readonly Incident[]): string {
  const incident = incidents.findLast((candidate) => candidate.fromUs < toUs && candidate.fromUs <= fromUs);
  if (incident === undefined || kind === "healthy") return "";
  const detect = timeToDetectUs(incident);
  const recover = timeToRecoverUs(incident);
  const noticed = detect === undefined ? "" : `detected in ${formatDuration(detect)}`;
  if (kind !== "caught-up" || recover === undefined) return noticed;
  return [noticed, `recovered in ${formatDuration(recover)}`].filter((part) => part !== "").join(", ");
}

type PhaseMarkProps = { readonly phase: Phase; readonly scale: TimeScale; readonly story: string };

function PhaseMark({ phase, scale, story }: PhaseMarkProps): ReactNode {
  const { title, Icon, className } = LOOKS[phase.kind];
  const left = Math.max(0, pixelAt(scale, phase.fromUs));
  const width = Math.min(scale.widthPx, pixelAt(scale, phase.toUs)) - left;
  if (width <= 0) return undefined;
  const words = story === "" ? title : `${title}: ${story}`;
  return (
    <li
      className={`absolute top-0 flex h-[15px] items-center gap-1 overflow-hidden whitespace-nowrap pl-1 text-axis font-semibold ${className}`}
      style={{ left, width: Math.max(2, width) }}
      title={`${words}. From ${formatClock(phase.fromUs)} to ${formatClock(phase.toUs)}`}
    >
      {width >= NAME_PX && <Icon size={11} strokeWidth={2.5} aria-hidden className="shrink-0" />}
      <span className={width >= NAME_PX ? "truncate" : "sr-only"}>
        {title}
        {story !== "" && <span className="font-normal text-t2"> · {story}</span>}
      </span>
    </li>
  );
}

function Brackets({ incident, scale }: { readonly incident: Incident; readonly scale: TimeScale }): ReactNode {
  const { fromUs, detectedUs, caughtUpUs } = incident;
  return (
    <svg className="pointer-events-none absolute inset-0 size-full" aria-hidden="true">
      {caughtUpUs !== undefined && <Bracket scale={scale} fromUs={fromUs} toUs={caughtUpUs} className="text-recover" />}
      {detectedUs !== undefined && <Bracket scale={scale} fromUs={fromUs} toUs={detectedUs} className="text-warn" />}
    </svg>
  );
}

type BracketProps = {
  readonly scale: TimeScale;
  readonly fromUs: number;
  readonly toUs: number;
  readonly className: string;
};

function Bracket({ scale, fromUs, toUs, className }: BracketProps): ReactNode {
  const left = pixelAt(scale, fromUs) + 0.5;
  const right = Math.max(left + 2, pixelAt(scale, toUs) - 0.5);
  return (
    <path d={`M${left},15V19H${right}V15`} fill="none" stroke="currentColor" strokeWidth={1.5} className={className} />
  );
}
