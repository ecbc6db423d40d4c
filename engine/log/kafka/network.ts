import { AssertionError } from "../../base/assert.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import { durationUs, timeUs } from "../../base/time.ts";
import { type MessageName, type MessageSight, MessageWatch, type SeenMessage } from "./message-sight.ts";
import { type LinkConfig, type MachineId, type NetworkCut, NetworkLinks } from "./network-links.ts";
import { RequestChannel } from "./request-channel.ts";
import { nextRetransmissionUs } from "./retransmission.ts";

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

/** When the first packet of a connection is sent again while nothing answers: after 1, 3 and 7 s. As Linux's tcp_syn_retries. */
const SYN_RETRY_US = [1_000_000, 3_000_000, 7_000_000];

/**
 * Machines and the connections between them. A message takes its size over the bandwidth, plus the latency of the link.
 *
 * Invariants: (1) messages of one direction of a connection arrive in the order in which they were sent; (2) nothing is
 * delivered to a process other than the one the connection was opened with; (3) a dead process resets its connections at once,
 * a machine without power never does; (4) what is sent into a cut waits, as TCP sends it again until the connection is given up.
 * Simplified: a connection opens in one round trip; links do not share bandwidth.
 */
export class Network {
  readonly scheduler: Scheduler;
  readonly links: NetworkLinks;
  readonly messages: MessageWatch;
  readonly #machines = new Map<MachineId, Machine>();
  readonly #listeners: (() => void)[] = [];

  /** `sight` sees every message that has a name. */
  constructor(scheduler: Scheduler, config: LinkConfig, sight?: MessageSight) {
    this.messages = new MessageWatch(scheduler, sight);
    this.scheduler = scheduler;
    this.links = new NetworkLinks(config);
  }

  /** Tells `listener` when machines stop or start, or links are cut or healed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Adds a machine whose process runs. */
  addMachine(id: MachineId): void {
    this.#machines.set(id, { state: "up", incarnation: 0, connections: new Set() });
  }

  /** One-way latency of the link between two machines now. */
  latencyUs(a: MachineId, b: MachineId): number {
    return this.links.latencyUs(a, b);
  }

  /** Cuts the network between machines. */
  cut(cut: NetworkCut): void {
    this.links.cut(cut);
    this.#changed();
  }

