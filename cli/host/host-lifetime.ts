import { type Interruption, raceInterruption, withinTime } from "../interruption.ts";
import type { OpenedHost } from "./engine-host.ts";

/** A host that does not close by then is left to the end of the process, which takes its threads and browsers along. */
const CLOSE_MS = 2_000;

/** Waits for a host, unless somebody wants to stop first: then what comes up too late is closed as soon as it is up. */
export async function openHostUnlessInterrupted(
  opening: Promise<OpenedHost>,
  interruption: Interruption,
): Promise<OpenedHost | undefined> {
  const opened = await raceInterruption(opening, interruption);
  if (opened.kind === "done") return opened.value;
  opening.then(closeHost).catch(() => undefined); // it never came up: nothing to close
  return undefined;
}

/** Lets go of a host's memory, threads and processes. */
export async function closeHost({ session }: OpenedHost): Promise<void> {
  // What cannot be closed is broken already, and the command has said all it has to say.
  await withinTime(session.close(), CLOSE_MS).catch(() => undefined);
}
