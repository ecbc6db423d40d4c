import type { RunReport } from "../engine/protocol/report.ts";
import type { Failure } from "./failure.ts";
import type { HostFacts } from "./host/engine-host.ts";

/** How long this one execution took, in seconds of wall time, and how fast that was. */
export type WallTimes = {
  readonly startedAt: string;
  readonly bootSeconds: number;
  readonly loadSeconds: number;
  readonly runSeconds: number;
  readonly checkSeconds: number;
  readonly totalSeconds: number;
  /** Records produced per second of `runSeconds`. */
  readonly recordsPerSecond: number;
  /** Virtual seconds per second of `runSeconds`. */
  readonly virtualPerWall: number;
};

/** The document of `run --json`, described field by field in docs/report.md: everything but `host` and `wall` is the same on every machine. */
export type ReportDocument = RunReport & {
  readonly spillway: string;
  readonly host: HostFacts;
  readonly wall: WallTimes;
};

/** What stdout carries with --json when there is no report. */
export type ErrorDocument = { readonly spillway: string; readonly error: Omit<Failure, "stack"> };

/** Puts the facts of this execution beside the report, under keys of their own. */
export function makeDocument(
  report: RunReport,
  facts: { readonly spillway: string; readonly host: HostFacts; readonly wall: WallTimes },
): ReportDocument {
  return { ...report, spillway: facts.spillway, host: facts.host, wall: facts.wall };
}

/** A failure as a document. */
export function makeErrorDocument({ stack: _, ...error }: Failure, spillway: string): ErrorDocument {
  return { spillway, error };
}

/** JSON as this program writes it: two blanks a level, one newline at the end. */
export function writeJson(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
