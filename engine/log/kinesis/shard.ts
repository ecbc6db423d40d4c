import type { TimeUs } from "../../base/time.ts";
import type { HashKeyRange } from "./hash-key.ts";
import {
  GET_RECORDS_MAX_BYTES,
  SHARD_GET_RECORDS_PER_SECOND,
  SHARD_READ_BYTES_PER_SECOND,
  SHARD_WRITE_BYTES_PER_SECOND,
  SHARD_WRITE_RECORDS_PER_SECOND,
} from "./kinesis-limits.ts";
import { TokenBucket } from "./token-bucket.ts";

const INITIAL_CAPACITY = 1_024;
/** A GetRecords that returned all it may silences the shard for this long. */
const FULL_ANSWER_PENALTY_US = 5_000_000;

/** What a shard came from: nothing, one parent that was split, or two that were merged. */
export type ShardOrigin = {
  readonly parent: number | undefined;
  readonly adjacentParent: number | undefined;
};

/** Records of a shard: sequence numbers `from` up to and without `end`, as views that stay valid. */
export type ShardSlice = {
  readonly from: number;
  readonly end: number;
  readonly recordIds: Uint32Array;
  /** By record: when the shard took it. As ApproximateArrivalTimestamp. */
  readonly arrivalsUs: Float64Array;
  readonly sizeBytes: number;
};

/** A shard's id, as the API writes it: shardId-000000000000. */
export function shardIdOf(shardNumber: number): string {
  return `shardId-${String(shardNumber).padStart(12, "0")}`;
}

/**
 * One shard: a range of hash keys, the records that it took, and what it may still take and give now. As Shard of the Kinesis API.
 *
 * Invariants: (1) sequence numbers only grow; here they are 0, 1, 2, ..., where Kinesis leaves gaps; (2) a closed shard takes
 * nothing any more; (3) records below `trimHorizon` are gone.
 */
export class Shard {
  readonly number: number;
  readonly id: string;
  readonly range: HashKeyRange;
  readonly origin: ShardOrigin;
  /** The shards that took over its hash keys, empty while it is open. */
  readonly children: number[] = [];
  #recordIds = new Uint32Array(INITIAL_CAPACITY);
  #arrivalsUs = new Float64Array(INITIAL_CAPACITY);
  /** By record: the bytes of all records before it. */
  #bytesBefore = new Float64Array(INITIAL_CAPACITY + 1);
  #end = 0;
  #trimHorizon = 0;
  #isClosed = false;
  readonly #writeBytes = new TokenBucket(SHARD_WRITE_BYTES_PER_SECOND);
  readonly #writeRecords = new TokenBucket(SHARD_WRITE_RECORDS_PER_SECOND);
  readonly #readBytes = new TokenBucket(SHARD_READ_BYTES_PER_SECOND);
  readonly #readCalls = new TokenBucket(SHARD_GET_RECORDS_PER_SECOND);
  #silentUntilUs = 0;

  constructor(number: number, range: HashKeyRange, origin: ShardOrigin) {
    this.number = number;
    this.id = shardIdOf(number);
    this.range = range;
    this.origin = origin;
  }

  /** The sequence number of the next record. */
  get end(): number {
    return this.#end;
  }

