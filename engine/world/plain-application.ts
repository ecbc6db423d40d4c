import type { Scheduler } from "../base/scheduler.ts";
import type { KafkaProducer } from "../log/kafka/producer/kafka-producer.ts";
import type { ApplicationClient, ApplicationCluster } from "../log/kafka/producer/transactional-application.ts";
import type { RecordSink } from "./producer-app.ts";

/** An application's process and its producer, without transactions: it can die, and another one start in its place. */
export class PlainApplication implements RecordSink {
  readonly #cluster: ApplicationCluster;
  readonly #client: ApplicationClient;
  readonly #scheduler: Scheduler;
  #producer: KafkaProducer | undefined;
  #runs = 1;

  constructor(cluster: ApplicationCluster, client: ApplicationClient, scheduler: Scheduler) {
    this.#cluster = cluster;
    this.#client = client;
    this.#scheduler = scheduler;
    this.#producer = cluster.createProducer(client);
  }

  /** Records handed over and neither acknowledged nor failed. */
  get pendingRecords(): number {
    return this.#producer?.pendingRecords ?? 0;
  }

  /** Takes the records `first .. end`, sent now; those of an application that is down are lost with it. */
  send(first: number, end: number): void {
    if (this.#producer !== undefined) this.#producer.send(first, end);
    else {
      const ids = Uint32Array.from({ length: end - first }, (_, index) => first + index);
      this.#client.listener.failed(ids, "CLIENT_CRASHED", this.#scheduler.now());
    }
  }

  /** The process dies with what it has not delivered. */
  crash(): void {
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer !== undefined) this.#cluster.crashProducer(producer);
  }

  /** Another process starts: its producer gets a new producer id, so nothing of the old one's is known to be the same. */
  restart(): void {
    if (this.#producer !== undefined) return;
    this.#runs += 1;
    this.#producer = this.#cluster.createProducer({
      ...this.#client,
      clientId: `${this.#client.clientId}-${this.#runs}`,
    });
  }
}
