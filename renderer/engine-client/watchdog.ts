/** How often the watchdog looks, and how many looks without an answer mean that none will come. */
export const LOOK_EVERY_MS = 5_000;
export const LOOKS_MAX = 12;

export type Watched = {
  /** Whether somebody still waits for the engine. */
  readonly isWatched: () => boolean;
  /** Grows with every answer of the engine. */
  readonly answers: () => number;
  /** Somebody's query may take long: it has a limit of its own and a button to cancel it. */
  readonly isExcused: () => boolean;
  readonly wait: (ms: number) => Promise<void>;
};

/**
 * Resolves to true when an engine has been silent for a minute of looks, to false when nobody waits for it any more. It counts looks and
 * not time, so that a laptop that slept has lost nothing.
 */
export async function isSilent({ isWatched, answers, isExcused, wait }: Watched): Promise<boolean> {
  let seen = answers();
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    await wait(LOOK_EVERY_MS);
    if (!isWatched()) return false;
    if (answers() === seen && !isExcused()) continue;
    seen = answers();
    looks = -1;
  }
  return true;
}
