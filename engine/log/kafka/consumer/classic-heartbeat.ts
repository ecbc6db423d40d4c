import type { ConsumerConfig } from "./consumer-config.ts";

/**
 * When a member of a classic group must say that it is there, and when it must take itself for lost. As Kafka's Heartbeat.
 */
export class ClassicHeartbeat {
  readonly #config: ConsumerConfig;
  #sessionDeadlineUs = 0;
  #pollDeadlineUs = 0;
  #dueUs = 0;
  #isInFlight = false;

  constructor(config: ConsumerConfig, nowUs: number) {
    this.#config = config;
    this.restart(nowUs);
    this.polled(nowUs);
  }

  /** A generation begins: the session is fresh. As resetTimeouts. */
  restart(nowUs: number): void {
    this.#sessionDeadlineUs = nowUs + this.#config.sessionTimeoutUs;
    this.#dueUs = nowUs + this.#config.heartbeatIntervalUs;
    this.#isInFlight = false;
  }

  /** The application polls. */
  polled(nowUs: number): void {
    this.#pollDeadlineUs = nowUs + this.#config.maxPollIntervalUs;
  }

  sent(nowUs: number): void {
    this.#isInFlight = true;
    this.#dueUs = nowUs + this.#config.heartbeatIntervalUs;
  }

  /** The coordinator has answered, if only that the group rebalances. */
  received(nowUs: number): void {
    this.#isInFlight = false;
    this.#sessionDeadlineUs = nowUs + this.#config.sessionTimeoutUs;
  }

  /** No answer, or none that says that the member is alive: the next try comes soon. */
  failed(nowUs: number): void {
    this.#isInFlight = false;
    this.#dueUs = nowUs + this.#config.retryBackoffUs;
  }

  /** When the next heartbeat is due, infinity while one is under way. */
  get dueUs(): number {
    return this.#isInFlight ? Number.POSITIVE_INFINITY : this.#dueUs;
  }

  get sessionDeadlineUs(): number {
    return this.#sessionDeadlineUs;
  }

  /** max.poll.interval.ms after the last poll. */
  get pollDeadlineUs(): number {
    return this.#pollDeadlineUs;
  }
}
