import { assert, assertDefined } from "../../base/assert.ts";
import type { Probe } from "../../base/probe.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import type { ProducerRecords } from "../kafka/producer/record-router.ts";
import { KclApplication, type RecordsListener } from "./kcl/kcl-application.ts";
import type { KclConfig, ProcessorConfig } from "./kcl/kcl-config.ts";
import type { KinesisTiming, StreamSpec } from "./kinesis-config.ts";
import { KinesisStream } from "./kinesis-stream.ts";
import { type KinesisDeliveryListener, KinesisProducer } from "./producer/kinesis-producer.ts";
import type { KinesisProducerConfig } from "./producer/producer-config.ts";

/** What Kinesis is made of, beside its streams. */
export type KinesisServiceOptions = {
  readonly timing: KinesisTiming;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  readonly seed: number;
  readonly records: ProducerRecords;
};

/** What a producer is made of, beside the stream it writes to. */
export type CreateKinesisProducerOptions = {
  readonly clientId: string;
  readonly stream: string;
  readonly config: KinesisProducerConfig;
  readonly listener: KinesisDeliveryListener;
};

/** What an application is made of, beside the stream it reads. */
export type CreateKclApplicationOptions = {
  readonly applicationName: string;
  readonly stream: string;
  readonly workerCount: number;
  readonly config: KclConfig;
  readonly processor: ProcessorConfig;
  readonly onRecords?: RecordsListener;
};

/**
 * Amazon Kinesis Data Streams in virtual time: streams, producers that write to them with the Kinesis Producer Library, and
 * applications that read them with the Kinesis Client Library. The service itself never fails: it throttles.
 */
export class KinesisService {
  readonly #options: KinesisServiceOptions;
  readonly #streams = new Map<string, KinesisStream>();

  constructor(options: KinesisServiceOptions) {
    this.#options = options;
  }

  /** Creates a stream; it is ACTIVE at once. */
  createStream(spec: StreamSpec): KinesisStream {
    assert(!this.#streams.has(spec.name), `stream ${spec.name} exists`);
    const { timing, scheduler, probe, records } = this.#options;
    const stream = new KinesisStream({ spec, timing, scheduler, probe, records });
    this.#streams.set(spec.name, stream);
    return stream;
  }

  /** The stream of that name. */
  stream(name: string): KinesisStream {
    return assertDefined(this.#streams.get(name), `no stream ${name}`);
  }

  /** A client that writes to a stream; it knows the shards from the start. */
  createProducer({ stream, ...options }: CreateKinesisProducerOptions): KinesisProducer {
    const { scheduler, probe } = this.#options;
    return new KinesisProducer({ ...options, stream: this.stream(stream), scheduler, probe });
  }

  /** An application that reads a stream; its workers start when it is started. */
  createApplication({ stream, ...options }: CreateKclApplicationOptions): KclApplication {
    const { scheduler, probe, seed } = this.#options;
    return new KclApplication({ ...options, stream: this.stream(stream), scheduler, probe, seed });
  }
}
