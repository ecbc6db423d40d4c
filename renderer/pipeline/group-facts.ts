import type { Drawing } from "../../engine/scenario/drawing.ts";
import { formatCount } from "../format/format-value.ts";
import { partitionCount } from "./card-geometry.ts";
import { GROUP_STATE } from "./node-health.ts";
import type { Readings } from "./readings.ts";

/** The partitions that a group reads, as `<topic>-<partition>`, in the order of the drawing; `most` of them at most. */
export function groupPartitions(
  group: string,
  { nodes, edges }: Pick<Drawing, "nodes" | "edges">,
  most: number,
): readonly string[] {
  const feeders = new Set(edges.filter(({ to }) => to === group).map(({ from }) => from));
  const labels: string[] = [];
  for (const node of nodes) {
    if (node.kind !== "topic" || !feeders.has(node.id)) continue;
    const count = Math.min(partitionCount(node), most - labels.length);
    for (let partition = 0; partition < count; partition += 1) labels.push(`${node.id}-${partition}`);
  }
  return labels;
}

/** What a group is doing, in a few words: "3 members, generation 7". */
export function groupWords(group: string, readings: Readings): string {
  switch (readings.valueOf(group, "state")) {
    case undefined:
      return "not run yet";
    case GROUP_STATE.notStarted:
      return "not started";
    case GROUP_STATE.empty:
      return "no members";
    case GROUP_STATE.failed:
      return "failed";
    case GROUP_STATE.rebalancing:
      return "rebalancing";
    default: {
      const members = readings.valueOf(group, "members") ?? 0;
      const generation = readings.valueOf(group, "generation") ?? 0;
      return `${formatCount(members)} ${members === 1 ? "member" : "members"}, gen ${formatCount(generation)}`;
    }
  }
}
