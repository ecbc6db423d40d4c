import type { RandomStream } from "../../../base/random-stream.ts";
import type { MessageName } from "../message-sight.ts";
import type { Connection, Network } from "../network.ts";
import type { MachineId } from "../network-links.ts";
import { ExponentialBackoff } from "./exponential-backoff.ts";

/** As reconnect.backoff.ms and reconnect.backoff.max.ms. */
const RECONNECT_BACKOFF_US = 50_000;
const RECONNECT_BACKOFF_MAX_US = 1_000_000;

/** Why a request is never answered: its connection was closed, or given up after request.timeout.ms. */
export type LostRequestError = "NETWORK_EXCEPTION" | "REQUEST_TIMED_OUT";

/**
 * A request that has not been answered. `onDisconnect` runs when it never will be. `timeoutUs` stands in for request.timeout.ms
 * where the answer may take longer: JoinGroup waits for the other members.
 */
export type InFlightRequest = {
  readonly sentUs: number;
  readonly timeoutUs?: number | undefined;
  onDisconnect(error: LostRequestError): void;
};

/** A request with the name under which whoever looks sees it; without one nobody does. */
export type NamedRequest = InFlightRequest & { readonly name?: MessageName | undefined };

/** A producer's connection to one broker. */
type Node = {
  readonly brokerId: number;
  /** refused: the next attempt is made no earlier than `reconnectAtUs`. */
  state: "disconnected" | "connecting" | "ready";
  connection: Connection | undefined;
  readonly inFlight: InFlightRequest[];
  failures: number;
  reconnectAtUs: number;
};

/** What the connections need to know and whom they tell. */
export type ConnectionsHost = {
  readonly network: Network;
  readonly machineId: MachineId;
  readonly brokerIds: readonly number[];
  readonly requestTimeoutUs: number;
  readonly maxInFlightRequests: number;
  readonly random: RandomStream;
  /** A connection opened or was lost: it may be time to send, and the leaders may have changed. */
  readonly onChange: (hasLostBroker: boolean) => void;
};

/**
 * A producer's connections: one per broker, opened when needed, given up when a request is not answered in time. As
 * NetworkClient.
 *
 * Invariants: (1) at most max.in.flight.requests.per.connection requests are unanswered on a connection; (2) every request ends
 * in its answer or in `onDisconnect`, never in both.
 */
export class BrokerConnections {
  readonly #host: ConnectionsHost;
  readonly #nodes: Map<number, Node>;
  readonly #backoff: ExponentialBackoff;
  #rotation = 0;

  constructor(host: ConnectionsHost) {
    this.#host = host;
    this.#backoff = new ExponentialBackoff(RECONNECT_BACKOFF_US, RECONNECT_BACKOFF_MAX_US, host.random);
    this.#nodes = new Map();
    for (const brokerId of host.brokerIds) this.#nodeOf(brokerId);
  }

