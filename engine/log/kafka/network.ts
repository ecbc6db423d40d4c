import { AssertionError } from "../../base/assert.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import { durationUs, timeUs } from "../../base/time.ts";
import { RequestChannel } from "./request-channel.ts";

/** A broker by its id, the controller (0) or a client (from 1,000,000 on). */
export type MachineId = number;

export const CONTROLLER_MACHINE: MachineId = 0;

/** How long a client waits for a connection that nobody answers. As socket.connection.setup.timeout.ms. */
const CONNECTION_SETUP_TIMEOUT_US = 10_000_000;

/** up: the process runs. process-down: the machine runs and refuses connections. power-off: nothing answers. */
type MachineState = "up" | "process-down" | "power-off";

type Machine = { state: MachineState; incarnation: number; readonly connections: Set<Connection> };

/** What became of an attempt to connect. */
export type ConnectionListener = {
  opened(connection: Connection): void;
  /** Refused, or not answered in time. */
  refused(): void;
  /** An open connection was reset by the other side. */
  closed(connection: Connection): void;
};

/** What a network is made of; every pair of machines has a link of its own. */
export type NetworkConfig = { readonly latencyUs: number; readonly bandwidthBytesPerSecond: number };

/**
 * Machines and the connections between them. A message takes its size over the bandwidth, plus the latency of the link.
 *
 * Invariants: (1) messages of one direction of a connection arrive in the order in which they were sent; (2) nothing is
 * delivered to a process other than the one the connection was opened with; (3) a dead process resets its connections at once,
 * a machine without power never does.
 * Simplified: a connection opens in one round trip; links do not share bandwidth.
 */
export class Network {
  readonly scheduler: Scheduler;
  readonly #config: NetworkConfig;
  readonly #machines = new Map<MachineId, Machine>();
  readonly #extraLatencyUs = new Map<string, number>();

  constructor(scheduler: Scheduler, config: NetworkConfig) {
    this.scheduler = scheduler;
    this.#config = config;
  }

  /** Adds a machine whose process runs. */
  addMachine(id: MachineId): void {
    this.#machines.set(id, { state: "up", incarnation: 0, connections: new Set() });
  }

  /** One-way latency of the link between two machines now. */
  latencyUs(a: MachineId, b: MachineId): number {
    if (this.#extraLatencyUs.size === 0) return this.#config.latencyUs;
    return this.#config.latencyUs + (this.#extraLatencyUs.get(linkKey(a, b)) ?? 0);
  }

  /** Makes a link slower in both directions, or gives it back its speed. */
  setExtraLatency(a: MachineId, b: MachineId, extraUs: number | undefined): void {
    if (extraUs === undefined) this.#extraLatencyUs.delete(linkKey(a, b));
    else this.#extraLatencyUs.set(linkKey(a, b), extraUs);
  }

  /** How long a message occupies its connection. */
  transmissionUs(sizeBytes: number): number {
    return Math.ceil((sizeBytes * 1_000_000) / this.#config.bandwidthBytesPerSecond);
  }

  /** Opens a connection in one round trip. */
  connect(client: MachineId, server: MachineId, listener: ConnectionListener): void {
    const incarnation = this.#machine(client).incarnation;
    const roundTripUs = 2 * this.latencyUs(client, server);
    this.scheduler.after(durationUs(roundTripUs), () => {
      if (!this.#runs(client, incarnation)) return;
      const state = this.#machine(server).state;
      if (state === "up") listener.opened(this.openNow(client, server, listener));
      else if (state === "process-down") listener.refused();
      else {
        const waitUs = Math.max(0, CONNECTION_SETUP_TIMEOUT_US - roundTripUs);
        this.scheduler.after(durationUs(waitUs), () => {
          if (this.#runs(client, incarnation)) listener.refused();
        });
      }
    });
  }

  /** A connection that is there without any delay: the ones that existed before the run began. */
  openNow(client: MachineId, server: MachineId, listener: Pick<ConnectionListener, "closed">): Connection {
    const from = this.#machine(client);
    const to = this.#machine(server);
    const connection = new Connection(this, {
      client,
      server,
      clientIncarnation: from.incarnation,
      serverIncarnation: to.incarnation,
      onClosed: (closed) => listener.closed(closed),
    });
    from.connections.add(connection);
    to.connections.add(connection);
    return connection;
  }

  /** The process dies: the machine resets its connections, and the peers see that one latency later. */
  killProcess(id: MachineId): void {
    this.#stop(id, "process-down");
  }

  /** The machine loses power: its peers hear nothing. */
  losePower(id: MachineId): void {
    this.#stop(id, "power-off");
  }

  /** A new process starts on the machine. */
  start(id: MachineId): void {
    const machine = this.#machine(id);
    machine.state = "up";
    machine.incarnation += 1;
  }

  #stop(id: MachineId, state: "process-down" | "power-off"): void {
    const machine = this.#machine(id);
    machine.state = state;
    for (const connection of machine.connections) {
      if (connection.client === id) connection.abandon();
      else if (state === "process-down") connection.reset();
    }
    machine.connections.clear();
  }

  /** Does this very process still run? */
  isDeliverable(id: MachineId, incarnation: number): boolean {
    return this.#runs(id, incarnation);
  }

  /** Would a message to a dead process be answered by a reset? */
  answersWithReset(id: MachineId): boolean {
    return this.#machine(id).state !== "power-off";
  }

  /** Forgets a closed connection. */
  forget(connection: Connection): void {
    this.#machine(connection.client).connections.delete(connection);
    this.#machine(connection.server).connections.delete(connection);
  }

  #runs(id: MachineId, incarnation: number): boolean {
    const machine = this.#machine(id);
    return machine.state === "up" && machine.incarnation === incarnation;
  }

  #machine(id: MachineId): Machine {
    const machine = this.#machines.get(id);
    if (machine === undefined) throw new AssertionError(`no machine ${id} in the network`);
    return machine;
  }
}

function linkKey(a: MachineId, b: MachineId): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}

