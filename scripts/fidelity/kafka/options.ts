import { parseArgs } from "node:util";

/** What is to be run. */
export type Options = {
  readonly only: readonly string[];
  readonly repeats: number;
  readonly runsReal: boolean;
  readonly runsSimulated: boolean;
};

/** How the command is used. */
export const USAGE = `npm run fidelity:kafka -- [--only NAME[,NAME...]] [--repeats N] [--simulated-only | --real-only]
  --only NAME       only these experiments; the others keep what is recorded of them
  --repeats N       how often each is run on the real cluster (3)
  --simulated-only  no real cluster: compare the engine with what is recorded
  --real-only       record what the real cluster does; the document stays as it is
Exit codes: 0 everything is equal or near, 1 something is not, 2 wrong use,
            4 Java 17, Maven or Maven Central cannot be reached.`;

/** Reads the command's arguments, or throws an Error whose message says what is wrong. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      repeats: { type: "string" },
      "simulated-only": { type: "boolean" },
      "real-only": { type: "boolean" },
    },
  });
  const repeats = Number(values.repeats ?? 3);
  if (!Number.isInteger(repeats) || repeats < 1) throw new Error(`--repeats ${values.repeats} is no count`);
  if (values["simulated-only"] && values["real-only"])
    throw new Error("--simulated-only and --real-only leave nothing to do");
  const only = values.only?.split(",") ?? names;
  for (const name of only) {
    if (!names.includes(name)) throw new Error(`--only ${name}: there is ${names.join(", ")}`);
  }
  return { only, repeats, runsReal: values["simulated-only"] !== true, runsSimulated: values["real-only"] !== true };
}
