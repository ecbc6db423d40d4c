import type { EventHandle } from "../../../base/event-queue.ts";
import { RandomStream } from "../../../base/random-stream.ts";
import { timeUs } from "../../../base/time.ts";
import type { ApiName } from "../api/kafka-api.ts";
import type { ServiceHost } from "../broker-service.ts";
import { BrokerConnections, type LostRequestError } from "../client/broker-connections.ts";
import { type ApiCall, type RequestOutcome, sendRequest } from "../client/broker-requests.ts";

/** As request.timeout.ms of a broker. */
const REQUEST_TIMEOUT_US = 30_000_000;

type Waiting = {
  readonly brokerId: number;
  readonly deadlineUs: number;
  send(): void;
  lost(error: LostRequestError): void;
};

/**
 * A broker's own requests to other brokers, and to itself: each waits until its connection is there. As InterBrokerSendThread.
 *
 * Invariants: (1) every request ends in its answer or as lost, as long as the process runs; (2) at most one request is on the way
 * to a broker, the others wait in order.
 */
export class BrokerChannel {
  readonly #host: ServiceHost;
  readonly #connections: BrokerConnections;
  #waiting: Waiting[] = [];
  #timer: { readonly handle: EventHandle; readonly atUs: number } | undefined;
  #isRunning = false;
  #mustRunAgain = false;

  constructor(host: ServiceHost, name: string) {
    this.#host = host;
    this.#connections = new BrokerConnections({
      network: host.network,
      machineId: host.brokerId,
      brokerIds: [],
      requestTimeoutUs: REQUEST_TIMEOUT_US,
      maxInFlightRequests: 1,
      random: new RandomStream(host.brokerId, `kafka/broker/${name}/reconnect`),
      onChange: () => this.#run(),
    });
  }

  /** Sends a request as soon as the broker can be reached; it is lost after request.timeout.ms. */
  request<A extends ApiName>(brokerId: number, call: ApiCall<A>, outcome: RequestOutcome<A>): void {
    const { directory, scheduler } = this.#host;
    const path = { connections: this.#connections, directory, nowUs: () => scheduler.now() };
    const afterwards = (act: () => void) => {
      if (!this.#host.isRunning()) return;
      act();
      this.#run();
    };
    this.#waiting.push({
      brokerId,
      deadlineUs: scheduler.now() + REQUEST_TIMEOUT_US,
      send: () =>
        sendRequest(path, brokerId, call, {
          answered: (response) => afterwards(() => outcome.answered(response)),
          lost: (error) => afterwards(() => outcome.lost(error)),
        }),
      lost: (error) => outcome.lost(error),
    });
    this.#run();
  }

  /** Sends what can be sent, and again as long as that causes more. */
  #run(): void {
    if (!this.#host.isRunning()) return;
    if (this.#isRunning) {
      this.#mustRunAgain = true;
      return;
    }
    this.#isRunning = true;
    do {
      this.#mustRunAgain = false;
      this.#connections.dropTimedOut();
      this.#sendReady();
    } while (this.#mustRunAgain);
    this.#isRunning = false;
    this.#arm();
  }

  #sendReady(): void {
    const nowUs = this.#host.scheduler.now();
    const held: Waiting[] = [];
    for (const waiting of this.#waiting.splice(0)) {
      if (waiting.deadlineUs <= nowUs) waiting.lost("REQUEST_TIMED_OUT");
      else if (this.#connections.isReady(waiting.brokerId)) waiting.send();
      else held.push(waiting);
    }
    this.#waiting = [...held, ...this.#waiting];
  }

  #arm(): void {
    let next = this.#connections.nextTimeoutUs();
    for (const { brokerId, deadlineUs } of this.#waiting) {
      next = Math.min(next, deadlineUs, this.#connections.reconnectAtUs(brokerId) ?? deadlineUs);
    }
    if (!Number.isFinite(next)) return;
    const { scheduler } = this.#host;
    const atUs = Math.max(next, scheduler.now());
    if (this.#timer !== undefined) {
      if (this.#timer.atUs <= atUs) return;
      scheduler.cancel(this.#timer.handle);
    }
    const handle = scheduler.at(timeUs(atUs), () => {
      this.#timer = undefined;
      this.#run();
    });
    this.#timer = { handle, atUs };
  }
}
