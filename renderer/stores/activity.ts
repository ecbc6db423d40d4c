/** Something that the app is in the middle of; `end` may be called once or more. */
export type ActivityEnd = () => void;

type Listener = (labels: readonly string[]) => void;

/**
 * What the app is busy with. Tests wait until it is idle instead of sleeping, and the screen shows what takes long. An
 * activity is begun by whoever does the work and ended in every case, failure included.
 */
export class Activity {
  readonly #labels = new Map<number, string>();
  readonly #listeners = new Set<Listener>();
  #lastId = 0;

  /** What is going on, oldest first. */
  get labels(): readonly string[] {
    return [...this.#labels.values()];
  }

  begin(label: string): ActivityEnd {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#labels.set(id, label);
    this.#tell();
    return () => {
      if (this.#labels.delete(id)) this.#tell();
    };
  }

  /** Does some work as an activity. */
  async during<T>(label: string, work: () => Promise<T>): Promise<T> {
    const end = this.begin(label);
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

  #tell(): void {
    const { labels } = this;
    for (const listener of this.#listeners) listener(labels);
  }
}