  /** A broker that was not there when the client started is met when it is first asked for. */
  #nodeOf(brokerId: number): Node {
    const known = this.#nodes.get(brokerId);
    if (known !== undefined) return known;
    const node: Node = {
      brokerId,
      state: "disconnected",
      connection: undefined,
      inFlight: [],
      failures: 0,
      reconnectAtUs: 0,
    };
    this.#nodes.set(brokerId, node);
    return node;
  }

  /** Can a request be sent to this broker now? If there is no connection, one is attempted. */
  isReady(brokerId: number): boolean {
    const node = this.#nodeOf(brokerId);
    if (node.state === "disconnected" && node.reconnectAtUs <= this.#nowUs()) this.#connect(node);
    return node.state === "ready" && node.inFlight.length < this.#host.maxInFlightRequests;
  }

  /**
   * The connected broker with the fewest unanswered requests that may take another one; without any, a connection to the next
   * broker in turn is attempted. As NetworkClient.leastLoadedNode.
   */
  leastLoaded(): number | undefined {
    let best: Node | undefined;
    for (const node of this.#nodes.values()) {
      if (node.state !== "ready" || node.inFlight.length >= this.#host.maxInFlightRequests) continue;
      if (best === undefined || node.inFlight.length < best.inFlight.length) best = node;
    }
    if (best !== undefined) return best.brokerId;
    const nodes = [...this.#nodes.values()];
    if (nodes.some((node) => node.state === "connecting")) return undefined;
    const candidates = nodes.filter((node) => node.state === "disconnected" && node.reconnectAtUs <= this.#nowUs());
    const next = candidates[this.#rotation++ % Math.max(1, candidates.length)];
    if (next !== undefined) this.#connect(next);
    return undefined;
  }

  #connect(node: Node): void {
    node.state = "connecting";
    this.#host.network.connect(this.#host.machineId, node.brokerId, {
      opened: (connection) => {
        node.state = "ready";
        node.connection = connection;
        node.failures = 0;
        this.#host.onChange(false);
      },
      refused: () => this.#disconnect(node, "NETWORK_EXCEPTION"),
      closed: (connection) => {
        if (node.connection === connection) this.#disconnect(node, "NETWORK_EXCEPTION");
      },
    });
  }

  /** All requests of the connection end with it, and with the same error. As NetworkClient.cancelInFlightRequests. */
  #disconnect(node: Node, error: LostRequestError): void {
    node.state = "disconnected";
    node.connection = undefined;
    node.reconnectAtUs = this.#nowUs() + this.#backoff.nextUs(node.failures);
    node.failures += 1;
    for (const request of node.inFlight.splice(0)) request.onDisconnect(error);
    this.#host.onChange(true);
  }

  /** Sends a request to a broker that `isReady`; `deliver` runs there. */
  send(brokerId: number, sizeBytes: number, request: NamedRequest, deliver: (connection: Connection) => void): void {
    const node = this.#nodes.get(brokerId);
    const connection = node?.connection;
    if (node === undefined || connection === undefined) return;
    node.inFlight.push(request);
    connection.sendToServer(sizeBytes, () => deliver(connection), request.name);
  }

  /** Sends without waiting for an answer: acks=0. */
  sendOneWay(brokerId: number, sizeBytes: number, deliver: (connection: Connection) => void): void {
    const connection = this.#nodes.get(brokerId)?.connection;
    connection?.sendToServer(sizeBytes, () => deliver(connection));
  }

  /** A request was answered. False when it had been given up before. */
  answered(brokerId: number, request: InFlightRequest): boolean {
    const inFlight = this.#nodes.get(brokerId)?.inFlight ?? [];
    const at = inFlight.indexOf(request);
    if (at < 0) return false;
    inFlight.splice(at, 1);
    return true;
  }

  /** Gives up connections on which a request is over its timeout. As NetworkClient.handleTimedOutRequests. */
  dropTimedOut(): void {
    const nowUs = this.#nowUs();
    for (const node of this.#nodes.values()) {
      if (!node.inFlight.some((request) => this.#deadlineUs(request) <= nowUs)) continue;
      node.connection?.abandon();
      this.#disconnect(node, "REQUEST_TIMED_OUT");
    }
  }

  /** The next instant at which a request times out. */
  nextTimeoutUs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const node of this.#nodes.values()) {
      for (const request of node.inFlight) next = Math.min(next, this.#deadlineUs(request));
    }
    return next;
  }

  #deadlineUs({ sentUs, timeoutUs }: InFlightRequest): number {
    return sentUs + (timeoutUs ?? this.#host.requestTimeoutUs);
  }

  /** When a connection to this broker may be attempted again; undefined when it needs no attempt. */
  reconnectAtUs(brokerId: number): number | undefined {
    const node = this.#nodes.get(brokerId);
    return node?.state === "disconnected" ? node.reconnectAtUs : undefined;
  }

  /** The earliest instant at which any broker may be tried again; undefined while one is connected or being tried. */
  nextAttemptUs(): number | undefined {
    let next = Number.POSITIVE_INFINITY;
    for (const node of this.#nodes.values()) {
      if (node.state !== "disconnected") return undefined;
      next = Math.min(next, node.reconnectAtUs);
    }
    return next;
  }

  #nowUs(): number {
    return this.#host.network.scheduler.now();
  }
}
