// @ts-check
/** The guards alone: `npm run check`. Ends with exit code 1 if any guard found something, or looked at nothing. */
import { guards } from "../guards/guards.mjs";
import { repositoryRoot } from "./bundles.mjs";
import { runStep, writeSteps } from "./report-steps.mjs";
import { runVitest } from "./run-vitest.mjs";

const steps = guards.map(({ name, run }) =>
  runStep(name, async () => {
    const { checked, findings } = await run(repositoryRoot);
    return { checked, findings: findings.map(({ file, line, message }) => `${file}:${line} ${message}`) };
  }),
);
// The scenarios are parsed by the engine's own door, which is TypeScript: vitest runs it.
steps.push(runStep("scenarios", () => runVitest("check-scenarios", ["guards/scenarios.test.ts"])));

const done = await Promise.all(steps);
writeSteps("check", done);
process.exitCode = done.every(({ passed }) => passed) ? 0 : 1;
