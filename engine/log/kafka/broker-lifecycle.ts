import type { EventHandle } from "../../base/event-queue.ts";
import { durationUs } from "../../base/time.ts";
import { ControllerChannel } from "./controller-channel.ts";
import type { ClusterConfig } from "./kafka-config.ts";
import {
  type ControllerDirectory,
  type HeartbeatResult,
  type MetadataSubscriber,
  REQUEST_OVERHEAD_BYTES,
  type RegistrationResult,
} from "./messages.ts";
import type { Connection, Network } from "./network.ts";

/** The first pause before a failed request is tried again; it doubles up to the session timeout. As BrokerLifecycleManager. */
const RESEND_BACKOFF_US = 100_000;

/** A broker that wishes to stop asks again this soon once. As BrokerLifecycleManager. */
const SHUTDOWN_RETRY_US = 50_000;

/** How long a broker waits for its leaderships to be moved. As BrokerServer.shutdown. */
const CONTROLLED_SHUTDOWN_MAX_US = 300_000_000;

/** What the lifecycle needs of the broker it lives in. */
export type LifecycleHost = {
  readonly config: ClusterConfig;
  readonly network: Network;
  readonly controllers: ControllerDirectory;
  readonly subscriber: MetadataSubscriber;
  /** The epoch that the disk's mark of a clean shutdown names, -1 without one. */
  readonly previousBrokerEpoch: number;
  readonly rack: string | undefined;
  readonly isRunning: () => boolean;
  /** The offset of the newest metadata that the broker has applied. */
  metadataOffset(): number;
};

/**
 * Registers a broker's process with the controller, sends its heartbeats, and asks to be let go. As BrokerLifecycleManager.
 *
 * Invariants: (1) one heartbeat at a time, the next one an interval after the last was answered; (2) the broker epoch is that of
 * this process's registration.
 */
export class BrokerLifecycle {
  /** The way to the controller, for everybody in this broker. */
  readonly channel: ControllerChannel;
  readonly #host: LifecycleHost;
  #brokerEpoch = -1;
  #backoffUs = RESEND_BACKOFF_US;
  #nextHeartbeat: EventHandle | undefined;
  #onShutDown: (() => void) | undefined;
  #hasShutdownAnswer = false;

  constructor(host: LifecycleHost) {
    this.#host = host;
    this.channel = new ControllerChannel({
      brokerId: host.subscriber.brokerId,
      network: host.network,
      controllers: host.controllers,
      isRunning: host.isRunning,
      reconnected: () => this.#subscribe(),
    });
  }

  get brokerEpoch(): number {
    return this.#brokerEpoch;
  }

  /** The broker was registered before the run began. Its connection; `begin` starts the heartbeats. */
  adopt(): Connection {
    return this.channel.adopt();
  }

  /** The adopted broker has this epoch, and its first heartbeat is due after `phaseUs`. */
  begin(brokerEpoch: number, phaseUs: number): void {
    this.#brokerEpoch = brokerEpoch;
    this.#heartbeatAfter(phaseUs);
  }

  /** The process has started: it registers as soon as the controller lets it. */
  register(): void {
    const { subscriber, previousBrokerEpoch, rack, config } = this.#host;
    const registrant = { subscriber, previousBrokerEpoch, ...(rack === undefined ? {} : { rack }) };
    this.channel.send({
      api: "BrokerRegistration",
      sizeBytes: REQUEST_OVERHEAD_BYTES,
      timeoutUs: requestTimeoutUs(config),
      serve: (controller, connection, answer) =>
        controller.register(registrant, connection, (result) =>
          answer(REQUEST_OVERHEAD_BYTES, () => this.#onRegistration(result)),
        ),
      lost: () => this.#retry(() => this.register()),
    });
  }

  #onRegistration(result: RegistrationResult): void {
    if (result.kind === "refused") {
      this.#retry(() => this.register());
      return;
    }
    this.#backoffUs = RESEND_BACKOFF_US;
    this.#brokerEpoch = result.brokerEpoch;
    this.#heartbeat();
  }

