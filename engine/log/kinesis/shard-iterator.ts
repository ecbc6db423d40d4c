import { assertNever } from "../../base/assert.ts";
import type { Shard, ShardSlice } from "./shard.ts";

/** Where reading begins. As ShardIteratorType and StartingPosition of the Kinesis API. */
export type StartingPosition =
  | { readonly kind: "TRIM_HORIZON" }
  | { readonly kind: "LATEST" }
  | { readonly kind: "AT_SEQUENCE_NUMBER"; readonly sequenceNumber: number }
  | { readonly kind: "AFTER_SEQUENCE_NUMBER"; readonly sequenceNumber: number }
  | { readonly kind: "AT_TIMESTAMP"; readonly timestampUs: number };

/** A place in a shard that is good for five minutes. */
export type ShardIterator = { readonly shard: number; readonly sequenceNumber: number; readonly expiresUs: number };

/** What GetRecords answers. */
export type GetRecordsAnswer = {
  readonly slice: ShardSlice;
  /** Undefined at the end of a closed shard. */
  readonly nextIterator: ShardIterator | undefined;
  /** How far the end of the answer is behind the newest record of the shard; 0 when nothing is left. In microseconds. */
  readonly behindLatestUs: number;
  /** At the end of a closed shard: those that took over. */
  readonly childShards: readonly number[];
};

/** The sequence number at which reading begins. */
export function startOf(shard: Shard, position: StartingPosition): number {
  switch (position.kind) {
    case "TRIM_HORIZON":
      return shard.trimHorizon;
    case "LATEST":
      return shard.end;
    case "AT_SEQUENCE_NUMBER":
      return position.sequenceNumber;
    case "AFTER_SEQUENCE_NUMBER":
      return position.sequenceNumber + 1;
    case "AT_TIMESTAMP":
      return shard.firstSince(position.timestampUs);
    default:
      return assertNever(position);
  }
}

/** How far what was read is behind the newest record of its shard. As MillisBehindLatest, in microseconds. */
export function behindLatestUs(shard: Shard, { end, arrivalsUs }: ShardSlice, nowUs: number): number {
  if (end >= shard.end) return 0;
  return nowUs - (arrivalsUs.at(-1) ?? shard.arrivalUs(end));
}
