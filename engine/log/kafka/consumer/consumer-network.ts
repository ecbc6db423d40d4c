import type { RandomStream } from "../../../base/random-stream.ts";
import type { ApiName } from "../api/kafka-api.ts";
import { BrokerConnections } from "../client/broker-connections.ts";
import { type ApiCall, type RequestOutcome, sendRequest } from "../client/broker-requests.ts";
import { ExponentialBackoff } from "../client/exponential-backoff.ts";
import { MetadataRefresher } from "../client/metadata-refresher.ts";
import type { BrokerDirectory } from "../messages.ts";
import type { Network } from "../network.ts";
import type { MachineId } from "../network-links.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { ConsumerMetadata } from "./consumer-metadata.ts";

/** As the consumer's own limit, not a setting: ConsumerUtils.CONSUMER_MAX_INFLIGHT_REQUESTS_PER_CONNECTION. */
const MAX_IN_FLIGHT_REQUESTS = 100;

/** Fetches and metadata go over one set of connections, what the coordinator is asked over another, so that neither waits. */
export type ConnectionPool = "brokers" | "coordinator";

/** What a consumer's network is made of. */
export type ConsumerNetworkParts = {
  readonly config: ConsumerConfig;
  readonly network: Network;
  readonly directory: BrokerDirectory;
  readonly machineId: MachineId;
  readonly brokerIds: readonly number[];
  readonly metadata: ConsumerMetadata;
  readonly streamOf: (name: string) => RandomStream;
  readonly wake: () => void;
};

/**
 * The requests of one consumer: over which connection they go, and that nothing reaches a process that stands still. As
 * ConsumerNetworkClient.
 *
 * Invariant: while the process is suspended no answer is seen; afterwards they are, in the order in which they came.
 */
export class ConsumerNetwork {
  readonly #parts: ConsumerNetworkParts;
  readonly #pools: Readonly<Record<ConnectionPool, BrokerConnections>>;
  readonly #refresher: MetadataRefresher;
  readonly #held: (() => void)[] = [];
  #isSuspended = false;
  #isClosed = false;

  constructor(parts: ConsumerNetworkParts) {
    this.#parts = parts;
    const { config, network, directory, metadata, streamOf, wake } = parts;
    this.#pools = { brokers: this.#connect("reconnect"), coordinator: this.#connect("reconnect-coordinator") };
    this.#refresher = new MetadataRefresher({
      scheduler: network.scheduler,
      directory,
      connections: this.#pools.brokers,
      metadata,
      backoff: new ExponentialBackoff(config.retryBackoffUs, config.retryBackoffMaxUs, streamOf("metadata")),
      maxAgeUs: config.metadataMaxAgeUs,
      wake,
    });
  }

  #connect(stream: string): BrokerConnections {
    const { config, network, machineId, brokerIds, streamOf, wake } = this.#parts;
    return new BrokerConnections({
      network,
      machineId,
      brokerIds,
      requestTimeoutUs: config.requestTimeoutUs,
      maxInFlightRequests: MAX_IN_FLIGHT_REQUESTS,
      random: streamOf(stream),
      onChange: (hasLostBroker) => {
        if (hasLostBroker) this.#refresher.request();
        wake();
      },
    });
  }

  /** The leaders are out of date. */
  requestMetadata(): void {
    this.#refresher.request();
  }

  /** A broker that can be asked now; without any, a connection is attempted. */
  leastLoaded(): number | undefined {
    return this.#pools.brokers.leastLoaded();
  }

  /** Can this broker be asked now? If there is no connection, one is attempted. */
  isReady(pool: ConnectionPool, brokerId: number): boolean {
    return this.#pools[pool].isReady(brokerId);
  }

  /** Sends to a broker that is ready; the outcome is followed by a wake. */
  send<A extends ApiName>(pool: ConnectionPool, brokerId: number, call: ApiCall<A>, outcome: RequestOutcome<A>): void {
    const { directory, network } = this.#parts;
    const path = { connections: this.#pools[pool], directory, nowUs: () => network.scheduler.now() };
    sendRequest(path, brokerId, call, {
      answered: (response) => this.#whenRunning(() => outcome.answered(response)),
      lost: (error) => this.#whenRunning(() => outcome.lost(error)),
    });
  }

  #whenRunning(act: () => void): void {
    if (this.#isClosed) return;
    if (this.#isSuspended) {
      this.#held.push(act);
      return;
    }
    act();
    this.#parts.wake();
  }

  /** Time-outs and metadata; returns when there is something to do next. */
  run(): number {
    const { brokers, coordinator } = this.#pools;
    brokers.dropTimedOut();
    coordinator.dropTimedOut();
    const metadataUs = this.#refresher.run();
    return Math.min(metadataUs, brokers.nextTimeoutUs(), coordinator.nextTimeoutUs());
  }

  /** When a connection to a broker may be attempted again; infinity when that needs no waiting. */
  retryAtUs(pool: ConnectionPool, brokerId: number): number {
    return this.#pools[pool].reconnectAtUs(brokerId) ?? Number.POSITIVE_INFINITY;
  }

  /** When any broker may be tried again; infinity when one is connected or being tried. */
  nextAttemptUs(): number {
    return this.#pools.brokers.nextAttemptUs() ?? Number.POSITIVE_INFINITY;
  }

  /** The process stands still, as in a long garbage collection: sockets fill, nobody reads them. */
  suspend(): void {
    this.#isSuspended = true;
  }

  /** The process goes on and reads what has come. */
  resume(): void {
    this.#isSuspended = false;
    for (const act of this.#held.splice(0)) this.#whenRunning(act);
  }

  /** The client is gone: no answer is seen any more. */
  close(): void {
    this.#isClosed = true;
    this.#held.length = 0;
  }
}
