import {
  type MetadataDelta,
  type MetadataSubscriber,
  PARTITION_OVERHEAD_BYTES,
  REQUEST_OVERHEAD_BYTES,
} from "../messages.ts";
import type { Connection } from "../network.ts";
import type { BrokerRegistration } from "./broker-registration.ts";
import { MetadataChanges, type PartitionState } from "./metadata-changes.ts";

type Subscription = { readonly subscriber: MetadataSubscriber; readonly connection: Connection };

/** How whoever looks sees a decision on its way to a broker. */
const METADATA_UPDATE = { api: "MetadataUpdate" };

/** Runs `act` when a majority of the quorum has everything that was decided so far; never, if the controller loses its office first. */
export type Replicate = (act: () => void) => void;

/**
 * The log of the cluster's metadata: decisions get an offset, are committed by the quorum, and then sent to the brokers. As the
 * __cluster_metadata partition with its publishers.
 *
 * Invariants: (1) brokers hear of committed changes only, each of every one, in the order in which they were decided; (2) an offset
 * is never given twice.
 * Simplified: the active controller sends the records over the brokers' own connections; in Kafka brokers fetch them.
 */
export class MetadataLog {
  readonly #replicate: Replicate;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #partitions: PartitionState[] = [];
  readonly #brokers = new Map<number, BrokerRegistration>();
  /** Decided and not committed, oldest first. */
  #uncommitted: MetadataDelta[] = [];
  #endOffset = 0;
  #committedOffset = 0;

  constructor(replicate: Replicate) {
    this.#replicate = replicate;
  }

  /** The offset for the next record. */
  nextOffset(): number {
    this.#endOffset += 1;
    return this.#endOffset;
  }

  /** The offset of the newest decision. */
  get endOffset(): number {
    return this.#endOffset;
  }

  /** Decides these changes; brokers hear of them when they are committed. */
  append(changes: MetadataChanges): void {
    if (changes.isEmpty) return;
    const delta = this.#deltaOf(changes);
    this.#uncommitted.push(delta);
    const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * changes.size;
    this.#replicate(() => {
      this.#uncommitted.shift();
      this.#commit(delta);
      for (const { subscriber, connection } of this.#subscriptions.values()) {
        connection.sendToClient(sizeBytes, () => subscriber.applyMetadata(delta), METADATA_UPDATE);
      }
    });
  }

  /** These changes were committed before the run began, or are told to everybody at once as if they had been. */
  appendAtOnce(changes: MetadataChanges): void {
    const delta = this.#deltaOf(changes);
    this.#commit(delta);
    for (const { subscriber } of this.#subscriptions.values()) subscriber.applyMetadata(delta);
  }

  #deltaOf({ partitions, brokers, removedBrokers }: MetadataChanges): MetadataDelta {
    return { offset: this.nextOffset(), partitions, brokers, removedBrokers };
  }

  /** Runs `act` when everything that was decided so far is committed. */
  whenCommitted(act: () => void): void {
    this.#replicate(act);
  }

  #commit(delta: MetadataDelta): void {
    this.#committedOffset = delta.offset;
    for (const state of delta.partitions) this.#partitions[state.partition.id] = state;
    for (const broker of delta.brokers) this.#brokers.set(broker.brokerId, broker);
    for (const brokerId of delta.removedBrokers ?? []) {
      this.#brokers.delete(brokerId);
      this.#subscriptions.delete(brokerId);
    }
  }

  /** From now on the broker hears of every change over this connection. */
  subscribe(subscriber: MetadataSubscriber, connection: Connection): void {
    this.#subscriptions.set(subscriber.brokerId, { subscriber, connection });
  }

  /** Does the broker hear of changes over this connection? */
  isSubscribed(brokerId: number, connection: Connection): boolean {
    return this.#subscriptions.get(brokerId)?.connection === connection;
  }

  /** Sends everything that is committed. As a snapshot of the metadata. */
  sendSnapshot(subscriber: MetadataSubscriber, connection: Connection): void {
    const partitions = this.#partitions.filter((state) => state !== undefined);
    const delta = { offset: this.#committedOffset, partitions, brokers: [...this.#brokers.values()] };
    const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * partitions.length;
    connection.sendToClient(sizeBytes, () => subscriber.applyMetadata(delta));
  }

  /** The offset up to which everything is committed. */
  get committedOffset(): number {
    return this.#committedOffset;
  }

  /**
   * The controller has lost its office: brokers must ask anew, and what was decided and not committed is void. Returns the committed state of everything that it touched: partitions and brokers
   * as they were before, the brokers that were not there, and the partitions that are still to be created.
   */
  dropUncommitted(): { readonly before: MetadataChanges; readonly uncreated: readonly PartitionState[] } {
    const before = new MetadataChanges();
    const touched = this.#uncommitted;
    this.#uncommitted = [];
    this.#subscriptions.clear();
    const latest = new Map<number, PartitionState>();
    for (const { partitions } of touched) for (const state of partitions) latest.set(state.partition.id, state);
    const uncreated: PartitionState[] = [];
    for (const [id, decided] of latest) {
      const state = this.#partitions[id];
      if (state === undefined) uncreated.push(decided);
      else before.partitions.push(state);
    }
    const brokerIds = touched.flatMap(({ brokers, removedBrokers = [] }) => [
      ...brokers.map(({ brokerId }) => brokerId),
      ...removedBrokers,
    ]);
    for (const brokerId of new Set(brokerIds)) {
      const broker = this.#brokers.get(brokerId);
      if (broker === undefined) before.removedBrokers.push(brokerId);
      else before.brokers.push(broker);
    }
    return { before, uncreated };
  }
}
