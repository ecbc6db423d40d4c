import type { Scheduler } from "../../base/scheduler.ts";

/**
 * The server's end of a connection: it works on one request at a time and leaves the next in the socket until the present one
 * is answered. As Kafka's SocketServer, which mutes a channel while a request is in progress; that is what keeps the order of
 * pipelined produce requests.
 */
export class RequestChannel {
  readonly #scheduler: Scheduler;
  readonly #waiting: (() => void)[] = [];
  #isMuted = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Starts the work now, or when everything that came before is answered. */
  receive(work: () => void): void {
    if (this.#isMuted) {
      this.#waiting.push(work);
      return;
    }
    this.#isMuted = true;
    work();
  }

  /** The present request is answered. The next one is an event of its own, so that it never runs inside the answering one. */
  answered(): void {
    this.#isMuted = false;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#isMuted = true;
    this.#scheduler.at(this.#scheduler.now(), next);
  }
}
