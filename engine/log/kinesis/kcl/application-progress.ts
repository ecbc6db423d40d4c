import type { KinesisStream } from "../kinesis-stream.ts";
import type { ShardSlice } from "../shard.ts";

const INITIAL_CAPACITY = 1_024;
const MOST_TIMES = 255;

/** What an application has done of one shard: what lies before `end` was processed or passed over. */
type ShardProgress = { end: number };

/**
 * What an application has processed: how often each record, and how far in each shard, whoever of the workers it was. It only
 * listens: nothing in the application knows of it.
 */
export class ApplicationProgress {
  readonly #stream: KinesisStream;
  readonly #shards = new Map<number, ShardProgress>();
  #times = new Uint8Array(INITIAL_CAPACITY);
  #recordsProcessed = 0;
  #duplicates = 0;
  #recordsSkipped = 0;
  #bytesProcessed = 0;

  constructor(stream: KinesisStream) {
    this.#stream = stream;
  }

  /** Records handed to record processors, each time. As the metric RecordsProcessed. */
  get recordsProcessed(): number {
    return this.#recordsProcessed;
  }

  /** As the metric DataBytesProcessed. */
  get bytesProcessed(): number {
    return this.#bytesProcessed;
  }

  /** How often a record was processed that had been processed before. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** Records that were passed over: the retention took them first, or a lease without a checkpoint began at the latest again. */
  get recordsSkipped(): number {
    let skipped = this.#recordsSkipped;
    for (const [shard, { end }] of this.#shards) {
      skipped += Math.max(0, (this.#stream.shards[shard]?.trimHorizon ?? 0) - end);
    }
    return skipped;
  }

  /** A shard is read from here on for the first time. */
  begin(shard: number, from: number): void {
    if (!this.#shards.has(shard)) this.#shards.set(shard, { end: from });
  }

  /** A batch was processed. */
  processed(shard: number, { recordIds, from, end, sizeBytes }: ShardSlice): void {
    this.begin(shard, from);
    const progress = this.#shards.get(shard);
    if (progress !== undefined) {
      this.#recordsSkipped += Math.max(0, from - progress.end);
      progress.end = Math.max(progress.end, end);
    }
    this.#recordsProcessed += recordIds.length;
    this.#bytesProcessed += sizeBytes;
    for (const id of recordIds) this.#count(id);
  }

  /** How often a record was processed, up to 255 times. */
  timesProcessed(recordId: number): number {
    return this.#times[recordId] ?? 0;
  }

  /** The sequence number of a shard behind what was processed or passed over; 0 where nobody has begun. */
  endOf(shard: number): number {
    return this.#shards.get(shard)?.end ?? 0;
  }

  /** Has anybody begun to read a shard? */
  hasBegun(shard: number): boolean {
    return this.#shards.has(shard);
  }

  /** How many records of a shard wait that can still be read; all of them where nobody has begun. */
  lagOf(shard: number): number {
    const { end, trimHorizon } = this.#stream.shards[shard] ?? { end: 0, trimHorizon: 0 };
    return end - Math.max(this.#shards.get(shard)?.end ?? 0, trimHorizon);
  }

  /** How long the oldest record of a shard has waited that nobody processed yet; 0 when there is none. */
  ageOf(shard: number, nowUs: number): number {
    const at = this.#stream.shards[shard];
    if (at === undefined) return 0;
    const next = Math.max(this.#shards.get(shard)?.end ?? 0, at.trimHorizon);
    return next < at.end ? nowUs - at.arrivalUs(next) : 0;
  }

  #count(id: number): void {
    if (id >= this.#times.length) {
      const times = new Uint8Array(Math.max(this.#times.length * 2, id + 1));
      times.set(this.#times);
      this.#times = times;
    }
    const times = this.#times[id] as number;
    if (times > 0) this.#duplicates += 1;
    if (times < MOST_TIMES) this.#times[id] = times + 1;
  }
}
