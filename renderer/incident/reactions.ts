import { assertNever } from "../../engine/base/assert.ts";
import type { ProbeEvent, Severity } from "../../engine/base/probe.ts";
import type { ChaosSpan } from "./chaos-spans.ts";
import type { FaultTarget } from "./fault-words.ts";

/** What an event says of a fault: the system noticed it, suffered from it, or got over it. */
export type ReactionRole = "detects" | "suffers" | "heals";

type ReactionKind = { readonly title: string; readonly role: ReactionRole };

/** By kind of event: what counts as the system's answer to a fault. Crashes are the faults themselves, commits are routine. */
export const REACTION_KINDS: ReadonlyMap<string, ReactionKind> = new Map([
  ["broker-fenced", { title: "Broker fenced", role: "detects" }],
  ["isr-shrunk", { title: "ISR shrunk", role: "detects" }],
  ["leader-elected", { title: "Leader elected", role: "detects" }],
  ["partition-offline", { title: "Partition offline", role: "detects" }],
  ["driver-restarted", { title: "Driver restarted", role: "detects" }],
  ["rebalance-began", { title: "Group rebalances", role: "detects" }],
  ["under-min-isr", { title: "Under min ISR", role: "suffers" }],
  ["batch-waits", { title: "Batch waits", role: "suffers" }],
  ["producer-retry", { title: "Producer retried", role: "suffers" }],
  ["delivery-failed", { title: "Delivery failed", role: "suffers" }],
  ["log-truncated", { title: "Log truncated", role: "suffers" }],
  ["data-loss-skipped", { title: "Offsets skipped", role: "suffers" }],
  ["query-failed", { title: "Query failed", role: "suffers" }],
  ["offset-reset", { title: "Offset reset", role: "suffers" }],
  ["partition-owned-twice", { title: "Partition read twice", role: "suffers" }],
  ["power-restored", { title: "Power restored", role: "heals" }],
  ["broker-restarted", { title: "Broker restarted", role: "heals" }],
  ["broker-unfenced", { title: "Broker unfenced", role: "heals" }],
  ["isr-expanded", { title: "ISR restored", role: "heals" }],
  ["rebalance-ended", { title: "Group stable", role: "heals" }],
  ["batch-replayed", { title: "Batch run again", role: "heals" }],
  ["commit-skipped", { title: "Commit skipped", role: "heals" }],
]);

/** What the system did about a fault, or what it did to the system: one event, or several of one kind within a second. */
export type Reaction = ReactionKind & {
  readonly kind: string;
  readonly atUs: number;
  readonly severity: Severity;
  /** Positions in the run's events. */
  readonly events: readonly number[];
  /** Position among the spans of the fault that it comes of; undefined when none can be named. */
  readonly cause: number | undefined;
};

/** A fault of a run and what it befell. */
export type StruckFault = ChaosSpan & { readonly target: FaultTarget };

const GROUP_SPAN_US = 1_000_000;
/** A fault that has been over for longer than this is named as a cause no more. */
const AFTERMATH_US = 300_000_000;

/**
 * The system's reactions in a run, in order. The cause of one is the fault that befell its broker or its job, began before it and was
 * not long over; of several the one that began last.
 */
export function reactionsOf(events: readonly ProbeEvent[], faults: readonly StruckFault[]): readonly Reaction[] {
  const reactions: (Reaction & { events: number[] })[] = [];
  const open = new Map<string, (typeof reactions)[number]>();
  for (const [index, event] of events.entries()) {
    const known = reactionKindOf(event);
    if (known === undefined) continue;
    const cause = causeOf(event, faults);
    // Rows that nobody poisoned are rejected in any batch: that is the gate's routine.
    if (known === ROWS_REJECTED && (cause === undefined || isTold(reactions, event.kind, cause))) continue;
    const key = `${event.kind} ${event.severity} ${cause}`;
    const last = open.get(key);
    if (last !== undefined && event.atUs - last.atUs < GROUP_SPAN_US) {
      last.events.push(index);
      continue;
    }
    const { kind, atUs, severity } = event;
    const reaction = { ...known, kind, atUs, severity, events: [index], cause };
    open.set(key, reaction);
    reactions.push(reaction);
  }
  return reactions;
}

const ROWS_REJECTED: ReactionKind = { title: "Rows rejected", role: "suffers" };

function reactionKindOf({ kind, fields }: ProbeEvent): ReactionKind | undefined {
  if (kind === "table-committed") return Number(fields["rowsRejected"]) > 0 ? ROWS_REJECTED : undefined;
  return REACTION_KINDS.get(kind);
}

/** A poison record is rejected once: what later batches reject has other causes. */
function isTold(reactions: readonly Reaction[], kind: string, cause: number): boolean {
  return reactions.some((reaction) => reaction.kind === kind && reaction.cause === cause);
}

function causeOf(event: ProbeEvent, faults: readonly StruckFault[]): number | undefined {
  const found = faults.findLastIndex(
    ({ fromUs, toUs, target }) =>
      fromUs <= event.atUs && (toUs === undefined || event.atUs <= toUs + AFTERMATH_US) && concerns(target, event),
  );
  return found === -1 ? undefined : found;
}

function concerns(target: FaultTarget, event: ProbeEvent): boolean {
  switch (target.kind) {
    case "other":
      return false;
    case "source":
      return event.kind === "table-committed" || event.kind === "query-failed";
    case "cluster":
      return brokersNamed(event) !== undefined || OF_BROKERS.has(event.kind);
    case "group":
      return event.subject === target.group;
    case "application":
      return event.subject === target.application;
    case "stream":
      return event.subject === target.stream;
    case "driver":
      return event.subject === target.job && OF_DRIVERS.has(event.kind);
    case "brokers": {
      const named = brokersNamed(event);
      // An event that names no broker is one of a partition as a whole, of a producer or of a job: any broker can be behind it.
      return named === undefined ? OF_BROKERS.has(event.kind) : named.some((broker) => target.brokers.includes(broker));
    }
    default:
      return assertNever(target);
  }
}

/** What can come of a broker and names none. */
const OF_BROKERS = new Set([
  "under-min-isr",
  "batch-waits",
  "producer-retry",
  "delivery-failed",
  "log-truncated",
  "data-loss-skipped",
  "query-failed",
]);

/** What comes of a driver's death. */
const OF_DRIVERS = new Set(["driver-restarted", "batch-replayed", "commit-skipped", "query-failed"]);

/** The brokers that an event is about, as text; undefined when it names none. */
function brokersNamed({ kind, fields }: ProbeEvent): readonly string[] | undefined {
  if (kind === "leader-elected" || kind === "partition-offline") {
    return [fields["from"], fields["to"]].filter((broker) => broker !== undefined && broker !== -1).map(String);
  }
  const named = fields["broker"] ?? fields["removed"] ?? fields["added"];
  return named === undefined ? undefined : String(named).split(", ");
}
