import type { Installation } from "./installation.ts";

/** What `spillway version` prints. */
export function describeVersion({ version }: Installation): string[] {
  return [`spillway ${version}`, `node ${process.versions.node}`];
}
