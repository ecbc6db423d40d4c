import { OctagonX, Pause, PenLine } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import { placeInWords } from "../problems/place-words.ts";
import type { Breakpoint, RunPhase } from "../stores/run-store.ts";
import { Button } from "../widgets/button.tsx";
import { useDocument, useRun, useSettings, useWorkbench } from "../workbench/workbench.ts";
import { countOf } from "./run-words.ts";
import { runKeyOf, runKeyOfText } from "./same-run.ts";
import { speakCondition } from "./stop-condition.ts";

/**
 * What the run has to tell over the canvas, and below it what others have: why it stopped, why it cannot run, that the drawing is
 * another one by now. In a low window the first of them has the place alone.
 */
export function RunBanners({ children }: { readonly children?: ReactNode }): ReactNode {
  const isMinimapShown = useSettings((settings) => settings.isMinimapShown);
  // On a canvas that is not wide they would else cover the minimap.
  const right = isMinimapShown ? "right-2 min-[960px]:max-[1439px]:right-[192px]" : "right-2";
  return (
    <div
      className={`pointer-events-none absolute bottom-14 left-2 z-20 flex flex-col items-center gap-2 [@media(max-height:799px)]:[&>*+*]:hidden ${right}`}
    >
      <PhaseBanner />
      <StaleBanner />
      {children}
    </div>
  );
}

function PhaseBanner(): ReactNode {
  const workbench = useWorkbench();
  const phase = useRun((run) => run.phase);
  const breakpoints = useRun((run) => run.breakpoints);
  const drawing = useDocument((document) => document.drawing);
  if (phase.kind === "refused") {
    return (
      <Banner
        icon={<OctagonX size={16} className="text-crit-text" aria-hidden />}
        text={refusedText(phase.problems, drawing)}
      >
        <Button tone="primary" onClick={() => workbench.view.getState().openTab({ bottom: "problems" })}>
          Show problems
        </Button>
      </Banner>
    );
  }
  if (phase.kind !== "paused" || phase.stopped === undefined) return undefined;
  return (
    <Banner icon={<Pause size={16} className="text-accent" aria-hidden />} text={stoppedText(phase, breakpoints)}>
      {phase.breakpointId !== undefined && (
        <Button onClick={() => workbench.view.getState().openDialog("breakpoints")}>Breakpoints</Button>
      )}
      <Button tone="primary" onClick={() => void workbench.commands.run("run.play-pause", workbench)}>
        Continue
      </Button>
    </Banner>
  );
}

function refusedText(problems: Extract<RunPhase, { kind: "refused" }>["problems"], drawing: Drawing): string {
  const [first] = problems;
  const count = `This scenario cannot run: ${countOf(problems.length, "problem")}`;
  if (first === undefined) return `${count}.`;
  const where = first.path === "" ? "" : ` at ${placeInWords(first.path, drawing).slice(0, 200)}`;
  return `${count}, the first${where}: ${first.message}.`;
}

function stoppedText(
  { stopped, breakpointId }: Extract<RunPhase, { kind: "paused" }>,
  breakpoints: readonly Breakpoint[],
): string {
  const breakpoint = breakpoints.find(({ id }) => id === breakpointId);
  const what = breakpoint === undefined ? "Stopped" : `Breakpoint (${speakCondition(breakpoint.condition)})`;
  return `${what}: ${stopped?.message ?? ""}`;
}

/** The drawing means another run than the one on the screen: it can be run, or run and compared. */
function StaleBanner(): ReactNode {
  const workbench = useWorkbench();
  const runText = useRun((run) => run.current?.text);
  const number = useRun((run) => run.current?.number);
  const isElsewhere = useRun(({ phase }) => ["starting", "checking", "refused"].includes(phase.kind));
  // With a problem there is no run to be made of it, and Problems says so.
  const parsed = useDocument((document) => (document.problems.length === 0 ? document.parsed : undefined));
  const [dismissed, setDismissed] = useState<string>();
  const ranAs = useMemo(
    () => (runText === undefined ? undefined : runKeyOfText(workbench.document.getState(), runText)),
    [workbench, runText],
  );
  const drawnAs = useMemo(() => (parsed === undefined ? undefined : runKeyOf(parsed.scenario)), [parsed]);
  if (isElsewhere || ranAs === undefined || drawnAs === undefined || ranAs === drawnAs || dismissed === drawnAs) {
    return undefined;
  }
  return (
    <Banner
      icon={<PenLine size={16} className="text-warn-text" aria-hidden />}
      text={`The drawing has changed since run ${number} started.`}
    >
      <Button onClick={() => setDismissed(drawnAs)}>Not now</Button>
      <Button onClick={() => void workbench.commands.run("run.restart", workbench)}>Restart</Button>
      <Button tone="primary" onClick={() => void workbench.commands.run("run.fork", workbench)}>
        Fork and compare
      </Button>
    </Banner>
  );
}

function Banner({
  icon,
  text,
  children,
}: {
  readonly icon: ReactNode;
  readonly text: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className="floating pointer-events-auto flex max-w-full items-center gap-3 rounded-card py-1.5 pr-1.5 pl-3">
      {icon}
      <bdi className="line-clamp-2 min-w-0 max-w-[56ch] [overflow-wrap:anywhere]" title={text.slice(0, 1_000)}>
        {text.slice(0, 400)}
      </bdi>
      <span className="flex flex-wrap justify-end gap-2">{children}</span>
    </div>
  );
}
