import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { err, ok, type Result } from "../../engine/base/result.ts";
import type { LoadRequest } from "../../engine/protocol/messages.ts";
import { LIMITS } from "../../engine/scenario/limits.ts";
import { type ParsedScenario, parseScenario } from "../../engine/scenario/parse-scenario.ts";
import type { Problem } from "../../engine/scenario/problem.ts";
import type { Scenario } from "../../engine/scenario/scenario.ts";
import { type Failure, type FileProblem, failure } from "../failure.ts";
import { explainSystemError, isMachineFault, isSystemError } from "../system-error.ts";
import { type NamedFile, readText } from "./read-text.ts";

/** UTF-8 takes at most three bytes a UTF-16 unit; the engine's own door counts the units. */
const BYTES_MAX = LIMITS.textLength * 3;

/** Everything that a run is made from, read from the disk. */
export type ScenarioInput = {
  readonly scenario: Scenario;
  readonly text: string;
  readonly datasets: LoadRequest["datasets"];
};

/** Reads a scenario and the datasets it names; the failure lists everything that is wrong with either. */
export async function readScenario(file: NamedFile): Promise<Result<ScenarioInput, Failure>> {
  const text = await readText(file, BYTES_MAX);
  if (!text.ok) return text;
  const parsed = parseScenario(text.value);
  if (!parsed.ok) return err(refuse(file, parsed.error));
  const datasets = await readDatasets(file, parsed.value);
  return datasets.ok ? ok({ scenario: parsed.value.scenario, text: text.value, datasets: datasets.value }) : datasets;
}

/** Bad input with its places in the file that a person named. */
export function refuse(file: NamedFile, found: readonly Problem[]): Failure {
  const problems: FileProblem[] = found.map((problem) => ({ file: file.shown, ...problem }));
  const [first] = problems;
  if (first === undefined) return failure("bad-input", `${file.shown} was refused`);
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return { code: "bad-input", message: `${file.shown} has ${count}: ${first.message}`, problems };
}

type ReadDataset = LoadRequest["datasets"][number];

async function readDatasets(
  file: NamedFile,
  { scenario, locate }: ParsedScenario,
): Promise<Result<readonly ReadDataset[], Failure>> {
  const folder = dirname(file.path);
  const reads = await Promise.all(
    Object.entries(scenario.datasets).map(async ([name, dataset]): Promise<Result<ReadDataset, Problem | Failure>> => {
      try {
        return ok({ name, bytes: new Uint8Array(await readFile(resolve(folder, dataset.file))) });
      } catch (error) {
        if (!isReadError(error)) throw error;
        const reason = explainSystemError(error);
        if (isMachineFault(error)) return err(failure("environment", `cannot read ${dataset.file}: ${reason}`));
        return err({
          ...locate(["datasets", name, "file"]),
          path: `datasets.${name}.file`,
          message: `the file cannot be read: ${reason}`,
          found: JSON.stringify(dataset.file),
          allowed: "a file that can be read, relative to this one",
          code: "unreadable-file",
        });
      }
    }),
  );
  const datasets = reads.flatMap((read) => (read.ok ? [read.value] : []));
  const errors = reads.flatMap((read) => (read.ok ? [] : [read.error]));
  const broken = errors.find((error): error is Failure => "problems" in error);
  if (broken !== undefined) return err(broken);
  const problems = errors.filter((error): error is Problem => !("problems" in error));
  return problems.length > 0 ? err(refuse(file, problems)) : ok(datasets);
}

/** A read can also fail because the file does not fit in memory, which Node reports without a system call. */
function isReadError(error: unknown): error is Error & { readonly code: string } {
  return isSystemError(error) || (error instanceof RangeError && "code" in error && typeof error.code === "string");
}
