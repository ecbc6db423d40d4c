import type { Settings } from "./client.ts";
import type { Lab } from "./lab.ts";

/** An outcome: it is the same in every run, real or simulated. */
export type Fact = string | number | boolean | readonly Fact[];

/** What one run found: outcomes by name, and times in milliseconds by name. */
export type Run = {
  readonly facts: Readonly<Record<string, Fact>>;
  readonly timingsMs: Readonly<Record<string, number>>;
};

/** One experiment, run in the same way on the real cluster and in the engine. The names of facts and timings are what the document says. */
export type Experiment = {
  /** As a file name: what `--only` takes. */
  readonly name: string;
  readonly title: string;
  /** What is done, in a sentence or two. */
  readonly course: string;
  /** Settings of brokers and controller that are not Kafka's defaults, in both. */
  readonly settings: Settings;
  /** One unless said otherwise. */
  readonly controllers?: number;
  /** Whether real clients reach broker 1 through a proxy. */
  readonly isProxied: boolean;
  readonly real: (lab: Lab) => Promise<Run>;
  /** Undefined while the engine has nothing to run it with. */
  readonly simulate: ((seed: number) => Run) | undefined;
};
