import type { ApiName } from "../api/kafka-api.ts";
import type { ApiCall, RequestOutcome } from "../client/broker-requests.ts";
import type { ExponentialBackoff } from "../client/exponential-backoff.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { ConsumerNetwork } from "./consumer-network.ts";

/** What the link works with. */
export type CoordinatorLinkParts = {
  readonly groupId: string;
  readonly network: ConsumerNetwork;
  readonly backoff: ExponentialBackoff;
  readonly nowUs: () => number;
};

/** Errors that say that another broker coordinates the group, or none. */
const LOST_COORDINATOR: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>([
  "NOT_COORDINATOR",
  "COORDINATOR_NOT_AVAILABLE",
]);

/**
 * The way to the broker that coordinates the group: it is looked for whenever it is not known. As AbstractCoordinator's
 * lookupCoordinator and CoordinatorRequestManager.
 *
 * Invariant: at most one FindCoordinator is under way.
 */
export class CoordinatorLink {
  readonly #parts: CoordinatorLinkParts;
  #brokerId: number | undefined;
  #isLooking = false;
  #failures = 0;
  #notBeforeUs = 0;

  constructor(parts: CoordinatorLinkParts) {
    this.#parts = parts;
  }

  /** The coordinator, undefined while it is not known. */
  get brokerId(): number | undefined {
    return this.#brokerId;
  }

  /** Can the coordinator be asked now? Otherwise what is needed for that is under way, or begins with the next `run`. */
  get isReady(): boolean {
    return this.#brokerId !== undefined && this.#parts.network.isReady("coordinator", this.#brokerId);
  }

  /** Looks for the coordinator if it is not known; returns when there is something to do next. */
  run(): number {
    const { network, nowUs } = this.#parts;
    if (this.#brokerId !== undefined) {
      const retryAtUs = network.retryAtUs("coordinator", this.#brokerId);
      // Nobody is there, so that somebody else may coordinate by now.
      if (Number.isFinite(retryAtUs) && retryAtUs > nowUs()) this.markUnknown();
      return this.#brokerId === undefined ? this.#notBeforeUs : Number.POSITIVE_INFINITY;
    }
    if (this.#isLooking) return Number.POSITIVE_INFINITY;
    if (this.#notBeforeUs > nowUs()) return this.#notBeforeUs;
    const brokerId = network.leastLoaded();
    if (brokerId === undefined) return network.nextAttemptUs();
    this.#look(brokerId);
    return Number.POSITIVE_INFINITY;
  }

  #look(brokerId: number): void {
    const { groupId, network } = this.#parts;
    this.#isLooking = true;
    const request = { keyType: "group", key: groupId } as const;
    network.send(
      "brokers",
      brokerId,
      { api: "FindCoordinator", request },
      {
        answered: (response) => {
          this.#isLooking = false;
          if (response.error === "NONE") {
            this.#brokerId = response.brokerId;
            this.#failures = 0;
          } else this.#pause();
        },
        lost: () => {
          this.#isLooking = false;
          this.#pause();
        },
      },
    );
  }

  #pause(): void {
    const { backoff, nowUs } = this.#parts;
    this.#notBeforeUs = nowUs() + backoff.nextUs(this.#failures);
    this.#failures += 1;
  }

  /** Asks the coordinator, which `isReady`; a lost connection means that it must be looked for again. */
  send<A extends ApiName>(call: ApiCall<A>, outcome: RequestOutcome<A>): void {
    const brokerId = this.#brokerId;
    if (brokerId === undefined) return;
    this.#parts.network.send("coordinator", brokerId, call, {
      answered: (response) => outcome.answered(response),
      lost: (error) => {
        if (this.#brokerId === brokerId) this.markUnknown();
        outcome.lost(error);
      },
    });
  }

  /** Takes note of what an answer says of the coordinator; true when it must be looked for again. */
  sees(error: KafkaErrorName): boolean {
    if (!LOST_COORDINATOR.has(error)) return false;
    this.markUnknown();
    return true;
  }

  /** The coordinator must be looked for again, not at once. As markCoordinatorUnknown. */
  markUnknown(): void {
    if (this.#brokerId === undefined) return;
    this.#brokerId = undefined;
    this.#pause();
  }
}
