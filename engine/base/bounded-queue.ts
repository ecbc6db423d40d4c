import { assert } from "./assert.ts";

/** First in, first out, with a limit that refuses instead of growing: a ring of at most `capacity` items. */
export class BoundedQueue<T> {
  readonly capacity: number;
  readonly #items: (T | undefined)[];
  #head = 0;
  #size = 0;

  constructor(capacity: number) {
    assert(Number.isSafeInteger(capacity) && capacity > 0, `a capacity is a positive whole number: ${capacity}`);
    this.capacity = capacity;
    this.#items = new Array<T | undefined>(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === this.capacity;
  }

  /** Adds an item at the end; false when the queue is full, and then nothing changed. */
  offer(item: T): boolean {
    if (this.isFull) return false;
    this.#items[(this.#head + this.#size) % this.capacity] = item;
    this.#size += 1;
    return true;
  }

  /** The oldest item without taking it, undefined when empty. */
  peek(): T | undefined {
    return this.#size === 0 ? undefined : this.#items[this.#head];
  }

  /** All items, oldest first. */
  items(): readonly T[] {
    return Array.from({ length: this.#size }, (_, index) => this.#items[(this.#head + index) % this.capacity] as T);
  }

  /** Takes the oldest item, undefined when empty. */
  poll(): T | undefined {
    const item = this.peek();
    if (this.#size > 0) {
      this.#items[this.#head] = undefined;
      this.#head = (this.#head + 1) % this.capacity;
      this.#size -= 1;
    }
    return item;
  }
}
