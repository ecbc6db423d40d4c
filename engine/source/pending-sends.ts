import { grownColumn } from "./grown-column.ts";

/** Records that wait to be sent a second time: a binary heap by (time, record id). */
export class PendingSends {
  #timesUs = new Float64Array(256);
  #recordIds = new Int32Array(256);
  #size = 0;

  /** When the next one is due, in microseconds; infinite when none waits. */
  get nextTimeUs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#timesUs[0] as number);
  }

  /** Adds a record to be sent again at `timeUs`. */
  push(timeUs: number, recordId: number): void {
    if (this.#size === this.#timesUs.length) {
      this.#timesUs = grownColumn(this.#timesUs, new Float64Array(this.#size * 2));
      this.#recordIds = grownColumn(this.#recordIds, new Int32Array(this.#size * 2));
    }
    let index = this.#size++;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(timeUs, recordId, parent)) break;
      this.#put(index, this.#timesUs[parent] as number, this.#recordIds[parent] as number);
      index = parent;
    }
    this.#put(index, timeUs, recordId);
  }

  /** Takes the record that is due next; one must wait. */
  pop(): number {
    const top = this.#recordIds[0] as number;
    const size = --this.#size;
    const timeUs = this.#timesUs[size] as number;
    const recordId = this.#recordIds[size] as number;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && this.#isBefore(this.#timesUs[right] as number, this.#recordIds[right] as number, child)) {
        child = right;
      }
      if (this.#isBefore(timeUs, recordId, child)) break;
      this.#put(index, this.#timesUs[child] as number, this.#recordIds[child] as number);
      index = child;
    }
    this.#put(index, timeUs, recordId);
    return top;
  }

  #isBefore(timeUs: number, recordId: number, index: number): boolean {
    const other = this.#timesUs[index] as number;
    return timeUs < other || (timeUs === other && recordId < (this.#recordIds[index] as number));
  }

  #put(index: number, timeUs: number, recordId: number): void {
    this.#timesUs[index] = timeUs;
    this.#recordIds[index] = recordId;
  }
}
