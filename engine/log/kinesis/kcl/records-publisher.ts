import type { ShardSlice } from "../shard.ts";
import type { StartingPosition } from "../shard-iterator.ts";

/** What the record processor gets at once. As ProcessRecordsInput. */
export type ProcessRecordsInput = {
  readonly slice: ShardSlice;
  readonly behindLatestUs: number;
  /** Set on the last input of a closed shard: those that took over. */
  readonly childShards: readonly number[] | undefined;
};

/** Fetches a shard's records ahead of the record processor. As RecordsPublisher. */
export interface RecordsPublisher {
  /** Begins to read. */
  start(position: StartingPosition): void;
  /** The next input, undefined while there is none; whoever takes it makes room for more. */
  next(): ProcessRecordsInput | undefined;
  /** Reads nothing more. */
  stop(): void;
}

const MAX_PENDING_INPUTS = 3;
const MAX_PENDING_BYTES = 8 * 1_048_576;
const MAX_PENDING_RECORDS = 30_000;

/** Inputs that were fetched and wait for the record processor, within the bounds of PrefetchRecordsPublisher. */
export class PrefetchQueue {
  readonly #inputs: ProcessRecordsInput[] = [];
  #records = 0;
  #bytes = 0;

  /** May more be fetched? */
  get hasRoom(): boolean {
    return (
      this.#inputs.length < MAX_PENDING_INPUTS && this.#bytes < MAX_PENDING_BYTES && this.#records < MAX_PENDING_RECORDS
    );
  }

  push(input: ProcessRecordsInput): void {
    this.#inputs.push(input);
    this.#records += input.slice.recordIds.length;
    this.#bytes += input.slice.sizeBytes;
  }

  shift(): ProcessRecordsInput | undefined {
    const input = this.#inputs.shift();
    if (input === undefined) return undefined;
    this.#records -= input.slice.recordIds.length;
    this.#bytes -= input.slice.sizeBytes;
    return input;
  }
}