type ConnectionParts = {
  readonly client: MachineId;
  readonly server: MachineId;
  readonly clientIncarnation: number;
  readonly serverIncarnation: number;
  readonly onClosed: (connection: Connection) => void;
};

/** One direction of a connection: when its wire is free, and when its last message arrives. */
type Lane = { freeAtUs: number; lastArrivalUs: number };

/** A connection between a client's and a server's process. The client is told when it is reset; the server never asks. */
export class Connection {
  /** The requests that the server has received and not answered yet. */
  readonly requests: RequestChannel;
  readonly #network: Network;
  readonly #parts: ConnectionParts;
  readonly #toServer: Lane = { freeAtUs: 0, lastArrivalUs: 0 };
  readonly #toClient: Lane = { freeAtUs: 0, lastArrivalUs: 0 };
  #isOpenAtClient = true;
  #isOpenAtServer = true;

  constructor(network: Network, parts: ConnectionParts) {
    this.#network = network;
    this.#parts = parts;
    this.requests = new RequestChannel(network.scheduler);
  }

  get client(): MachineId {
    return this.#parts.client;
  }

  get server(): MachineId {
    return this.#parts.server;
  }

  /** Does the client still hold it? */
  get isOpen(): boolean {
    return this.#isOpenAtClient;
  }

  /** Sends to the server; `deliver` runs there when the message arrives at the process the connection was opened with. */
  sendToServer(sizeBytes: number, deliver: () => void): void {
    if (!this.#isOpenAtClient) return;
    const { server, serverIncarnation } = this.#parts;
    this.#network.scheduler.at(timeUs(this.#arrivalUs(this.#toServer, sizeBytes)), () => {
      if (!this.#isOpenAtServer) return;
      if (this.#network.isDeliverable(server, serverIncarnation)) deliver();
      else if (this.#network.answersWithReset(server)) this.reset();
    });
  }

  /** Sends to the client. */
  sendToClient(sizeBytes: number, deliver: () => void): void {
    if (!this.#isOpenAtClient) return;
    const { client, clientIncarnation } = this.#parts;
    this.#network.scheduler.at(timeUs(this.#arrivalUs(this.#toClient, sizeBytes)), () => {
      if (this.#isOpenAtClient && this.#network.isDeliverable(client, clientIncarnation)) deliver();
    });
  }

  /** The server's side is gone: the client learns it behind everything that is already on its way to it. */
  reset(): void {
    this.#isOpenAtServer = false;
    this.sendToClient(0, () => {
      this.abandon();
      this.#parts.onClosed(this);
    });
  }

  /** The client gives the connection up: no answer reaches it any more, but what it has sent still arrives. */
  abandon(): void {
    this.#isOpenAtClient = false;
    this.#network.forget(this);
  }

  #arrivalUs(lane: Lane, sizeBytes: number): number {
    const now = this.#network.scheduler.now();
    lane.freeAtUs = Math.max(now, lane.freeAtUs) + this.#network.transmissionUs(sizeBytes);
    const latencyUs = this.#network.latencyUs(this.#parts.client, this.#parts.server);
    lane.lastArrivalUs = Math.max(lane.lastArrivalUs, lane.freeAtUs + latencyUs);
    return lane.lastArrivalUs;
  }
}
