import type { Scheduler } from "../base/scheduler.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import type { PoisonRecords } from "../chaos/fault-holds.ts";
import { NULL_KEY_ID } from "../source/key-dictionary.ts";
import type { RecordSource } from "../source/record-source.ts";
import { RECORD_FLAG, type RecordStore } from "../source/record-store.ts";
import type { PreparedSource } from "./prepare-sources.ts";

/** What the application hands its records to. */
export interface RecordSink {
  /** Takes the records `first .. end`, sent now. */
  send(first: number, end: number): void;
}

/** What an application works with. */
export type AppRooms = { readonly sink: RecordSink; readonly scheduler: Scheduler; readonly records: RecordStore };

/** The application in front of a producer: it takes what its source has at each instant of arrival and sends it. */
export class ProducerApp {
  readonly recordsPlanned: number;
  readonly #source: RecordSource;
  readonly #rooms: AppRooms;
  /** What its serializer puts before each value; what poison says is sent as it is. */
  readonly #valueHead: Uint8Array | undefined;
  #recordsSent = 0;
  #recordsLate = 0;
  /** The ids that it sent, as ranges in order: from `#sentFrom[i]` up to and without `#sentTo[i]`. */
  readonly #sentFrom: number[] = [];
  readonly #sentTo: number[] = [];
  /** The event time of the newest record, undefined before the first. */
  #lastEventTimeUs: number | undefined;

  /** `recordsPlanned` is what is known before the run: the duplicates of a generator are not, nor is poison. */
  constructor({ source, recordsPlanned }: PreparedSource, rooms: AppRooms, valueHead?: Uint8Array) {
    this.recordsPlanned = recordsPlanned;
    this.#source = source;
    this.#rooms = rooms;
    this.#valueHead = valueHead;
  }

  get recordsSent(): number {
    return this.#recordsSent;
  }

  /** How many of them the source made late on purpose; for the state variables only. */
  get recordsLate(): number {
    return this.#recordsLate;
  }

  /** True once the source has nothing more to give. */
  get isSpent(): boolean {
    return this.#source.nextArrivalUs() === undefined;
  }

  /** Waits for the next arrival, sends what has come, and so on until the source is spent. */
  start(): void {
    const next = this.#source.nextArrivalUs();
    if (next === undefined) return;
    const { scheduler } = this.#rooms;
    scheduler.at(next, () => {
      const { records } = this.#rooms;
      records.valueHead = this.#valueHead;
      const { first, end } = this.#source.take(scheduler.now());
      records.valueHead = undefined;
      this.#send(first, end);
      this.start();
    });
  }

  /** Sends records that are none of the source's, now; they happened when its newest record did, or now when it has sent none. */
  sendPoison({ key, value, count }: PoisonRecords): void {
    const { records, scheduler } = this.#rooms;
    const nowUs = scheduler.now();
    const first = records.count;
    const keyId = key === undefined ? NULL_KEY_ID : records.keys.internText(key);
    const bytes = encodeUtf8(value);
    for (let sent = 0; sent < count; sent++) {
      const id = records.appendValue(keyId, bytes, this.#lastEventTimeUs ?? nowUs, nowUs);
      records.addFlags(id, RECORD_FLAG.poison);
    }
    this.#send(first, records.count);
  }

  /** Did it send the record of that id? */
  hasSent(id: number): boolean {
    let low = 0;
    let high = this.#sentFrom.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sentFrom[middle] as number) <= id) low = middle + 1;
      else high = middle;
    }
    return low > 0 && id < (this.#sentTo[low - 1] as number);
  }

  #send(first: number, end: number): void {
    if (end === first) return;
    if (this.#sentTo.at(-1) === first) this.#sentTo[this.#sentTo.length - 1] = end;
    else {
      this.#sentFrom.push(first);
      this.#sentTo.push(end);
    }
    const { sink, records } = this.#rooms;
    sink.send(first, end);
    this.#recordsSent += end - first;
    for (let id = first; id < end; id++) if ((records.flagsOf(id) & RECORD_FLAG.late) !== 0) this.#recordsLate += 1;
    this.#lastEventTimeUs = records.eventTimeUs(end - 1);
  }
}
