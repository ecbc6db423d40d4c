import { Layers } from "lucide-react";
import { type ReactNode, useState } from "react";
import { formatDuration } from "../../engine/base/time.ts";
import type { LogPolicy, TopicInternals } from "../../engine/protocol/log-inspection.ts";
import { formatClockMs } from "../format/format-time.ts";
import { formatBytes } from "../format/format-value.ts";
import { EmptyState } from "../widgets/empty-state.tsx";
import { Select } from "../widgets/select.tsx";
import { useDocument, useRun, useView } from "../workbench/workbench.ts";
import { PartitionDetail } from "./partition-detail.tsx";
import { PartitionTable } from "./partition-table.tsx";
import { useTopicInternals } from "./use-topic-internals.ts";

/** A topic from inside: its partitions, and of one of them the segments, producers and replicas. */
export function TopicPanel(): ReactNode {
  const nodes = useDocument((document) => document.drawing.nodes);
  const topics = nodes.filter(({ kind }) => kind === "topic").map(({ id }) => id);
  const selected = useView((view) => view.selection.nodes[0]);
  const [chosen, setChosen] = useState("");
  const hasRun = useRun((run) => run.current !== undefined);
  const topic = topics.find((id) => id === chosen) ?? topics.find((id) => id === selected) ?? topics[0];
  if (topic === undefined || !hasRun) {
    const text =
      topic === undefined
        ? "This pipeline has no topic."
        : "Play the run: its brokers then tell how each partition lies on their disks.";
    return <EmptyState icon={<Layers size={24} />} title="No log yet" text={text} />;
  }
  const choice = topics.length > 1 && (
    <Select
      aria-label="Topic"
      className="max-w-60"
      value={topic}
      options={topics.map((id) => ({ value: id, label: id.slice(0, 80) }))}
      onChange={setChosen}
    />
  );
  return <Internals key={topic} topic={topic} choice={choice} />;
}

function Internals({ topic, choice }: { readonly topic: string; readonly choice: ReactNode }): ReactNode {
  const [partition, setPartition] = useState(0);
  const found = useTopicInternals(topic, partition);
  if (found.kind === "asking") return undefined;
  if (found.kind === "failed") return <EmptyState title="The brokers cannot be asked" text={found.message} />;
  const { internals } = found;
  return (
    <div className="flex h-full min-h-0 flex-col" data-testid="topic-panel">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1 text-table text-t2">
        {choice}
        <PolicyLine internals={internals} />
      </div>
      <div className="flex min-h-0 flex-1">
        <PartitionTable internals={internals} selected={partition} onSelect={setPartition} />
        <PartitionDetail internals={internals} />
      </div>
    </div>
  );
}

/** What the topic is kept by; and that all of it is the newest there is, whatever instant is shown. */
function PolicyLine({ internals }: { readonly internals: TopicInternals }): ReactNode {
  const { policy, nowUs, topic } = internals;
  return (
    <>
      <bdi className="max-w-60 truncate font-semibold text-t1" title={topic.slice(0, 1_000)}>
        {topic.slice(0, 100)}
      </bdi>
      {policy !== undefined && policyFacts(policy).map((fact) => <span key={fact}>{fact}</span>)}
      <span className="flex-1" />
      <span className="text-t3">as the brokers have it at {formatClockMs(nowUs)}</span>
    </>
  );
}

/** The policy in Kafka's words, without what does not apply. */
export function policyFacts(policy: LogPolicy): readonly string[] {
  const isCompacted = policy.cleanupPolicy.includes("compact");
  return [
    `cleanup ${policy.cleanupPolicy === "" ? "none" : policy.cleanupPolicy}`,
    ...(policy.cleanupPolicy.includes("delete")
      ? [
          `retention ${policy.retentionUs < 0 ? "for ever" : formatDuration(policy.retentionUs)}`,
          ...(policy.retentionBytes < 0 ? [] : [`at most ${formatBytes(policy.retentionBytes)} a partition`]),
        ]
      : []),
    `segments of ${formatBytes(policy.segmentBytes)} or ${formatDuration(policy.segmentUs)}`,
    ...(isCompacted
      ? [
          `cleaned when ${Math.round(100 * policy.minCleanableDirtyRatio)} % is dirty`,
          `tombstones kept ${formatDuration(policy.deleteRetentionUs)}`,
        ]
      : []),
    ...(policy.isRemoteStorageEnabled ? ["remote storage on"] : []),
  ];
}
