import { err, ok, type Result } from "../engine/base/result.ts";
import type { EngineSession, LoadOutcome } from "../engine/protocol/messages.ts";
import type { RunReport } from "../engine/protocol/report.ts";
import type { Context } from "./context.ts";
import { driveRun } from "./drive-run.ts";
import { type Failure, failure } from "./failure.ts";
import { refuse, type ScenarioInput } from "./input/read-scenario.ts";
import type { NamedFile } from "./input/read-text.ts";
import { raceInterruption, withinTime } from "./interruption.ts";
import type { ProgressDisplay } from "./progress-display.ts";
import type { RunOptions } from "./run-options.ts";
import type { WallClock } from "./wall-clock.ts";

/** What a run came to. */
export type Execution = { readonly report: RunReport; readonly isInterrupted: boolean };

/** What the parts of one execution share. */
export type ExecutionContext = Pick<Context, "interruption" | "clock"> & {
  readonly wall: WallClock;
  readonly progress: ProgressDisplay;
  /** The seed is known once the scenario is loaded. */
  readonly onSeed: (seed: number) => void;
};

/** A person who stops a run waits no longer than this for what was done so far. */
const LAST_WORDS_MS = 700;

/** Loads a scenario into a session, runs it and asks for its report; an interruption at any point gives what there is by then. */
export async function executeRun(
  session: EngineSession,
  input: ScenarioInput & { readonly file: NamedFile },
  options: RunOptions,
  context: ExecutionContext,
): Promise<Result<Execution, Failure>> {
  const { interruption, wall, progress } = context;
  const loading = wall.measure("load", () => load(session, input, options, progress));
  const loaded = await raceInterruption(loading, interruption);
  if (loaded.kind === "interrupted") return err(failure("interrupted", "interrupted before the run began"));
  if (loaded.value.kind === "refused") return err(refuse(input.file, loaded.value.problems));
  // The engine's thread and DuckDB start with the first question: loading begins when they are there.
  wall.moveRest("load", (await session.ask("timings", {})).loadMs, "boot");
  const { durationUs, seed, recordsPlanned } = loaded.value;
  context.onSeed(seed);
  const untilUs = Math.min(options.untilUs ?? durationUs, durationUs);
  const onProgress = (now: Parameters<ProgressDisplay["run"]>[0]): void =>
    progress.run(now, { untilUs, recordsPlanned });
  const pause = options.pauseEveryUs === undefined ? {} : { pauseEveryUs: options.pauseEveryUs };
  const drive = await wall.measure("run", () =>
    driveRun(session, { untilUs, ...pause }, { interruption, clock: context.clock, onProgress }),
  );
  if (drive.isInterrupted) return lastWords(session);
  const isPartial = drive.progress?.isFinished !== true && untilUs < durationUs;
  progress.phase("checking");
  return wall.measure("check", () => judge(session, isPartial, options, context));
}

function load(
  session: EngineSession,
  { text, datasets }: ScenarioInput,
  { seed, runsChecks }: RunOptions,
  progress: ProgressDisplay,
): Promise<LoadOutcome> {
  progress.phase("starting DuckDB, decoding");
  return session.ask("load", { scenarioText: text, datasets, runsChecks, ...(seed === undefined ? {} : { seed }) });
}

/** The whole report. The checks take a while: whoever stops them gets the report without. */
async function judge(
  session: EngineSession,
  isPartial: boolean,
  { runsChecks }: RunOptions,
  { interruption }: ExecutionContext,
): Promise<Result<Execution, Failure>> {
  const unjudged = await session.ask("report", { isPartial: isPartial || runsChecks, runsChecks: false });
  if (!runsChecks) return ok({ report: unjudged, isInterrupted: interruption.isAsked });
  const judged = await raceInterruption(session.ask("report", { isPartial, runsChecks }), interruption);
  return judged.kind === "done"
    ? ok({ report: judged.value, isInterrupted: false })
    : ok({ report: unjudged, isInterrupted: true });
}

async function lastWords(session: EngineSession): Promise<Result<Execution, Failure>> {
  const report = await withinTime(session.ask("report", { isPartial: true, runsChecks: false }), LAST_WORDS_MS);
  if (report !== undefined) return ok({ report, isInterrupted: true });
  return err(failure("interrupted", "interrupted in the middle of a long step, which left no time for a report"));
}
