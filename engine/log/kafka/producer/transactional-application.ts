import { assertDefined } from "../../../base/assert.ts";
import type { EventHandle } from "../../../base/event-queue.ts";
import type { Probe } from "../../../base/probe.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { durationUs, SECOND } from "../../../base/time.ts";
import type { ProducerConfig } from "../kafka-config.ts";
import type { DeliveryErrorName } from "../kafka-error.ts";
import type { DeliveryListener } from "./batch-sender.ts";
import type { KafkaProducer } from "./kafka-producer.ts";

/** Between the end of a fenced producer and the start of the next one. Modelled: how long an application takes to notice. */
const RESTART_US = SECOND;

/** The cluster as an application uses it. */
export type ApplicationCluster = {
  createProducer(options: ApplicationClient): KafkaProducer;
  crashProducer(producer: KafkaProducer): void;
};

/** The application's producers; `config` has a transactional.id. */
export type ApplicationClient = {
  readonly clientId: string;
  readonly topic: string;
  readonly config: ProducerConfig;
  readonly listener: DeliveryListener;
};

/** What an application is made of. */
export type ApplicationParts = {
  readonly cluster: ApplicationCluster;
  readonly client: ApplicationClient;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  /** How long a transaction takes in records before it is ended. */
  readonly everyUs: number;
  /** Every so many transactions one is aborted on purpose; undefined for never. */
  readonly abortEvery: number | undefined;
};

/** Record ids from `first` up to and without `end`. */
type IdRange = { readonly first: number; readonly end: number };

/**
 * An application that sends all it gets in transactions: it begins one with the first record, ends it after a time, and waits in
 * commitTransaction() before it goes on. What an abort takes back it does not send again. When its producer is fenced it starts
 * another one.
 *
 * Invariants: (1) every record handed over is acknowledged or failed, once; (2) a record is in `aborted` if its transaction was
 * aborted, by the application or against its will, after the record was handed to the producer.
 */
export class TransactionalApplication {
  readonly #parts: ApplicationParts;
  #producer: KafkaProducer | undefined;
  #runs = 0;
  #transactions = 0;
  /** What waits for the next transaction. */
  readonly #waiting: IdRange[] = [];
  /** What the present transaction was given. */
  #given: IdRange[] = [];
  readonly #aborted: IdRange[] = [];
  #timer: EventHandle | undefined;
  #committedCount = 0;
  #abortedCount = 0;

  constructor(parts: ApplicationParts) {
    this.#parts = parts;
    this.restart();
  }

  /** Records handed over and neither acknowledged nor failed. */
  get pendingRecords(): number {
    const waiting = this.#waiting.reduce((sum, { first, end }) => sum + end - first, 0);
    return waiting + (this.#producer?.pendingRecords ?? 0);
  }

  /** How many transactions were committed. */
  get committedTransactions(): number {
    return this.#committedCount;
  }

  get abortedTransactions(): number {
    return this.#abortedCount;
  }

  /** The producer of the process that runs now. */
  get producer(): KafkaProducer | undefined {
    return this.#producer;
  }

  /** Was the transaction of this record aborted, so that read_committed never sees it? */
  wasAborted(recordId: number): boolean {
    return this.#aborted.some(({ first, end }) => first <= recordId && recordId < end);
  }

  /** Takes the records `first .. end`, sent now. */
  send(first: number, end: number): void {
    if (first === end) return;
    if (this.#producer === undefined) this.#fail([{ first, end }], "CLIENT_CRASHED");
    else {
      this.#waiting.push({ first, end });
      this.#proceed(this.#producer);
    }
  }

  #fail(ranges: readonly IdRange[], error: DeliveryErrorName): void {
    for (const { first, end } of ranges) {
      const ids = Uint32Array.from({ length: end - first }, (_, index) => first + index);
      this.#parts.client.listener.failed(ids, error, this.#parts.scheduler.now());
    }
  }

  /** The process dies with what it has not delivered; the transaction stays open until somebody aborts it. */
  crash(): void {
    const producer = this.#producer;
    if (producer === undefined) return;
    this.#forgetTransaction();
    this.#producer = undefined;
    this.#fail(this.#waiting.splice(0), "CLIENT_CRASHED");
    this.#parts.cluster.crashProducer(producer);
  }

  /** Starts a process that fences every earlier one; one that runs stays as a zombie that does not know it yet. */
  restart(): void {
    this.#forgetTransaction();
    this.#runs += 1;
    const { client, cluster } = this.#parts;
    const clientId = this.#runs === 1 ? client.clientId : `${client.clientId}-${this.#runs}`;
    const producer = cluster.createProducer({ ...client, clientId });
    this.#producer = producer;
    producer.transactions.initialize((error) => {
      if (this.#producer !== producer) return;
      if (error === "NONE") this.#proceed(producer);
      else this.#fenced(producer);
    });
  }

  #forgetTransaction(): void {
    if (this.#timer !== undefined) this.#parts.scheduler.cancel(this.#timer);
    this.#timer = undefined;
    this.#aborted.push(...this.#given.splice(0));
  }

  #proceed(producer: KafkaProducer): void {
    if (this.#waiting.length === 0) return;
    const { transactions } = producer;
    if (transactions.state === "READY") {
      transactions.begin();
      this.#transactions += 1;
      this.#timer = this.#parts.scheduler.after(durationUs(this.#parts.everyUs), () => this.#end(producer));
    }
    if (transactions.state !== "IN_TRANSACTION") return;
    for (const range of this.#waiting.splice(0)) {
      this.#given.push(range);
      producer.send(range.first, range.end);
    }
  }

  #end(producer: KafkaProducer): void {
    this.#timer = undefined;
    const { abortEvery } = this.#parts;
    if (abortEvery !== undefined && this.#transactions % abortEvery === 0) this.#abort(producer, "as planned");
    else {
      producer.transactions.commit((error) => {
        if (this.#producer !== producer) return;
        if (error === "NONE") this.#ended(producer, true);
        else if (producer.transactions.state === "ABORTABLE_ERROR") this.#abort(producer, error);
        else this.#fenced(producer);
      });
    }
  }

  #abort(producer: KafkaProducer, reason: string): void {
    const { probe, scheduler } = this.#parts;
    const { clientId } = this.#parts.client;
    const records = this.#given.reduce((sum, { first, end }) => sum + end - first, 0);
    probe.event({
      kind: "transaction-aborted",
      atUs: scheduler.now(),
      subject: clientId,
      severity: reason === "as planned" ? "info" : "warning",
      message: `${clientId} aborts a transaction of ${records} records: ${reason}`,
      fields: { records, reason },
    });
    producer.transactions.abort((error) => {
      if (this.#producer !== producer) return;
      if (error === "NONE") this.#ended(producer, false);
      else this.#fenced(producer);
    });
  }

  #ended(producer: KafkaProducer, isCommitted: boolean): void {
    if (isCommitted) this.#committedCount += 1;
    else {
      this.#abortedCount += 1;
      this.#aborted.push(...this.#given);
    }
    this.#given = [];
    this.#proceed(producer);
  }

  #fenced(producer: KafkaProducer): void {
    this.#forgetTransaction();
    this.#parts.scheduler.after(durationUs(RESTART_US), () => {
      if (this.#producer !== producer) return;
      const present = assertDefined(this.#producer, "the process runs");
      this.restart();
      this.#parts.cluster.crashProducer(present);
    });
  }
}
