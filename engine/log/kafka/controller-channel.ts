import type { EventHandle } from "../../base/event-queue.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import { durationUs } from "../../base/time.ts";
import type { MessageName } from "./message-sight.ts";
import { type ControllerDirectory, type ControllerEndpoint, REQUEST_OVERHEAD_BYTES } from "./messages.ts";
import type { Connection, Network } from "./network.ts";
import type { MachineId } from "./network-links.ts";

/** The pause before a controller is looked for again. As the poll of NodeToControllerRequestThread. */
const RETRY_US = 100_000;

/** Sends the answer to a request back; `deliver` runs at the broker, unless it has given the request up. */
export type Answer = (sizeBytes: number, deliver: () => void) => void;

/** A request to the active controller: one of `serve`'s answer and `lost` comes back, once. */
export type ControllerRequest = {
  /** Its name in Kafka's protocol. */
  readonly api: string;
  readonly sizeBytes: number;
  /** From sending on; until there is a connection the request waits. */
  readonly timeoutUs: number;
  /** Runs at the active controller. */
  serve(controller: ControllerEndpoint, connection: Connection, answer: Answer): void;
  /** No answer will come: the connection is gone, the time is over, or the machine is not the active controller. */
  lost(): void;
};

/** What the channel needs of the broker it lives in. */
export type ControllerChannelHost = {
  readonly brokerId: MachineId;
  readonly network: Network;
  readonly controllers: ControllerDirectory;
  readonly isRunning: () => boolean;
  /** A connection was lost and there is another one: what the controller sent meanwhile did not arrive. */
  reconnected(): void;
};

type InFlight = { readonly request: ControllerRequest; timer: EventHandle | undefined };

/**
 * A broker's way to the active controller: it finds it among the controllers, and looks for it again when the connection is lost,
 * an answer does not come in time, or another one has been elected. As NodeToControllerChannelManager.
 *
 * Invariants: (1) a request is on its way at most once; (2) what waits for a connection goes in the order in which it came.
 */
export class ControllerChannel {
  readonly #host: ControllerChannelHost;
  readonly #inFlight = new Set<InFlight>();
  #waiting: ControllerRequest[] = [];
  #connection: Connection | undefined;
  #isSeeking = false;
  #target: number;
  #hasBeenOpen = false;

  constructor(host: ControllerChannelHost) {
    this.#host = host;
    this.#target = 0;
  }

  get #scheduler(): Scheduler {
    return this.#host.network.scheduler;
  }

  /** The connection that was there before the run began. */
  adopt(): Connection {
    const { network, brokerId, controllers } = this.#host;
    const machine = controllers.active() ?? (controllers.machines[0] as MachineId);
    this.#target = Math.max(0, controllers.machines.indexOf(machine));
    this.#connection = network.openNow(brokerId, machine, { closed: (closed) => this.#lose(closed) });
    this.#hasBeenOpen = true;
    return this.#connection;
  }

  /** Sends a request now, or as soon as there is a connection. */
  send(request: ControllerRequest): void {
    if (this.#connection === undefined) {
      this.#waiting.push(request);
      this.#seek();
    } else this.#sendOver(this.#connection, request);
  }

  #sendOver(connection: Connection, request: ControllerRequest): void {
    const inFlight: InFlight = { request, timer: undefined };
    this.#inFlight.add(inFlight);
    const { api } = request;
    const answer: Answer = (sizeBytes, deliver) => {
      const taken = (): void => {
        if (this.#take(inFlight)) deliver();
      };
      connection.sendToClient(sizeBytes, taken, { api, isAnswer: true });
    };
    const ask = (): void => {
      const controller = this.#host.controllers.activeOn(connection.server);
      if (controller !== undefined) request.serve(controller, connection, answer);
      else connection.sendToClient(REQUEST_OVERHEAD_BYTES, () => this.#redirect(connection), notController(api));
    };
    connection.sendToServer(request.sizeBytes, ask, { api });
    inFlight.timer = this.#scheduler.after(durationUs(request.timeoutUs), () => {
      if (!this.#host.isRunning() || !this.#inFlight.has(inFlight)) return;
      connection.abandon();
      this.#lose(connection);
    });
  }

  /** The request is settled; false when it had been before, or the process is gone. */
  #take(inFlight: InFlight): boolean {
    if (!this.#inFlight.delete(inFlight)) return false;
    if (inFlight.timer !== undefined) this.#scheduler.cancel(inFlight.timer);
    return this.#host.isRunning();
  }

  /** NOT_CONTROLLER: that machine knows, or does not know, who is. */
  #redirect(connection: Connection): void {
    if (this.#connection !== connection) return;
    const { machines, active } = this.#host.controllers;
    const known = active();
    connection.abandon();
    this.#lose(connection);
    if (known !== undefined) this.#target = machines.indexOf(known);
  }

  #lose(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#target += 1;
    const lost = [...this.#inFlight];
    for (const inFlight of lost) if (this.#take(inFlight)) inFlight.request.lost();
    this.#pause();
  }

  #pause(): void {
    this.#isSeeking = true;
    this.#scheduler.after(durationUs(RETRY_US), () => {
      this.#isSeeking = false;
      if (this.#host.isRunning()) this.#seek();
    });
  }

  #seek(): void {
    if (this.#isSeeking || this.#connection !== undefined) return;
    this.#isSeeking = true;
    const { network, brokerId, controllers } = this.#host;
    const machine = controllers.machines[this.#target % controllers.machines.length] as MachineId;
    network.connect(brokerId, machine, {
      opened: (connection) => {
        this.#isSeeking = false;
        this.#opened(connection);
      },
      refused: () => {
        this.#target += 1;
        this.#pause();
      },
      closed: (connection) => this.#lose(connection),
    });
  }

  #opened(connection: Connection): void {
    this.#connection = connection;
    if (this.#hasBeenOpen) this.#host.reconnected();
    this.#hasBeenOpen = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const request of waiting) this.send(request);
  }
}

function notController(api: string): MessageName {
  return { api, isAnswer: true, error: "NOT_CONTROLLER" };
}
