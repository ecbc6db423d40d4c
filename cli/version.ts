import { BEHAVIOUR_VERSION } from "../engine/world/assembly.ts";
import type { Installation } from "./installation.ts";

/** What `spillway version` prints: the package, the behaviour that the digest carries, and the Node it runs on. */
export function describeVersion({ version }: Installation): string[] {
  return [`spillway ${version}`, `behaviour ${BEHAVIOUR_VERSION}`, `node ${process.versions.node}`];
}
