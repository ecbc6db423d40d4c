import { SHARD_WRITE_BYTES_PER_SECOND, SHARD_WRITE_RECORDS_PER_SECOND } from "../kinesis-limits.ts";
import { TokenBucket } from "../token-bucket.ts";

/** A record that waits to be sent, or to be sent again. */
export type WaitingRecord = {
  readonly recordId: number;
  readonly sizeBytes: number;
  /** When the application handed it over. */
  readonly sentUs: number;
  /** It must not wait longer than this for company. */
  deadlineUs: number;
};

/** The records that wait for one shard, and how fast the producer lets them go. As the Limiter of the Kinesis Producer Library. */
export class ShardQueue {
  #waiting: WaitingRecord[] = [];
  #head = 0;
  readonly #records: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor(rateLimitPercent: number) {
    this.#records = new TokenBucket(Math.ceil((SHARD_WRITE_RECORDS_PER_SECOND * rateLimitPercent) / 100));
    this.#bytes = new TokenBucket(Math.ceil((SHARD_WRITE_BYTES_PER_SECOND * rateLimitPercent) / 100));
  }

  get length(): number {
    return this.#waiting.length - this.#head;
  }

  /** A new record, behind all others. */
  push(record: WaitingRecord): void {
    this.#waiting.push(record);
  }

  /** Records that came back, before all others. */
  unshift(records: readonly WaitingRecord[]): void {
    if (this.#head < records.length) {
      this.#waiting = [...records, ...this.#waiting.slice(this.#head)];
      this.#head = 0;
      return;
    }
    // They take the places that were left free, which spares moving all the others.
    this.#head -= records.length;
    for (const [index, record] of records.entries()) this.#waiting[this.#head + index] = record;
  }

  /** Takes the first record when it was handed over before `limitUs`. */
  shiftOlderThan(limitUs: number): WaitingRecord | undefined {
    const first = this.#waiting[this.#head];
    return first !== undefined && first.sentUs < limitUs ? this.#shift(first) : undefined;
  }

  /** Takes the first record when the limits let it go now. */
  shiftAllowed(nowUs: number): WaitingRecord | undefined {
    const first = this.#waiting[this.#head];
    if (first === undefined || !this.#records.has(1, nowUs) || !this.#bytes.has(first.sizeBytes, nowUs))
      return undefined;
    this.#records.spend(1);
    this.#bytes.spend(first.sizeBytes);
    return this.#shift(first);
  }

  /** Takes all. */
  takeAll(): readonly WaitingRecord[] {
    const all = this.#waiting.slice(this.#head);
    this.#waiting = [];
    this.#head = 0;
    return all;
  }

  #shift(first: WaitingRecord): WaitingRecord {
    this.#head += 1;
    if (this.#head === this.#waiting.length) {
      this.#waiting = [];
      this.#head = 0;
    }
    return first;
  }
}
