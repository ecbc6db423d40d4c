import { assert } from "../../../../base/assert.ts";
import { err, ok } from "../../../../base/result.ts";
import type { PartitionName } from "./partition-index.ts";
import { findMissingTopic, type GroupSpec, type ServerMember, type TargetResult } from "./server-assignor.ts";

type Unfilled = { readonly assigned: Map<string, number[]>; readonly quota: number };

/**
 * Members that all subscribe to the same topics: each keeps what it had up to its quota, and the rest fills the members in
 * order. As UniformHomogeneousAssignmentBuilder.
 */
export function assignHomogeneous(spec: GroupSpec): TargetResult {
  const topics = spec.members[0]?.topics ?? [];
  if (topics.length === 0) return ok(new Map());
  const missing = findMissingTopic(spec);
  if (missing !== undefined) return err(`members subscribe to ${missing}, which does not exist`);
  const unassigned = unassignedPartitions(spec, topics);
  const total = topics.reduce((sum, topic) => sum + (spec.partitionsPerTopic.get(topic) ?? 0), 0);
  const subscribed = new Set(topics);
  const least = Math.floor(total / spec.members.length);
  let extras = total % spec.members.length;
  const target = new Map<string, Map<string, number[]>>();
  const unfilled: Unfilled[] = [];
  for (const [index, member] of spec.members.entries()) {
    let hasExtra = extras > 0;
    const kept = keepUpTo(member, subscribed, least + (hasExtra ? 1 : 0), unassigned);
    let quota = kept.quota;
    // Whoever does not fill the extra place leaves it to a later member, unless every later member gets one anyway.
    if (quota > 0 && hasExtra && spec.members.length - index > extras) {
      quota -= 1;
      hasExtra = false;
    }
    if (quota > 0) unfilled.push({ assigned: kept.assigned, quota });
    if (hasExtra) extras -= 1;
    target.set(member.memberId, kept.assigned);
  }
  fill(unfilled, unassigned);
  return ok(target);
}

function unassignedPartitions(spec: GroupSpec, topics: readonly string[]): PartitionName[] {
  const taken = new Map<string, Set<number>>(topics.map((topic) => [topic, new Set()]));
  for (const { assigned } of spec.members) {
    for (const [topic, partitions] of assigned) for (const partition of partitions) taken.get(topic)?.add(partition);
  }
  const unassigned: PartitionName[] = [];
  for (const topic of topics) {
    const count = spec.partitionsPerTopic.get(topic) ?? 0;
    for (let partition = 0; partition < count; partition++) {
      if (taken.get(topic)?.has(partition) !== true) unassigned.push({ topic, partition });
    }
  }
  return unassigned;
}

/** What a member keeps, and how many places it has left; what is above the quota joins `unassigned`. */
function keepUpTo(
  member: ServerMember,
  subscribed: ReadonlySet<string>,
  quota: number,
  unassigned: PartitionName[],
): Unfilled {
  const assigned = new Map<string, number[]>();
  let left = quota;
  for (const [topic, partitions] of member.assigned) {
    if (!subscribed.has(topic)) continue;
    const kept = partitions.slice(0, left);
    left -= kept.length;
    if (kept.length > 0) assigned.set(topic, kept);
    for (const partition of partitions.slice(kept.length)) unassigned.push({ topic, partition });
  }
  return { assigned, quota: left };
}

function fill(unfilled: readonly Unfilled[], unassigned: readonly PartitionName[]): void {
  let next = 0;
  for (const { assigned, quota } of unfilled) {
    for (const { topic, partition } of unassigned.slice(next, next + quota)) {
      const partitions = assigned.get(topic);
      if (partitions === undefined) assigned.set(topic, [partition]);
      else partitions.push(partition);
    }
    next += quota;
  }
  assert(next >= unassigned.length, "the quotas of all members cover all partitions");
}
