import type { FanOutConsumer, FanOutEvent, FanOutSubscription } from "../fan-out.ts";
import type { StartingPosition } from "../shard-iterator.ts";
import type { PublisherParts } from "./polling-publisher.ts";
import { PrefetchQueue, type ProcessRecordsInput, type RecordsPublisher } from "./records-publisher.ts";

/**
 * Subscribes to a shard, again after every five minutes, and asks for one event after the other as long as there is room. As
 * FanOutRecordsPublisher.
 */
export class FanOutPublisher implements RecordsPublisher {
  readonly #parts: PublisherParts;
  readonly #consumer: FanOutConsumer;
  readonly #queue = new PrefetchQueue();
  #subscription: FanOutSubscription | undefined;
  #hasRequested = false;
  #isStopped = false;

  constructor(parts: PublisherParts, consumer: FanOutConsumer) {
    this.#parts = parts;
    this.#consumer = consumer;
  }

  start(position: StartingPosition): void {
    const { clock, stream } = this.#parts;
    clock.after(stream.requestLatencyUs, () => {
      if (!this.#isStopped) this.#subscribe(position);
    });
  }

  next(): ProcessRecordsInput | undefined {
    const input = this.#queue.shift();
    this.#request();
    return input;
  }

  stop(): void {
    this.#isStopped = true;
    this.#subscription?.cancel();
  }

  #subscribe(position: StartingPosition): void {
    const { clock, config, shard } = this.#parts;
    const subscription = this.#consumer.subscribeToShard(shard, position, {
      records: (event) => clock.run(() => this.#take(event)),
      ended: (reason, sequenceNumber) => {
        if (reason === "shard-end") return;
        clock.run(() => {
          if (!this.#isStopped) this.#retry({ kind: "AT_SEQUENCE_NUMBER", sequenceNumber });
        });
      },
    });
    if (!subscription.ok) {
      clock.after(config.shardConsumerDispatchPollIntervalUs, () => {
        if (!this.#isStopped) this.start(position);
      });
      return;
    }
    this.#subscription = subscription.value;
    this.#parts.onStart(subscription.value.start);
    this.#hasRequested = false;
    this.#request();
  }

  #retry(position: StartingPosition): void {
    this.#subscription = undefined;
    this.start(position);
  }

  #request(): void {
    if (this.#hasRequested || this.#subscription === undefined || !this.#queue.hasRoom) return;
    this.#hasRequested = true;
    this.#subscription.request();
  }

  #take({ slice, behindLatestUs, childShards }: FanOutEvent): void {
    if (this.#isStopped) return;
    this.#hasRequested = false;
    const isAtEnd = childShards.length > 0;
    if (slice.recordIds.length > 0 || isAtEnd) {
      this.#queue.push({ slice, behindLatestUs, childShards: isAtEnd ? childShards : undefined });
      this.#parts.onInput();
    }
    this.#request();
  }
}
