import { formatDuration } from "../../engine/base/time.ts";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import { formatClock } from "../format/format-time.ts";
import type { PlannedFault } from "../incident/planned-faults.ts";
import type { Reaction, ReactionRole } from "../incident/reactions.ts";
import type { RunIncidents } from "../incident/run-incidents.ts";

/** Something on the chaos lane, at its place in time. */
export type LaneItem =
  | {
      readonly kind: "fault";
      readonly id: string;
      readonly label: string;
      readonly fromUs: number;
      /** Where it ended, or how far the run is. */
      readonly toUs: number;
      readonly isOver: boolean;
      /** Its position among the run's faults. */
      readonly fault: number;
      /** Position of its beginning in the run's events. */
      readonly event: number;
      /** The recipe's entry that it came of. */
      readonly plan: PlannedFault | undefined;
    }
  | {
      readonly kind: "planned";
      readonly id: string;
      readonly label: string;
      readonly fromUs: number;
      readonly toUs: number;
      readonly plan: PlannedFault;
    }
  | {
      readonly kind: "reactions";
      readonly id: string;
      readonly label: string;
      readonly fromUs: number;
      readonly toUs: number;
      readonly reactions: readonly Reaction[];
      /** The gravest of them. */
      readonly role: ReactionRole;
    };

const GRAVITY: Readonly<Record<ReactionRole, number>> = { heals: 0, detects: 1, suffers: 2 };
/** Marks of reactions that would lie closer than this, in pixels, become one. */
const CLUSTER_PX = 11;

export type LaneFacts = {
  readonly found: RunIncidents;
  /** By position of a fault: the recipe's entry that it came of. */
  readonly plans: ReadonlyMap<number, PlannedFault>;
  /** Faults of the recipe that no fault of the run came of. */
  readonly ahead: readonly PlannedFault[];
  readonly nowUs: number;
};

/** What the lane shows, in the order of time. */
export function laneItems({ found, plans, ahead, nowUs }: LaneFacts, scale: TimeScale): readonly LaneItem[] {
  const faults = found.faults.map(({ description, fromUs, toUs, event }, fault): LaneItem => {
    const plan = plans.get(fault);
    const end = toUs ?? (plan !== undefined && plan.lastsUs === undefined ? fromUs : nowUs);
    const isOver = toUs !== undefined;
    return { kind: "fault", id: `fault-${fault}`, label: description, fromUs, toUs: end, isOver, fault, event, plan };
  });
  const planned = ahead.map((plan): LaneItem => {
    const { fromUs, lastsUs = 0, index, description } = plan;
    return { kind: "planned", id: `planned-${index}`, label: description, fromUs, toUs: fromUs + lastsUs, plan };
  });
  const items = [...faults, ...planned, ...clusters(found.reactions, scale)];
  return items.sort((a, b) => a.fromUs - b.fromUs);
}

function clusters(reactions: readonly Reaction[], scale: TimeScale): readonly LaneItem[] {
  const groups: Reaction[][] = [];
  for (const reaction of reactions) {
    const first = groups.at(-1)?.[0];
    const isNear = first !== undefined && pixelAt(scale, reaction.atUs) - pixelAt(scale, first.atUs) < CLUSTER_PX;
    if (isNear) groups.at(-1)?.push(reaction);
    else groups.push([reaction]);
  }
  return groups.map((group, position): LaneItem => {
    const first = group[0] as Reaction;
    const last = group.at(-1) as Reaction;
    return {
      kind: "reactions",
      id: `reactions-${position}`,
      label: group.map(({ title }) => title).join(", "),
      fromUs: first.atUs,
      toUs: last.atUs,
      reactions: group,
      role: group.reduce((worst, { role }) => (GRAVITY[role] > GRAVITY[worst] ? role : worst), first.role),
    };
  });
}

/** The faults by which a mark of the lane is joined: those that its reactions come of, or the fault itself. */
export function causesOf(item: LaneItem): ReadonlySet<number> {
  switch (item.kind) {
    case "fault":
      return new Set([item.fault]);
    case "planned":
      return new Set();
    case "reactions":
      return new Set(item.reactions.flatMap(({ cause }) => cause ?? []));
  }
}

/** An item in words, for its tooltip and for a screen reader. */
export function describeItem(item: LaneItem): string {
  const { label, fromUs, toUs } = item;
  switch (item.kind) {
    case "fault": {
      if (toUs === fromUs) return `Fault at ${formatClock(fromUs)}: ${label}`;
      const span = item.isOver ? `to ${formatClock(toUs)}, ${formatDuration(toUs - fromUs)}` : "still in force";
      return `Fault: ${label}, from ${formatClock(fromUs)} ${span}`;
    }
    case "planned": {
      const about = item.plan.isEstimate ? "about " : "";
      const lasts = toUs > fromUs ? ` for ${formatDuration(toUs - fromUs)}` : "";
      return `Planned: ${label}, ${about}${formatClock(fromUs)}${lasts}`;
    }
    case "reactions":
      return item.reactions.map(describeReaction).join("; ");
  }
}

function describeReaction({ title, events, atUs }: Reaction): string {
  return `${title}${events.length > 1 ? ` (${events.length})` : ""} at ${formatClock(atUs)}`;
}

const ROW_SPLIT_PX = 15;
/** Half of the least target, in pixels. */
const REACH_PX = 12;

/** The item under a point of the lane, or the nearest one within reach: every mark is a target of 24 pixels. */
export function itemAt(
  items: readonly LaneItem[],
  scale: TimeScale,
  point: { readonly px: number; readonly py: number },
): LaneItem | undefined {
  let nearest: LaneItem | undefined;
  let distance = REACH_PX;
  for (const item of items) {
    const from = pixelAt(scale, item.fromUs);
    const to = item.kind === "reactions" ? from : pixelAt(scale, item.toUs);
    const sideways = Math.max(from - point.px, point.px - to, 0);
    const isInRow = item.kind === "reactions" ? point.py >= ROW_SPLIT_PX : point.py < ROW_SPLIT_PX;
    const away = sideways + (isInRow ? 0 : REACH_PX / 2);
    if (away >= distance) continue;
    nearest = item;
    distance = away;
  }
  return nearest;
}

/** Every instant of the lane that scrubbing snaps to. */
export function lanePoints(found: RunIncidents): readonly number[] {
  const ofFaults = found.faults.flatMap(({ fromUs, toUs }) => (toUs === undefined ? [fromUs] : [fromUs, toUs]));
  return [...ofFaults, ...found.reactions.map(({ atUs }) => atUs)].sort((a, b) => a - b);
}
