import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../engine/base/time.ts";
import { appCommand } from "./app-command.ts";
import { conformanceCommand } from "./conformance-command.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { failure, oneLine } from "./failure.ts";
import type { HostKind } from "./host/engine-host.ts";
import { printFailure, printLines } from "./print-outcome.ts";
import { NO_PROGRESS } from "./progress-display.ts";
import { runCommand } from "./run-command.ts";
import { validateCommand } from "./validate-command.ts";
import { describeVersion } from "./version.ts";

const SEED_MAX = 4_294_967_295;

const EPILOGUE = `
Exit codes: 0 all expectations hold, 1 some are violated, 2 bad input, 3 internal error, 4 the environment lacks
something, 130 interrupted. More: docs/cli.md, docs/report.md.`;

/** Reads the arguments and runs the command they name. Wrong arguments are a failure of one line and exit code 2. */
export async function runProgram(args: readonly string[], context: Context): Promise<ExitCode> {
  const isJson = args.includes("--json");
  let said = "";
  let exitCode: ExitCode = EXIT.held;
  const program = defineProgram(context, async (work) => {
    exitCode = await work();
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        said += text;
      },
      writeErr: () => undefined,
    });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) {
      await printLines([said.trimEnd()], context);
      return EXIT.held;
    }
    return printFailure(failure("bad-usage", explainUsage(error)), { isJson }, context);
  }
}

type Perform = (work: () => Promise<ExitCode>) => Promise<void>;

type RunFlags = {
  readonly seed?: number;
  readonly until?: number;
  readonly json?: boolean;
  readonly out?: string;
  readonly quiet?: boolean;
  readonly host: HostKind;
  readonly pauseEvery?: number;
  readonly checks: boolean;
};

type AppFlags = { readonly port?: number; readonly open: boolean; readonly because?: string };

function defineProgram(context: Context, perform: Perform): Command {
  const program = new Command("spillway")
    .description("Runs real rows through a simulated lakehouse, breaks it, and proves what happened.")
    .usage("<command> [...]   (npm run -s spillway -- <command> [...])")
    .version(describeVersion(context.installation).join("\n"), "-V, --version", "the same as the command version")
    .addHelpText("after", EPILOGUE);
  program
    .command("run")
    .description("run a scenario and report what happened")
    .argument("<file>", "the scenario, *.scenario.yaml", parseFile)
    .option("--seed <n>", "the root of all randomness, instead of the scenario's own", parseSeed)
    .option("--until <time>", "stop at this virtual time: 90s, 10m, 1h30m", parseSpan)
    .option("--json", "print the report as one JSON document (docs/report.md)")
    .option("--out <dir>", "also write the report, metrics.csv and every table as Parquet to this folder", parseOut)
    .option("--quiet", "print the result line only")
    .addOption(new Option("--host <host>", "where the engine runs").choices(["node", "chromium"]).default("node"))
    .option("--pause-every <time>", "pause every so much virtual time and look at the state", parseSpan)
    .option("--no-checks", "leave the checks out; no expectation is judged")
    .action((file: string, flags: RunFlags) => perform(() => runCommand(toRunOptions(file, flags), quieten(flags))));
  program
    .command("app")
    .description("serve the app to a browser on this machine, until Ctrl-C")
    .argument("[file...]", "a scenario to open, instead of the demo; of several, the first", parseFiles)
    .option("--port <n>", "listen on this port instead of a free one", parsePort)
    .option("--no-open", "print the address without opening a browser")
    .addOption(new Option("--because <text>").hideHelp())
    .action(([file, ...otherFiles]: readonly string[], { port = 0, open, because }: AppFlags) =>
      perform(() =>
        appCommand(
          {
            port,
            opensBrowser: open,
            ...(file === undefined ? {} : { file, otherFiles }),
            ...(because === undefined ? {} : { why: because }),
          },
          context,
        ),
      ),
    );
  program
    .command("validate")
    .description("check a scenario, its datasets and its SQL without running it")
    .argument("<file>", "the scenario, *.scenario.yaml", parseFile)
    .option("--json", "print JSON")
    .action((file: string, { json }: { json?: boolean }) =>
      perform(() => validateCommand({ file, isJson: json === true }, context)),
    );
  program
    .command("conformance")
    .description("run a folder of vector files against the engine's own code")
    .argument("<dir>", "a folder of *.json vector files", parseFolder)
    .option("--json", "print every case with its id as JSON")
    .action((folder: string, { json }: { json?: boolean }) =>
      perform(() => conformanceCommand({ folder, isJson: json === true }, context)),
    );
  program
    .command("version")
    .description("print the versions that decide what a run does")
    .action(() => perform(() => printLines(describeVersion(context.installation), context).then(() => EXIT.held)));
  return program;

  function quieten({ quiet }: RunFlags): Context {
    return quiet === true ? { ...context, showProgress: () => NO_PROGRESS } : context;
  }
}

function toRunOptions(file: string, flags: RunFlags): Parameters<typeof runCommand>[0] {
  const { seed, until, json, out, quiet, host, pauseEvery, checks } = flags;
  return {
    file,
    host,
    isJson: json === true,
    isQuiet: quiet === true,
    runsChecks: checks,
    ...(seed === undefined ? {} : { seed }),
    ...(until === undefined ? {} : { untilUs: until }),
    ...(pauseEvery === undefined ? {} : { pauseEveryUs: pauseEvery }),
    ...(out === undefined ? {} : { out }),
  };
}

/** An empty argument is mostly a variable that is not set; as a path it would mean the folder a person stands in. */
function parseNamed(text: string, missing: string): string {
  if (text.trim() === "") throw new InvalidArgumentError(missing);
  return text;
}

const parseFile = (text: string): string => parseNamed(text, "It names no file.");

const parseFiles = (text: string, before: readonly string[] = []): readonly string[] => [...before, parseFile(text)];

const parseFolder = (text: string): string => parseNamed(text, "It names no folder.");

const parseOut = (text: string): string =>
  parseNamed(text, "It names no folder; is a variable empty? --out . is the folder you stand in.");

function parseSeed(text: string): number {
  const seed = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (seed <= SEED_MAX) return seed;
  throw new InvalidArgumentError(`A seed is a whole number from 0 to ${SEED_MAX}.`);
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a whole number from 1 to 65535.");
}

function parseSpan(text: string): number {
  const span = parseDuration(text);
  if (span.ok && span.value > 0) return span.value;
  const why = span.ok ? "it must be longer than nothing" : span.error;
  throw new InvalidArgumentError(`${why}; write 90s, 10m or 1h30m.`);
}

/** Commander's own words on one line, with where to read on. */
function explainUsage({ code, message }: CommanderError): string {
  if (code === "commander.help")
    return "name a command: run, app, validate, conformance or version; --help explains them";
  return oneLine(message.replace(/^error: /u, ""));
}
