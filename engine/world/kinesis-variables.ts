import type { Probe } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import type { KinesisStream } from "../log/kinesis/kinesis-stream.ts";
import { shardSubject, workerSubject } from "../pipeline/kinesis-variables.ts";
import { variableName } from "../pipeline/state-variables.ts";
import type { KinesisApplication } from "./kinesis-application.ts";
import type { KinesisRooms } from "./kinesis-rooms.ts";

const US_A_MS = 1_000;

/** Writes the state of the streams and of those that read them into the history. It only looks. */
export class KinesisVariables {
  readonly #rooms: KinesisRooms;
  readonly #probe: Probe;

  constructor(rooms: KinesisRooms, probe: Probe) {
    this.#rooms = rooms;
    this.#probe = probe;
  }

  /** Once a virtual second. */
  sample(atUs: TimeUs): void {
    for (const { id } of this.#rooms.plan.streams) this.#sampleStream(id, this.#rooms.service.stream(id), atUs);
    for (const application of this.#rooms.applications.values()) {
      application.sample();
      this.#sampleApplication(application, atUs);
    }
  }

  #sampleStream(id: string, stream: KinesisStream, atUs: TimeUs): void {
    const { streamStatus, openShardCount, shards } = stream.describe();
    const metrics = stream.metrics();
    this.#record(id, atUs, {
      "records-in": metrics.IncomingRecords,
      "bytes-in": metrics.IncomingBytes,
      "records-out": metrics["GetRecords.Records"] + metrics["SubscribeToShardEvent.Records"],
      "write-throttled": metrics.WriteProvisionedThroughputExceeded,
      "read-throttled": metrics.ReadProvisionedThroughputExceeded,
      "iterator-age-us": metrics["GetRecords.IteratorAgeMilliseconds"] * US_A_MS,
      "open-shards": openShardCount,
      "is-updating": streamStatus === "UPDATING" ? 1 : 0,
    });
    for (const shard of shards) {
      this.#record(shardSubject(id, shard.shardId), atUs, {
        "records-in": shard.incomingRecords,
        "write-throttled": shard.writeThrottled,
        "read-throttled": shard.readThrottled,
        "iterator-age-us": shard.iteratorAgeUs,
        "is-closed": shard.isClosed ? 1 : 0,
      });
    }
  }

  #sampleApplication({ node, application, lag }: KinesisApplication, atUs: TimeUs): void {
    const metrics = application.metrics();
    const workers = Array.from({ length: application.workerCount }, (_, index) => index + 1);
    this.#record(node.id, atUs, {
      "lag-records": lag.latestRecords,
      "iterator-age-us": application.iteratorAgeUs(atUs),
      "records-read": metrics.RecordsProcessed,
      duplicates: application.progress.duplicates,
      "records-skipped": application.progress.recordsSkipped,
      leases: metrics.TotalLeases,
      "lost-leases": metrics.LostLeases,
      "workers-up": workers.filter((worker) => application.isWorkerUp(worker)).length,
    });
    for (const worker of workers) {
      this.#record(workerSubject(node.id, worker), atUs, {
        "current-leases": metrics.CurrentLeases[worker - 1] ?? 0,
        "is-up": application.isWorkerUp(worker) ? 1 : 0,
      });
    }
  }

  #record(subject: string, atUs: TimeUs, values: Readonly<Record<string, number>>): void {
    for (const [key, value] of Object.entries(values)) this.#probe.gauge(variableName(subject, key), atUs, value);
  }
}
