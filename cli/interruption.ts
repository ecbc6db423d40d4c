/** A person's wish to stop: asked once, it is kept. */
export interface Interruption {
  readonly isAsked: boolean;
  /** Settles when it is asked, never before. */
  readonly asked: Promise<void>;
}

/** An interruption with the handle that asks for it. */
export type InterruptionSource = Interruption & { ask(): void };

/** Makes an interruption that nobody has asked for yet. */
export function makeInterruption(): InterruptionSource {
  let isAsked = false;
  let settle: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return {
    get isAsked() {
      return isAsked;
    },
    asked,
    ask() {
      isAsked = true;
      settle();
    },
  };
}

/** What came first. */
export type Raced<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "interrupted" };

/** Waits for `work` or for the interruption; the loser goes on unheard, its error too. */
export async function raceInterruption<T>(work: Promise<T>, interruption: Interruption): Promise<Raced<T>> {
  const done = work.then((value) => ({ kind: "done" as const, value }));
  const stopped = interruption.asked.then(() => ({ kind: "interrupted" as const }));
  return Promise.race([done, stopped]);
}

/** Waits for `work`, but no longer than `milliseconds`; undefined when the time is up. */
export async function withinTime<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
