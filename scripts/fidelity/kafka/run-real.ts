import { cpus } from "node:os";
import type { Experiment, Run } from "./experiment.ts";
import { type Installation, KAFKA_VERSION } from "./installation.ts";
import { Lab } from "./lab.ts";
import { RealCluster } from "./real-cluster.ts";
import type { Recorded } from "./recorded.ts";

/** Runs an experiment on a fresh cluster, as often as asked, each time with topics of its own. */
export async function runReal(
  installation: Installation,
  experiment: Experiment,
  repeats: number,
  say: (line: string) => void,
): Promise<Recorded> {
  const { name, settings, controllers = 1, isProxied, real } = experiment;
  const cluster = await RealCluster.start(installation, { settings, controllers, isProxied });
  try {
    const lab = new Lab(cluster);
    const runs: Run[] = [];
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const run = await real(lab);
      runs.push(run);
      say(`${name} ${repeat}/${repeats}: ${JSON.stringify(run)}`);
    }
    return {
      experiment: name,
      kafka: KAFKA_VERSION,
      java: installation.javaVersion,
      machine: `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores`,
      date: new Date().toISOString().slice(0, 10),
      runs,
    };
  } finally {
    await cluster.stop();
  }
}