  /** The oldest sequence number that can still be read. */
  get trimHorizon(): number {
    return this.#trimHorizon;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Bytes of all records that it ever took. */
  get sizeBytes(): number {
    return this.#bytesBefore[this.#end] as number;
  }

  /** From now on the children take the records. */
  close(children: readonly number[]): void {
    this.#isClosed = true;
    this.children.push(...children);
  }

  /** May it take a record of this size now? */
  canTake(sizeBytes: number, nowUs: number): boolean {
    return this.#writeRecords.has(1, nowUs) && this.#writeBytes.has(sizeBytes, nowUs);
  }

  /** Takes a record at the end of the shard; returns its sequence number. */
  append(recordId: number, sizeBytes: number, nowUs: TimeUs): number {
    this.#writeRecords.spend(1);
    this.#writeBytes.spend(sizeBytes);
    if (this.#end === this.#recordIds.length) this.#grow();
    const sequenceNumber = this.#end;
    this.#recordIds[sequenceNumber] = recordId;
    this.#arrivalsUs[sequenceNumber] = nowUs;
    this.#bytesBefore[sequenceNumber + 1] = (this.#bytesBefore[sequenceNumber] as number) + sizeBytes;
    this.#end += 1;
    return sequenceNumber;
  }

  /** May GetRecords be called now? A call that is refused counts for nothing. */
  canRead(nowUs: number): boolean {
    return nowUs >= this.#silentUntilUs && this.#readCalls.has(1, nowUs) && this.#readBytes.isPositive(nowUs);
  }

  /** GetRecords has returned so many bytes. */
  noteRead(sizeBytes: number, nowUs: number): void {
    this.#readCalls.spend(1);
    this.#readBytes.spend(sizeBytes);
    if (sizeBytes >= GET_RECORDS_MAX_BYTES) this.#silentUntilUs = nowUs + FULL_ANSWER_PENALTY_US;
  }

  /** The records from a sequence number on, as many as fit, but one at least when there is any. */
  read(from: number, maxRecords: number, maxBytes: number): ShardSlice {
    const start = Math.min(this.#end, Math.max(from, this.#trimHorizon));
    const limit = Math.min(this.#end, start + maxRecords);
    let end = limit;
    if (this.#bytesFromTo(start, limit) > maxBytes) {
      const most = (this.#bytesBefore[start] as number) + maxBytes;
      end = Math.max(start + 1, firstAbove(this.#bytesBefore, most, start, limit + 1) - 1);
    }
    return {
      from: start,
      end,
      recordIds: this.#recordIds.subarray(start, end),
      arrivalsUs: this.#arrivalsUs.subarray(start, end),
      sizeBytes: this.#bytesFromTo(start, end),
    };
  }

  /** All records that it ever took, also those that the retention has taken away; for those who count. */
  everything(): Pick<ShardSlice, "recordIds" | "arrivalsUs"> {
    return {
      recordIds: this.#recordIds.subarray(0, this.#end),
      arrivalsUs: this.#arrivalsUs.subarray(0, this.#end),
    };
  }

  /** The sequence number of the first record that arrived at `timeUs` or later; the end when there is none. */
  firstSince(timeUs: number): number {
    return firstAbove(this.#arrivalsUs, timeUs - 1, this.#trimHorizon, this.#end);
  }

  /** When a record arrived. */
  arrivalUs(sequenceNumber: number): number {
    return this.#arrivalsUs[sequenceNumber] as number;
  }

  /** Forgets what arrived before `timeUs`. */
  trim(timeUs: number): void {
    if (this.#trimHorizon < this.#end && this.arrivalUs(this.#trimHorizon) < timeUs) {
      this.#trimHorizon = this.firstSince(timeUs);
    }
  }

  #bytesFromTo(from: number, to: number): number {
    return (this.#bytesBefore[to] as number) - (this.#bytesBefore[from] as number);
  }

  #grow(): void {
    const capacity = this.#recordIds.length * 2;
    const recordIds = new Uint32Array(capacity);
    recordIds.set(this.#recordIds);
    this.#recordIds = recordIds;
    const arrivalsUs = new Float64Array(capacity);
    arrivalsUs.set(this.#arrivalsUs);
    this.#arrivalsUs = arrivalsUs;
    const bytesBefore = new Float64Array(capacity + 1);
    bytesBefore.set(this.#bytesBefore);
    this.#bytesBefore = bytesBefore;
  }
}

/** The first index from `from` up to and without `to` whose value is above `limit`; `to` when there is none. Values never fall. */
function firstAbove(values: Float64Array, limit: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
