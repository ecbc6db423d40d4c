import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanUpAtExit } from "./children.ts";
import { compareRuns, holds } from "./comparison.ts";
import { type Section, sectionText, withSection } from "./document.ts";
import type { Experiment, Run } from "./experiment.ts";
import { EXPERIMENTS, simulateAll } from "./experiment-list.ts";
import { installKafka, OutOfReach } from "./installation.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { readRecorded, writeRecorded } from "./recorded.ts";
import { runReal } from "./run-real.ts";

/** How often each experiment is simulated. */
const SIMULATED_SEEDS = 25;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function recordReal({ only, repeats }: Options, home: string): Promise<void> {
  cleanUpAtExit();
  const installation = installKafka(join(home, "java"));
  for (const experiment of EXPERIMENTS.filter(({ name }) => only.includes(name))) {
    writeRecorded(join(home, "recorded"), await runReal(installation, experiment, repeats, say));
  }
}

/** The runs of the engine; none where one of them fails, which is said and holds up nothing else. */
function simulated(experiment: Experiment): readonly Run[] {
  try {
    return simulateAll(experiment, SIMULATED_SEEDS);
  } catch (error) {
    say(`${experiment.name}: ${error instanceof Error ? error.stack : error}`);
    return [];
  }
}

/** Simulates what was asked for and puts everything that is recorded into the document; whether all of it holds. */
function writeDocument({ only }: Options, root: string, home: string): boolean {
  const sections: Section[] = EXPERIMENTS.flatMap((experiment) => {
    const recorded = readRecorded(join(home, "recorded"), experiment.name);
    if (recorded === undefined) {
      say(`${experiment.name}: never run on a real cluster`);
      return [];
    }
    return [{ experiment, recorded, comparison: compareRuns(recorded.runs, simulated(experiment)) }];
  });
  const file = join(root, "docs/fidelity.md");
  writeFileSync(file, withSection(readFileSync(file, "utf8"), sectionText(sections)));
  for (const section of sections.filter(({ experiment }) => only.includes(experiment.name))) sayVerdict(section);
  return sections.every(({ comparison }) => holds(comparison));
}

function sayVerdict({ experiment, comparison }: Section): void {
  const { isSimulated, facts, timings } = comparison;
  const verdict = !isSimulated ? "not simulated" : holds(comparison) ? "holds" : "DIFFERS";
  say(`${experiment.name.padEnd(32)} ${verdict}`);
  if (!isSimulated) return;
  for (const { name, real, simulated } of facts.filter(({ isEqual }) => !isEqual)) {
    say(`  ${name}: real ${real}, simulated ${simulated}`);
  }
  for (const { name, real, simulated } of timings.filter(({ isNear }) => !isNear)) {
    say(`  ${name}: real ${real.median} ms (${real.min} to ${real.max}), simulated ${simulated.median} ms`);
  }
}

/** Runs the command in the repository `root`; returns its exit code. */
export async function main(args: readonly string[], root: string): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  let options: Options;
  try {
    options = readOptions(
      args,
      EXPERIMENTS.map(({ name }) => name),
    );
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    return 2;
  }
  const home = join(root, "scripts/fidelity/kafka");
  try {
    if (options.runsReal) await recordReal(options, home);
  } catch (error) {
    if (!(error instanceof OutOfReach)) throw error;
    say(`${error.message} Nothing was measured.`);
    return 4;
  }
  return !options.runsSimulated || writeDocument(options, root, home) ? 0 : 1;
}
