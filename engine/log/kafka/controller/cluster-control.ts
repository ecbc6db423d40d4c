import { assertDefined } from "../../../base/assert.ts";
import { type BrokerRegistration, isActiveBroker } from "./broker-registration.ts";
import { HeartbeatTracker } from "./heartbeat-tracker.ts";

/** What a broker says of itself every broker.heartbeat.interval.ms. As BrokerHeartbeatRequest. */
export type BrokerHeartbeat = {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  /** The offset of the newest metadata that it has applied. */
  readonly metadataOffset: number;
  readonly wantsShutDown: boolean;
};

/** Hears of a broker that is registered, changed or gone; undefined is not there. */
export type BrokerListener = (before: BrokerRegistration | undefined, after: BrokerRegistration | undefined) => void;

/** As BrokerControlState. */
export type BrokerControlState = "fenced" | "unfenced" | "controlled-shutdown" | "shutdown-now";

/**
 * The brokers of the cluster: who is registered, who was heard from and when, who is on its way down. As ClusterControlManager
 * with BrokerHeartbeatManager.
 *
 * Invariants: (1) registrations are metadata, everything else is known to the active controller alone and starts anew with
 * the next one; (2) a broker's registration is the record at the offset of its epoch.
 */
export class ClusterControl {
  readonly #sessionTimeoutUs: number;
  readonly #changed: BrokerListener;
  readonly #brokers = new Map<number, BrokerRegistration>();
  readonly #metadataOffsets = new Map<number, number>();
  readonly #shutdownOffsets = new Map<number, number>();
  #heartbeats: HeartbeatTracker;

  constructor(sessionTimeoutUs: number, changed: BrokerListener) {
    this.#sessionTimeoutUs = sessionTimeoutUs;
    this.#changed = changed;
    this.#heartbeats = new HeartbeatTracker(sessionTimeoutUs);
  }

  get heartbeats(): HeartbeatTracker {
    return this.#heartbeats;
  }

  /** Every registered broker, in the order of the first registrations. */
  get brokers(): readonly BrokerRegistration[] {
    return [...this.#brokers.values()];
  }

  registrationOf(brokerId: number): BrokerRegistration | undefined {
    return this.#brokers.get(brokerId);
  }

  isActive(brokerId: number): boolean {
    return isActiveBroker(this.#brokers.get(brokerId));
  }

  /** Takes a registration in, new or changed. */
  put(broker: BrokerRegistration): BrokerRegistration {
    this.#changed(this.#brokers.get(broker.brokerId), broker);
    this.#brokers.set(broker.brokerId, broker);
    if (broker.isFenced) this.#shutdownOffsets.delete(broker.brokerId);
    return broker;
  }

  /** The broker is not part of the cluster any more. */
  drop(brokerId: number): void {
    this.#changed(this.#brokers.get(brokerId), undefined);
    this.#brokers.delete(brokerId);
    this.#metadataOffsets.delete(brokerId);
    this.#shutdownOffsets.delete(brokerId);
    this.#heartbeats.forget(brokerId);
  }

  /** Another controller takes over: it has heard from nobody yet and gives every unfenced broker a session. As `activate`. */
  activate(nowUs: number): void {
    this.#heartbeats = new HeartbeatTracker(this.#sessionTimeoutUs);
    this.#metadataOffsets.clear();
    this.#shutdownOffsets.clear();
    for (const { brokerId, isFenced } of this.#brokers.values()) if (!isFenced) this.#heartbeats.touch(brokerId, nowUs);
  }

  /** A broker with this epoch sent a heartbeat; false when it is not the process that is registered. */
  touch({ brokerId, brokerEpoch, metadataOffset }: BrokerHeartbeat, nowUs: number): boolean {
    if (this.#brokers.get(brokerId)?.brokerEpoch !== brokerEpoch) return false;
    this.#heartbeats.touch(brokerId, nowUs);
    this.#metadataOffsets.set(brokerId, metadataOffset);
    return true;
  }

  /** The unfenced broker that has been silent for too long, and longest. */
  findStale(nowUs: number): BrokerRegistration | undefined {
    const unfenced: number[] = [];
    for (const { brokerId, isFenced } of this.#brokers.values()) if (!isFenced) unfenced.push(brokerId);
    const stale = this.#heartbeats.findStale(unfenced, nowUs);
    return stale === undefined ? undefined : this.#brokers.get(stale);
  }

  /** From now on the broker is on its way down, once everybody has heard of what is decided at `offset`. */
  beginControlledShutdown(brokerId: number, offset: number): void {
    if (!this.#shutdownOffsets.has(brokerId)) this.#shutdownOffsets.set(brokerId, offset);
  }

  /** What a broker is to be after this heartbeat. As BrokerHeartbeatManager.calculateNextBrokerState. */
  nextState(heartbeat: BrokerHeartbeat, hasLeaderships: boolean): BrokerControlState {
    const broker = assertDefined(this.#brokers.get(heartbeat.brokerId), `broker ${heartbeat.brokerId} is registered`);
    if (broker.isFenced) {
      if (heartbeat.wantsShutDown) return "shutdown-now";
      return heartbeat.metadataOffset >= broker.brokerEpoch ? "unfenced" : "fenced";
    }
    if (!heartbeat.wantsShutDown) return "unfenced";
    if (hasLeaderships) return "controlled-shutdown";
    const offset = this.#shutdownOffsets.get(heartbeat.brokerId);
    return offset === undefined || offset <= this.#lowestActiveOffset() ? "shutdown-now" : "controlled-shutdown";
  }

  /** What every broker that goes on has applied. */
  #lowestActiveOffset(): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (const broker of this.#brokers.values()) {
      if (isActiveBroker(broker)) lowest = Math.min(lowest, this.#metadataOffsets.get(broker.brokerId) ?? -1);
    }
    return lowest;
  }
}
