/** Lets real time pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What is waited for, how often it is asked, and when that is given up. */
export type WaitOptions = { readonly forWhat: string; readonly everyMs?: number; readonly timeoutMs?: number };

/** Asks until there is an answer; errors on the way are no answer. Returns it with the instant that it came, by the wall clock. */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  { forWhat, everyMs = 20, timeoutMs = 120_000 }: WaitOptions,
): Promise<{ readonly answer: T; readonly atMs: number }> {
  const deadlineMs = Date.now() + timeoutMs;
  let lastError: unknown;
  while (Date.now() < deadlineMs) {
    try {
      const answer = await ask();
      if (answer !== undefined) return { answer, atMs: Date.now() };
    } catch (error) {
      lastError = error;
    }
    await pause(everyMs);
  }
  throw new Error(`No ${forWhat} within ${timeoutMs} ms${lastError === undefined ? "" : `; last: ${lastError}`}`);
}
