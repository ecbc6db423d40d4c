import { durationUs } from "../../../base/time.ts";
import type { KinesisStream } from "../kinesis-stream.ts";
import type { GetRecordsAnswer, ShardIterator, StartingPosition } from "../shard-iterator.ts";
import type { KclConfig } from "./kcl-config.ts";
import { PrefetchQueue, type ProcessRecordsInput, type RecordsPublisher } from "./records-publisher.ts";
import type { WorkerClock } from "./worker-clock.ts";

/** What a publisher works with. */
export type PublisherParts = {
  readonly shard: number;
  readonly stream: KinesisStream;
  readonly config: KclConfig;
  readonly clock: WorkerClock;
  /** The service has said where reading begins. */
  onStart(sequenceNumber: number): void;
  /** There is another input. */
  onInput(): void;
};

/**
 * Calls GetRecords again and again, with idleTimeBetweenReads from one call to the next; a throttled call is made again after the
 * same time. As PrefetchRecordsPublisher with KinesisDataFetcher.
 */
export class PollingPublisher implements RecordsPublisher {
  readonly #parts: PublisherParts;
  readonly #queue = new PrefetchQueue();
  #iterator: ShardIterator | undefined;
  #isWaitingForRoom = false;
  #isStopped = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  start(position: StartingPosition): void {
    const { clock, stream, shard } = this.#parts;
    clock.after(stream.requestLatencyUs, () => {
      const iterator = stream.getShardIterator(shard, position);
      clock.after(stream.requestLatencyUs, () => {
        if (!iterator.ok) return;
        this.#iterator = iterator.value;
        this.#parts.onStart(iterator.value.sequenceNumber);
        this.#call();
      });
    });
  }

  next(): ProcessRecordsInput | undefined {
    const input = this.#queue.shift();
    if (this.#isWaitingForRoom && this.#queue.hasRoom) {
      this.#isWaitingForRoom = false;
      this.#call();
    }
    return input;
  }

  stop(): void {
    this.#isStopped = true;
  }

  #call(): void {
    const iterator = this.#iterator;
    if (this.#isStopped || iterator === undefined) return;
    if (!this.#queue.hasRoom) {
      this.#isWaitingForRoom = true;
      return;
    }
    const { clock, stream, config } = this.#parts;
    const calledUs = clock.now();
    clock.after(stream.requestLatencyUs, () => {
      const answer = stream.getRecords(iterator, config.maxRecords);
      clock.after(stream.requestLatencyUs, () => {
        if (this.#isStopped) return;
        if (answer.ok) this.#take(answer.value);
        else if (answer.error.name === "ExpiredIteratorException") {
          this.start({ kind: "AT_SEQUENCE_NUMBER", sequenceNumber: iterator.sequenceNumber });
          return;
        }
        const idleUs = calledUs + config.idleTimeBetweenReadsUs - clock.now();
        clock.after(durationUs(Math.max(0, idleUs)), () => this.#call());
      });
    });
  }

  #take({ slice, nextIterator, behindLatestUs, childShards }: GetRecordsAnswer): void {
    this.#iterator = nextIterator;
    const isAtEnd = nextIterator === undefined;
    if (slice.recordIds.length === 0 && !isAtEnd) return;
    this.#queue.push({ slice, behindLatestUs, childShards: isAtEnd ? childShards : undefined });
    this.#parts.onInput();
  }
}
