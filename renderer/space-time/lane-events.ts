import type { ProbeEvent, Severity } from "../../engine/base/probe.ts";
import { INTERNAL } from "./lanes.ts";

/** Which events are shown: every part must fit. */
export type SpaceFilter = {
  /** Words that an event's kind, subject or message must hold, whatever their case. */
  readonly text: string;
  readonly severities: ReadonlySet<Severity>;
  /** One kind of event; every kind when empty. */
  readonly kind: string;
};

/** The events of a lane in order: when each was, and its position in the run's events. */
export type LaneEvents = { readonly timesUs: number[]; readonly positions: number[]; readonly ranks: number[] };

/** Info, warning, error. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** By lane: the events of a run that fit a filter. It follows a run while it grows: what was looked at is not looked at again. */
export class EventLanes {
  readonly #filter: SpaceFilter;
  readonly #words: readonly string[];
  readonly #known: ReadonlySet<string>;
  readonly #byLane = new Map<string, LaneEvents>();
  readonly #kinds = new Map<string, number>();
  #read = 0;
  #count = 0;

  /** `lanes` are the ids of those that there are; events of others are left out. */
  constructor(filter: SpaceFilter, lanes: ReadonlySet<string>) {
    this.#filter = filter;
    this.#words = filter.text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    this.#known = lanes;
  }

  /** Takes in what the run has more. */
  extend(events: readonly ProbeEvent[]): void {
    for (; this.#read < events.length; this.#read += 1) {
      const event = events[this.#read] as ProbeEvent;
      this.#kinds.set(event.kind, (this.#kinds.get(event.kind) ?? 0) + 1);
      if (!this.#fits(event)) continue;
      const id = laneOf(event, this.#known);
      if (id === undefined) continue;
      let lane = this.#byLane.get(id);
      if (lane === undefined) {
        lane = { timesUs: [], positions: [], ranks: [] };
        this.#byLane.set(id, lane);
      }
      lane.timesUs.push(event.atUs);
      lane.positions.push(this.#read);
      lane.ranks.push(SEVERITY_RANK[event.severity]);
      this.#count += 1;
    }
  }

  /** The events of a lane; undefined when it has none. */
  of(lane: string): LaneEvents | undefined {
    return this.#byLane.get(lane);
  }

  /** How many events are shown. */
  get count(): number {
    return this.#count;
  }

  /** Every kind of event that the run has, with how many of it there are, whatever the filter. */
  get kinds(): ReadonlyMap<string, number> {
    return this.#kinds;
  }

  #fits({ kind, subject, message, severity }: ProbeEvent): boolean {
    if (!this.#filter.severities.has(severity)) return false;
    if (this.#filter.kind !== "" && this.#filter.kind !== kind) return false;
    if (this.#words.length === 0) return true;
    const whole = `${kind} ${subject} ${message}`.toLowerCase();
    return this.#words.every((word) => whole.includes(word));
  }
}

/** An event of a group that names a member by its number is that member's; every other one is its subject's. */
function laneOf({ subject, fields }: ProbeEvent, lanes: ReadonlySet<string>): string | undefined {
  const { member } = fields;
  const ofMember = typeof member === "number" ? `${subject}-${member}` : "";
  if (lanes.has(ofMember)) return ofMember;
  if (subject.startsWith(INTERNAL) && lanes.has(INTERNAL)) return INTERNAL;
  return lanes.has(subject) ? subject : undefined;
}

/** The first of ascending times that is at least `atUs`. */
export function firstAt(timesUs: readonly number[], atUs: number): number {
  let low = 0;
  let high = timesUs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesUs[middle] as number) < atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
