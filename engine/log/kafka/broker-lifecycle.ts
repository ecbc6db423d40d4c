import { durationUs } from "../../base/time.ts";
import type { ClusterConfig } from "./kafka-config.ts";
import { type ControllerEndpoint, type MetadataSubscriber, REQUEST_OVERHEAD_BYTES } from "./messages.ts";
import { CONTROLLER_MACHINE, type Connection, type Network } from "./network.ts";

/** The first pause before a refused registration is tried again; it doubles up to the session timeout. As BrokerLifecycleManager. */
const REGISTRATION_BACKOFF_US = 100_000;

/** What the lifecycle needs of the broker it lives in. */
export type LifecycleHost = {
  readonly config: ClusterConfig;
  readonly network: Network;
  readonly controller: ControllerEndpoint;
  readonly subscriber: MetadataSubscriber;
  /** The epoch that the disk's mark of a clean shutdown names, -1 without one. */
  readonly previousBrokerEpoch: number;
  readonly isRunning: () => boolean;
  /** The offset of the newest metadata that the broker has applied. */
  metadataOffset(): number;
};

/**
 * Registers a broker's process with the controller and sends its heartbeats. As BrokerLifecycleManager.
 *
 * Invariants: (1) one heartbeat at a time, the next one an interval after the last was answered; (2) the broker epoch is that of
 * this process's registration.
 */
export class BrokerLifecycle {
  readonly #host: LifecycleHost;
  #connection: Connection | undefined;
  #brokerEpoch = -1;
  #backoffUs = REGISTRATION_BACKOFF_US;

  constructor(host: LifecycleHost) {
    this.#host = host;
  }

  get brokerEpoch(): number {
    return this.#brokerEpoch;
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** The broker was registered before the run began; its first heartbeat is due after `phaseUs`. */
  adopt(connection: Connection, brokerEpoch: number, phaseUs: number): void {
    this.#connection = connection;
    this.#brokerEpoch = brokerEpoch;
    this.#after(phaseUs, () => this.#heartbeat(connection));
  }

  /** The process has started: it registers as soon as the controller lets it. */
  register(): void {
    this.#host.network.connect(this.#host.subscriber.brokerId, CONTROLLER_MACHINE, {
      opened: (connection) => {
        this.#connection = connection;
        this.#register(connection);
      },
      refused: () => this.#after(REGISTRATION_BACKOFF_US, () => this.register()),
      closed: () => this.#after(REGISTRATION_BACKOFF_US, () => this.register()),
    });
  }

  #register(connection: Connection): void {
    const { controller, subscriber } = this.#host;
    connection.sendToServer(REQUEST_OVERHEAD_BYTES, () => {
      controller.register({ subscriber, previousBrokerEpoch: this.#host.previousBrokerEpoch }, connection, (result) => {
        connection.sendToClient(REQUEST_OVERHEAD_BYTES, () => {
          if (result.kind === "registered") {
            this.#brokerEpoch = result.brokerEpoch;
            this.#heartbeat(connection);
          } else {
            this.#after(this.#backoffUs, () => this.#register(connection));
            this.#backoffUs = Math.min(this.#backoffUs * 2, this.#host.config.brokerSessionTimeoutUs);
          }
        });
      });
    });
  }

  #heartbeat(connection: Connection): void {
    const { config, controller, subscriber } = this.#host;
    const metadataOffset = this.#host.metadataOffset();
    connection.sendToServer(REQUEST_OVERHEAD_BYTES, () => {
      const heartbeat = { brokerId: subscriber.brokerId, brokerEpoch: this.#brokerEpoch, metadataOffset };
      controller.heartbeat({ ...heartbeat, wantsShutDown: false }, () => {
        connection.sendToClient(REQUEST_OVERHEAD_BYTES, () => {
          this.#after(config.brokerHeartbeatIntervalUs, () => this.#heartbeat(connection));
        });
      });
    });
  }

  #after(spanUs: number, act: () => void): void {
    this.#host.network.scheduler.after(durationUs(spanUs), () => {
      if (this.#host.isRunning()) act();
    });
  }
}
