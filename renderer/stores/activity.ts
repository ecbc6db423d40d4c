/** Something that the app is in the middle of; `end` may be called once or more. */
export type ActivityEnd = () => void;

/** Something that goes on, as the screen shows it. */
export type ActivityEntry = {
  readonly id: number;
  readonly label: string;
  /** Breaks it off, where that can be done. */
  readonly cancel: (() => void) | undefined;
  /** Nobody waits for it: the screen moves by it. */
  readonly isSeen: boolean;
};

type Listener = (labels: readonly string[]) => void;

/**
 * What the app is busy with. Tests wait until it is idle instead of sleeping, and the screen shows what takes long. An
 * activity is begun by whoever does the work and ended in every case, failure included.
 */
export class Activity {
  readonly #listeners = new Set<Listener>();
  #entries: readonly ActivityEntry[] = [];
  #lastId = 0;

  /** What is going on, oldest first; another list after each change. */
  get entries(): readonly ActivityEntry[] {
    return this.#entries;
  }

  get labels(): readonly string[] {
    return this.#entries.map(({ label }) => label);
  }

  begin(label: string, cancel?: () => void): ActivityEnd {
    return this.#begin({ label, cancel, isSeen: false });
  }

  /** Begins what a person sees going on, such as a run: no bar says so besides. */
  beginSeen(label: string): ActivityEnd {
    return this.#begin({ label, cancel: undefined, isSeen: true });
  }

  #begin(begun: Omit<ActivityEntry, "id">): ActivityEnd {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#change([...this.#entries, { id, ...begun }]);
    return () => {
      if (this.#entries.some((entry) => entry.id === id))
        this.#change(this.#entries.filter((entry) => entry.id !== id));
    };
  }

  /** Does some work as an activity. */
  async during<T>(label: string, work: () => Promise<T>, cancel?: () => void): Promise<T> {
    const end = this.begin(label, cancel);
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** Calls `listener` with every change; the answer takes it off again. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #change(entries: readonly ActivityEntry[]): void {
    this.#entries = entries;
    const { labels } = this;
    for (const listener of this.#listeners) listener(labels);
  }
}
