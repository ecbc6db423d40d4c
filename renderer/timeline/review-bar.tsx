import { GitFork, History, Pause, Play, Radio } from "lucide-react";
import type { ReactNode } from "react";
import { formatClock } from "../format/format-time.ts";
import { CommandAction } from "../widgets/command-action.tsx";
import { useShownUs, useViewMode } from "../workbench/shown-instant.ts";
import { useDocument, useRun, useView } from "../workbench/workbench.ts";
import { useReviewPlayback } from "./use-review-playback.ts";

/** Says that the past is shown, over the canvas: an amber frame, the instant, and what can be done from there. */
export function ReviewBar(): ReactNode {
  useReviewPlayback();
  return useViewMode() === "live" ? undefined : <ReviewFrame />;
}

function ReviewFrame(): ReactNode {
  const shownUs = useShownUs();
  const isPlaying = useView((view) => view.isPlayingReview);
  const runText = useRun((run) => run.current?.text);
  const isChanged = useDocument(({ text }) => runText !== undefined && text !== runText);
  return (
    <>
      <div className="pointer-events-none absolute inset-0 z-10 border-[3px] border-warn" />
      <section
        aria-label="Review"
        className="absolute inset-x-2 top-2 z-20 mx-auto flex w-fit max-w-[calc(100%-16px)] flex-wrap items-center gap-2 rounded-card bg-warn py-1 pr-1 pl-3 text-on-warn shadow-float"
      >
        <History size={14} aria-hidden />
        <strong className="font-semibold">Review at {formatClock(shownUs)}</strong>
        {isChanged && <span className="text-table">The scenario has changed since.</span>}
        <CommandAction
          command="timeline.play-recording"
          label={isPlaying ? "Pause the recording" : "Play the recording"}
          icon={isPlaying ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
        />
        <CommandAction
          command="run.fork"
          label="Fork a what-if run from here"
          tone={isChanged ? "primary" : "plain"}
          icon={<GitFork size={14} aria-hidden />}
        />
        <CommandAction command="timeline.live" icon={<Radio size={14} aria-hidden />} />
      </section>
    </>
  );
}
