import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "./experiment.ts";

/** What the real cluster did in one experiment, and where and when that was. */
export type Recorded = {
  readonly experiment: string;
  readonly kafka: string;
  readonly java: string;
  readonly machine: string;
  readonly date: string;
  readonly runs: readonly Run[];
};

/** The runs of an experiment that are kept in `folder`, if there are any. */
export function readRecorded(folder: string, experiment: string): Recorded | undefined {
  const file = join(folder, `${experiment}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Recorded) : undefined;
}

/** Keeps the runs of an experiment, in the place of older ones. */
export function writeRecorded(folder: string, recorded: Recorded): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${recorded.experiment}.json`), `${JSON.stringify(recorded, undefined, 2)}\n`);
}