  /** Takes a cut away: connections that nobody gave up go on. */
  heal(cut: NetworkCut): void {
    this.links.heal(cut);
    for (const machine of this.#machines.values()) for (const connection of machine.connections) connection.healed();
    this.#changed();
  }

  /** Do both machines run, and does a message get through from each to the other? */
  canTalk(a: MachineId, b: MachineId): boolean {
    if (!this.isUp(a) || !this.isUp(b)) return false;
    return !this.links.isCut(a, b) && !this.links.isCut(b, a);
  }

  /** Does the machine's process run? */
  isUp(id: MachineId): boolean {
    return this.#machine(id).state === "up";
  }

  /** Opens a connection in one round trip. */
  connect(client: MachineId, server: MachineId, listener: ConnectionListener): void {
    const { incarnation } = this.#machine(client);
    const startedUs = this.scheduler.now();
    const giveUp = () => {
      const leftUs = Math.max(0, startedUs + CONNECTION_SETUP_TIMEOUT_US - this.scheduler.now());
      this.scheduler.after(durationUs(leftUs), () => {
        if (this.#runs(client, incarnation)) listener.refused();
      });
    };
    const attempt = (retry: number) => {
      const roundTripUs = 2 * this.latencyUs(client, server);
      this.scheduler.after(durationUs(roundTripUs), () => {
        if (!this.#runs(client, incarnation)) return;
        if (this.links.isCut(client, server) || this.links.isCut(server, client)) {
          const nextUs = startedUs + (SYN_RETRY_US[retry] ?? Number.POSITIVE_INFINITY);
          if (nextUs < startedUs + CONNECTION_SETUP_TIMEOUT_US) {
            this.scheduler.at(timeUs(Math.max(nextUs, this.scheduler.now())), () => attempt(retry + 1));
          } else giveUp();
          return;
        }
        const { state } = this.#machine(server);
        if (state === "up") listener.opened(this.openNow(client, server, listener));
        else if (state === "process-down") listener.refused();
        else giveUp();
      });
    };
    attempt(0);
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
    this.#changed();
  }

  #stop(id: MachineId, state: "process-down" | "power-off"): void {
    const machine = this.#machine(id);
    machine.state = state;
    for (const connection of machine.connections) {
      if (connection.client === id) connection.abandon();
      else if (state === "process-down") connection.reset();
    }
    machine.connections.clear();
    this.#changed();
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

type ConnectionParts = {
  readonly client: MachineId;
  readonly server: MachineId;
  readonly clientIncarnation: number;
  readonly serverIncarnation: number;
  readonly onClosed: (connection: Connection) => void;
};

/** A message on its way; in a cut it waits until that heals. */
type SentMessage = {
  readonly sizeBytes: number;
  readonly arrive: () => void;
  readonly seen: SeenMessage | undefined;
};

/** One direction of a connection: when its wire is free, when its last message arrives, and what the network keeps from arriving. */
type Lane = {
  freeAtUs: number;
  lastArrivalUs: number;
  held: SentMessage[];
  heldSinceUs: number;
  isRetransmitting: boolean;
};

/** A connection between a client's and a server's process. The client is told when it is reset; the server never asks. */
export class Connection {
  /** The requests that the server has received and not answered yet. */
  readonly requests: RequestChannel;
  readonly #network: Network;
  readonly #parts: ConnectionParts;
  readonly #toServer = freeLane();
  readonly #toClient = freeLane();
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

  /**
   * Sends to the server; `deliver` runs there when the message arrives at the process the connection was opened with. A message with
   * a name is seen by whoever looks.
   */
  sendToServer(sizeBytes: number, deliver: () => void, name?: MessageName): void {
    if (!this.#isOpenAtClient) return;
    const { client, server, serverIncarnation } = this.#parts;
    const seen = name && this.#network.messages.show(name, client, server);
    const arrive = (): void => {
      const isDelivered = this.#isOpenAtServer && this.#network.isDeliverable(server, serverIncarnation);
      this.#network.messages.settle(seen, isDelivered);
      if (isDelivered) deliver();
      else if (this.#isOpenAtServer && this.#network.answersWithReset(server)) this.reset();
    };
    this.#send(this.#toServer, { sizeBytes, arrive, seen });
  }

  /** Sends to the client. */
  sendToClient(sizeBytes: number, deliver: () => void, name?: MessageName): void {
    if (!this.#isOpenAtClient) return;
    const { client, server, clientIncarnation } = this.#parts;
    const seen = name && this.#network.messages.show(name, server, client);
    const arrive = (): void => {
      const isDelivered = this.#isOpenAtClient && this.#network.isDeliverable(client, clientIncarnation);
      this.#network.messages.settle(seen, isDelivered);
      if (isDelivered) deliver();
    };
    this.#send(this.#toClient, { sizeBytes, arrive, seen });
  }

  /** The server's side is gone: the client learns it behind everything that is already on its way to it. */
  reset(): void {
    this.#isOpenAtServer = false;
    this.sendToClient(0, () => {
      this.abandon();
      this.#parts.onClosed(this);
    });
  }

  /** The client gives the connection up: no answer reaches it any more, but what has left it still arrives. */
  abandon(): void {
    this.#isOpenAtClient = false;
    for (const lane of [this.#toServer, this.#toClient]) {
      for (const { seen } of lane.held.splice(0)) this.#network.messages.settle(seen, false);
    }
    this.#network.forget(this);
  }

  #endsOf(lane: Lane): readonly [MachineId, MachineId] {
    const { client, server } = this.#parts;
    return lane === this.#toServer ? [client, server] : [server, client];
  }

  #send(lane: Lane, message: SentMessage): void {
    const [from, to] = this.#endsOf(lane);
    const { links, scheduler } = this.#network;
    if (lane.held.length > 0 || links.isCut(from, to)) {
      if (lane.held.length === 0) lane.heldSinceUs = scheduler.now();
      lane.held.push(message);
      return;
    }
    lane.freeAtUs = links.sentAtUs(from, to, message.sizeBytes, Math.max(scheduler.now(), lane.freeAtUs));
    lane.lastArrivalUs = Math.max(lane.lastArrivalUs, lane.freeAtUs + links.latencyUs(from, to));
    scheduler.at(timeUs(lane.lastArrivalUs), message.arrive);
  }

  /** The network may let through what it kept: TCP sends it again when the next time for that has come. */
  healed(): void {
    this.#retransmit(this.#toServer);
    this.#retransmit(this.#toClient);
  }

  #retransmit(lane: Lane): void {
    if (lane.held.length === 0 || lane.isRetransmitting) return;
    const { scheduler } = this.#network;
    lane.isRetransmitting = true;
    scheduler.at(timeUs(nextRetransmissionUs(lane.heldSinceUs, scheduler.now())), () => {
      lane.isRetransmitting = false;
      const [from, to] = this.#endsOf(lane);
      if (this.#network.links.isCut(from, to)) return;
      for (const message of lane.held.splice(0)) this.#send(lane, message);
    });
  }
}

function freeLane(): Lane {
  return { freeAtUs: 0, lastArrivalUs: 0, held: [], heldSinceUs: 0, isRetransmitting: false };
}