  #retry(act: () => void): void {
    const spanUs = this.#backoffUs;
    this.#backoffUs = Math.min(spanUs * 2, this.#host.config.brokerSessionTimeoutUs);
    this.#after(spanUs, act);
  }

  /** What the controller decided while there was no connection to it was not heard. */
  #subscribe(): void {
    if (this.#brokerEpoch < 0) return;
    const { subscriber, config } = this.#host;
    const metadataOffset = this.#host.metadataOffset();
    this.channel.send({
      api: "FetchMetadata",
      sizeBytes: REQUEST_OVERHEAD_BYTES,
      timeoutUs: requestTimeoutUs(config),
      serve: (controller, connection, answer) => {
        controller.subscribe(subscriber, connection, metadataOffset);
        answer(REQUEST_OVERHEAD_BYTES, () => undefined);
      },
      lost: () => undefined,
    });
  }

  /** Asks the controller to move the leaderships away; `onDone` is called when nothing is left to wait for, or after 5 minutes. */
  beginControlledShutdown(onDone: () => void): void {
    const finish = () => {
      if (this.#onShutDown === undefined) return;
      this.#onShutDown = undefined;
      onDone();
    };
    this.#onShutDown = finish;
    this.#after(CONTROLLED_SHUTDOWN_MAX_US, finish);
    if (this.#nextHeartbeat !== undefined) {
      this.#host.network.scheduler.cancel(this.#nextHeartbeat);
      this.#heartbeat();
    }
  }

  #heartbeat(): void {
    this.#nextHeartbeat = undefined;
    const { config, subscriber } = this.#host;
    const heartbeat = {
      brokerId: subscriber.brokerId,
      brokerEpoch: this.#brokerEpoch,
      metadataOffset: this.#host.metadataOffset(),
      wantsShutDown: this.#onShutDown !== undefined,
    };
    this.channel.send({
      api: "BrokerHeartbeat",
      sizeBytes: REQUEST_OVERHEAD_BYTES,
      timeoutUs: requestTimeoutUs(config),
      serve: (controller, _connection, answer) =>
        controller.heartbeat(heartbeat, (result) =>
          answer(REQUEST_OVERHEAD_BYTES, () => this.#onHeartbeatAnswer(result, heartbeat.wantsShutDown)),
        ),
      lost: () => this.#retry(() => this.#heartbeat()),
    });
  }

  #onHeartbeatAnswer({ error, mayShutDown }: HeartbeatResult, wantedShutDown: boolean): void {
    if (error !== "NONE") {
      this.#retry(() => this.#heartbeat());
      return;
    }
    this.#backoffUs = RESEND_BACKOFF_US;
    if (this.#onShutDown === undefined) this.#heartbeatAfter(this.#host.config.brokerHeartbeatIntervalUs);
    else if (!wantedShutDown) this.#heartbeat();
    else if (mayShutDown) this.#onShutDown();
    else {
      this.#heartbeatAfter(this.#hasShutdownAnswer ? this.#host.config.brokerHeartbeatIntervalUs : SHUTDOWN_RETRY_US);
      this.#hasShutdownAnswer = true;
    }
  }

  #heartbeatAfter(spanUs: number): void {
    this.#nextHeartbeat = this.#after(spanUs, () => this.#heartbeat());
  }

  #after(spanUs: number, act: () => void): EventHandle {
    return this.#host.network.scheduler.after(durationUs(spanUs), () => {
      if (this.#host.isRunning()) act();
    });
  }
}

/** As the channel that BrokerServer makes for heartbeats: half a session. */
function requestTimeoutUs({ brokerSessionTimeoutUs }: ClusterConfig): number {
  return Math.ceil(brokerSessionTimeoutUs / 2);
}
