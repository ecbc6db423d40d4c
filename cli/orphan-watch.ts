import type { InterruptionSource } from "./interruption.ts";

const POLL_MS = 100;

/** The scripts of package.json that start the command line. */
const OWN_SCRIPTS: ReadonlySet<string | undefined> = new Set(["spillway", "start"]);

/**
 * npm, or the shell that it puts in between, can die of a signal that never reaches this process: all that is seen here is
 * another parent. Started by npm, that counts as being interrupted. The answer stops watching.
 */
export function watchForOrphaning(
  interruption: InterruptionSource,
  env: Readonly<Record<string, string | undefined>>,
  parentId: () => number,
): () => void {
  if (!OWN_SCRIPTS.has(env["npm_lifecycle_event"])) return () => undefined;
  const parent = parentId();
  const timer = setInterval(() => {
    if (parentId() !== parent) interruption.ask();
  }, POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
