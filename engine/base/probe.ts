import type { TimeUs } from "./time.ts";

/** A value that an event may carry. */
export type EventField = number | string | boolean;

/** How loud an event is: `info` is the normal course, `warning` a degradation, `error` a failure or a loss. */
export type Severity = "info" | "warning" | "error";

/** A rare fact worth a line on the timeline: a crash, an election, a commit. It enters the run's digest. */
export type ProbeEvent = {
  /** The kind of fact in the words of the trade: `leader-elected`, `table-committed`. */
  readonly kind: string;
  readonly atUs: TimeUs;
  /** The node or machine it happened to: `broker-2`, `flight.events-3`, `job`. */
  readonly subject: string;
  readonly severity: Severity;
  /** One sentence for people; says nothing that `fields` does not. */
  readonly message: string;
  readonly fields: Readonly<Record<string, EventField>>;
};

/** Takes the latencies of one name. */
export type LatencyMeter = {
  /** `weight` records took this long, in microseconds. */
  record(latencyUs: number, weight: number): void;
};

/** How the rooms report what happened, without knowing who listens. Nothing that listens can change a run. */
export interface Probe {
  event(event: ProbeEvent): void;
  /** A state variable took a value; it keeps it until told otherwise. Feeds the history that is scrubbed. */
  gauge(name: string, atUs: TimeUs, value: number): void;
  /** Adds to a counter. */
  count(name: string, amount: number): void;
  /** Where latencies of that name go: asked for once, told many. */
  latencyMeter(name: string): LatencyMeter;
}

const ignore = (): void => undefined;

/** A probe that listens to nothing. */
export const SILENT_PROBE: Probe = {
  event: ignore,
  gauge: ignore,
  count: ignore,
  latencyMeter: () => ({ record: ignore }),
};
