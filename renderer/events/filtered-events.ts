import type { ProbeEvent } from "../../engine/base/probe.ts";
import { isRoutine } from "../incident/routine.ts";
import type { EventFilter } from "../stores/view-store.ts";
import { subjectsOf } from "./event-nodes.ts";

/** Whether the log lists an event. */
export function matchesFilter(event: ProbeEvent, filter: EventFilter, nodes: ReadonlySet<string>): boolean {
  const { kind, severity, subject, message } = event;
  if (!filter.severities.includes(severity)) return false;
  if (filter.kind !== undefined && filter.kind !== kind) return false;
  if (filter.kind === undefined && !filter.hasRoutine && isRoutine(event)) return false;
  if (filter.subject !== undefined && !subjectsOf(event, nodes).includes(filter.subject)) return false;
  if (filter.text === "") return true;
  const text = filter.text.toLowerCase();
  return [kind, subject, message].some((part) => part.toLowerCase().includes(text));
}

/** The events of a run that a filter lets through, which grow with the run: only what is new is looked at. */
export class FilteredEvents {
  readonly #filter: EventFilter;
  readonly #nodes: ReadonlySet<string>;
  readonly #positions: number[] = [];
  readonly #kinds = new Map<string, number>();
  readonly #subjects = new Map<string, number>();
  #read = 0;

  constructor(filter: EventFilter, nodes: ReadonlySet<string>) {
    this.#filter = filter;
    this.#nodes = nodes;
  }

  /** Takes in what the run has more than the last time. */
  extend(events: readonly ProbeEvent[]): void {
    for (; this.#read < events.length; this.#read += 1) {
      const event = events[this.#read] as ProbeEvent;
      count(this.#kinds, event.kind);
      for (const subject of subjectsOf(event, this.#nodes)) count(this.#subjects, subject);
      if (matchesFilter(event, this.#filter, this.#nodes)) this.#positions.push(this.#read);
    }
  }

  /** Positions in the run's events, in order. */
  get positions(): readonly number[] {
    return this.#positions;
  }

  /** How many events there are of each kind, filtered or not. */
  get kinds(): ReadonlyMap<string, number> {
    return this.#kinds;
  }

  /** How many events each node and each broker has. */
  get subjects(): ReadonlyMap<string, number> {
    return this.#subjects;
  }

  /** How many of the listed events happened up to an instant; the log of that instant ends there. */
  countUpTo(events: readonly ProbeEvent[], atUs: number): number {
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = events[this.#positions[middle] as number];
      if (event !== undefined && event.atUs <= atUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
