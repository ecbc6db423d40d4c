import type { LatencyMeter, Probe } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import { GroupBook } from "../check/group-book.ts";
import type { KclApplication, ProcessedAt } from "../log/kinesis/kcl/kcl-application.ts";
import type { KinesisService } from "../log/kinesis/kinesis-service.ts";
import type { ShardSlice } from "../log/kinesis/shard.ts";
import type { KclApplicationNode, KinesisStreamNode } from "../scenario/scenario.ts";
import type { RecordStore } from "../source/record-store.ts";
import { kclConfigOf, processorConfigOf } from "./kinesis-settings.ts";
import { LagWatch } from "./lag-watch.ts";

/** What an application of a run works with. */
export type ApplicationRooms = {
  readonly service: KinesisService;
  readonly records: RecordStore;
  readonly probe: Probe;
  now(): TimeUs;
};

/** An application of a run and what is written down of it: what its workers did with each record, how long that took, how far it lags. */
export class KinesisApplication {
  readonly node: KclApplicationNode;
  readonly stream: KinesisStreamNode;
  readonly application: KclApplication;
  readonly book = new GroupBook();
  readonly lag = new LagWatch();
  readonly #rooms: ApplicationRooms;
  readonly #latency: LatencyMeter;
  #maxAgeUs = 0;

  constructor(
    { node, stream }: { readonly node: KclApplicationNode; readonly stream: KinesisStreamNode },
    rooms: ApplicationRooms,
  ) {
    this.node = node;
    this.stream = stream;
    this.#rooms = rooms;
    this.#latency = rooms.probe.latencyMeter(node.id);
    this.application = rooms.service.createApplication({
      applicationName: node.id,
      stream: stream.id,
      workerCount: node.workers,
      config: kclConfigOf(node),
      processor: processorConfigOf(node),
      onRecords: (slice, at) => this.#processed(slice, at),
    });
  }

  /** The longest that a record was seen to wait. */
  get maxAgeUs(): number {
    return this.#maxAgeUs;
  }

  /** Looks how far it lags. */
  sample(): void {
    this.lag.sample(this.application.lagByShard(), []);
    this.#maxAgeUs = Math.max(this.#maxAgeUs, this.application.iteratorAgeUs(this.#rooms.now()));
  }

  #processed({ recordIds, from }: ShardSlice, { worker, shard }: ProcessedAt): void {
    const atUs = this.#rooms.now();
    this.book.delivered(recordIds.length);
    for (const [index, id] of recordIds.entries()) {
      this.book.processed(id, { topic: this.stream.id, partition: shard, offset: from + index, member: worker, atUs });
      this.#latency.record(atUs - this.#rooms.records.createTimeUs(id), 1);
    }
  }
}
