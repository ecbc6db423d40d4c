import { assert } from "../base/assert.ts";
import type { TimeUs } from "../base/time.ts";
import { LAST_ARRIVAL_US, type RecordSource, sliceEndUs } from "./record-source.ts";
import type { RecordStore } from "./record-store.ts";
import { type ReplayColumns, ReplayTexts } from "./replay-columns.ts";

/**
 * Replays rows as records, `speedup` times faster than they arrived: the first arrival is virtual time 0, and a record is handed
 * over at (arrival - first arrival) / speedup, rounded up to a slice. Event times stay dataset time, and no timer is scaled.
 */
export class DatasetReplay implements RecordSource {
  readonly #columns: ReplayColumns;
  readonly #speedup: number;
  readonly #store: RecordStore;
  readonly #texts: ReplayTexts;
  #nextRow = 0;

  constructor(columns: ReplayColumns, speedup: number, store: RecordStore) {
    assert(speedup > 0, `a replay's speedup is positive: ${speedup}`);
    this.#columns = columns;
    this.#speedup = speedup;
    this.#store = store;
    this.#texts = new ReplayTexts(columns, store);
  }

  nextArrivalUs(): TimeUs | undefined {
    if (this.#nextRow >= this.#columns.rowCount) return undefined;
    const nextUs = this.#handOverUs(this.#nextRow);
    return nextUs > LAST_ARRIVAL_US ? undefined : nextUs;
  }

  take(untilUs: TimeUs): { readonly first: number; readonly end: number } {
    const first = this.#store.count;
    const { eventTimesUs } = this.#columns;
    const lastUs = Math.min(untilUs, LAST_ARRIVAL_US);
    for (; this.#nextRow < this.#columns.rowCount; this.#nextRow++) {
      const row = this.#nextRow;
      const createTimeUs = this.#handOverUs(row);
      if (createTimeUs > lastUs) break;
      const keyId = this.#texts.keyIdOf(row);
      this.#store.append(keyId, this.#texts.writeValue(row), eventTimesUs[row] as number, createTimeUs);
    }
    return { first, end: this.#store.count };
  }

  #handOverUs(row: number): TimeUs {
    const { arrivalsUs } = this.#columns;
    return sliceEndUs(((arrivalsUs[row] as number) - (arrivalsUs[0] as number)) / this.#speedup);
  }
}
