import type { Scheduler } from "../../../base/scheduler.ts";
import {
  type BrokerDirectory,
  type MetadataView,
  PARTITION_OVERHEAD_BYTES,
  REQUEST_OVERHEAD_BYTES,
} from "../messages.ts";
import type { BrokerConnections, InFlightRequest } from "./broker-connections.ts";
import type { ExponentialBackoff } from "./exponential-backoff.ts";

/** What a refresher works with. */
export type RefresherParts = {
  readonly scheduler: Scheduler;
  readonly directory: BrokerDirectory;
  readonly connections: BrokerConnections;
  /** Takes an answer in; true when it said something new. */
  readonly metadata: { update(view: MetadataView): boolean };
  readonly backoff: ExponentialBackoff;
  readonly maxAgeUs: number;
  wake(): void;
};

/**
 * Asks any reachable broker who leads what: when an error says that the answer has changed, and every metadata.max.age.ms.
 *
 * Invariants: (1) at most one question is under way; (2) questions that get no answer, or none that says anything new, come at
 * growing intervals. As Metadata.timeToAllowUpdate.
 */
export class MetadataRefresher {
  readonly #parts: RefresherParts;
  #isRequested = false;
  #isInFlight = false;
  #updatedUs: number;
  #notBeforeUs = 0;
  #answersWithoutNews = 0;
  #lostQuestions = 0;

  constructor(parts: RefresherParts) {
    this.#parts = parts;
    this.#updatedUs = parts.scheduler.now();
  }

  /** The leaders are out of date. */
  request(): void {
    this.#isRequested = true;
  }

  /** Asks if it is time to; returns the next instant at which it may be. */
  run(): number {
    const { connections, maxAgeUs, scheduler } = this.#parts;
    const nowUs = scheduler.now();
    if (this.#isInFlight) return Number.POSITIVE_INFINITY;
    const expiryUs = this.#updatedUs + maxAgeUs;
    if (expiryUs <= nowUs) this.#answersWithoutNews = 0;
    const dueUs = this.#isRequested ? this.#notBeforeUs : Math.max(this.#notBeforeUs, expiryUs);
    if (dueUs > nowUs) return dueUs;
    const brokerId = connections.leastLoaded();
    if (brokerId === undefined) return connections.nextAttemptUs() ?? Number.POSITIVE_INFINITY;
    this.#send(brokerId);
    return Number.POSITIVE_INFINITY;
  }

  #send(brokerId: number): void {
    const { connections, directory, metadata, scheduler } = this.#parts;
    this.#isInFlight = true;
    const inFlight: InFlightRequest = {
      sentUs: scheduler.now(),
      onDisconnect: () => {
        this.#isInFlight = false;
        this.#isRequested = true;
        this.#answersWithoutNews = 0;
        this.#lostQuestions += 1;
        this.#pause(this.#lostQuestions);
      },
    };
    connections.send(brokerId, REQUEST_OVERHEAD_BYTES, inFlight, (connection) => {
      connection.requests.receive(() => {
        const view = directory.endpointOf(brokerId)?.metadataView();
        connection.requests.answered();
        if (view === undefined) return;
        const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * view.leaders.length;
        connection.sendToClient(sizeBytes, () => {
          if (!connections.answered(brokerId, inFlight)) return;
          this.#isInFlight = false;
          this.#isRequested = false;
          this.#updatedUs = scheduler.now();
          this.#lostQuestions = 0;
          this.#answersWithoutNews = metadata.update(view) ? 0 : this.#answersWithoutNews + 1;
          this.#pause(this.#answersWithoutNews);
          this.#parts.wake();
        });
      });
    });
  }

  /** The next question comes after the pause that belongs to this many fruitless ones, the last included. */
  #pause(fruitless: number): void {
    const { backoff, scheduler } = this.#parts;
    this.#notBeforeUs = scheduler.now() + backoff.nextUs(Math.max(0, fruitless - 1));
  }
}
