import { err, ok } from "../../../../base/result.ts";
import { findMissingTopic, type ServerAssignor, sortServerMembers } from "./server-assignor.ts";

/**
 * Each topic by itself in contiguous ranges over the sorted members, whatever they had before. As
 * org.apache.kafka.coordinator.group.assignor.RangeAssignor.
 */
export const serverRangeAssignor: ServerAssignor = {
  name: "range",
  assign(spec) {
    const missing = findMissingTopic(spec);
    if (missing !== undefined) return err(`a member subscribes to ${missing}, which does not exist`);
    const subscribers = new Map<string, number>();
    for (const { topics } of spec.members) {
      for (const topic of topics) subscribers.set(topic, (subscribers.get(topic) ?? 0) + 1);
    }
    const taken = new Map<string, { members: number; partitions: number }>();
    const target = new Map<string, ReadonlyMap<string, readonly number[]>>();
    for (const { memberId, topics } of sortServerMembers(spec.members)) {
      const assigned = new Map<string, readonly number[]>();
      for (const topic of topics) {
        const count = spec.partitionsPerTopic.get(topic) ?? 0;
        const of = subscribers.get(topic) ?? 1;
        const before = taken.get(topic) ?? { members: 0, partitions: 0 };
        const quota = Math.floor(count / of) + (before.members < count % of ? 1 : 0);
        taken.set(topic, { members: before.members + 1, partitions: before.partitions + quota });
        if (quota > 0)
          assigned.set(
            topic,
            Array.from({ length: quota }, (_, index) => before.partitions + index),
          );
      }
      target.set(memberId, assigned);
    }
    return ok(target);
  },
};
