import type { HostKind } from "./host/engine-host.ts";

/** What `run` was asked to do. */
export type RunOptions = {
  readonly file: string;
  readonly seed?: number;
  readonly untilUs?: number;
  readonly pauseEveryUs?: number;
  readonly host: HostKind;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly runsChecks: boolean;
  readonly out?: string;
};

/** The arguments that do the same run again, whatever the scenario's own seed says by then. */
export function repeatArgs(options: RunOptions, seed: number | undefined): string[] {
  const { file, untilUs, pauseEveryUs, host, runsChecks } = options;
  return [
    "run",
    file,
    ...(seed === undefined ? [] : ["--seed", String(seed)]),
    ...(untilUs === undefined ? [] : ["--until", `${untilUs}us`]),
    ...(pauseEveryUs === undefined ? [] : ["--pause-every", `${pauseEveryUs}us`]),
    ...(host === "node" ? [] : ["--host", host]),
    ...(runsChecks ? [] : ["--no-checks"]),
  ];
}
