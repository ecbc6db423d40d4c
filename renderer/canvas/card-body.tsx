import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { SECOND } from "../../engine/base/time.ts";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { formatCount, formatVariable } from "../format/format-value.ts";
import { PARTITION_ROW_HEIGHT, PARTITIONS_SHOWN, partitionCount } from "../pipeline/card-geometry.ts";
import { JOB_STATE } from "../pipeline/node-health.ts";
import { rejectReasons } from "../pipeline/node-words.ts";
import { type PartitionFacts, partitionFacts, worstPartitions } from "../pipeline/partition-facts.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import type { Readings } from "../pipeline/readings.ts";
import { rejectsInWords } from "../pipeline/reject-counts.ts";
import { useDocument } from "../workbench/workbench.ts";
import { GroupBody } from "./group-body.tsx";
import { ReplicaDot } from "./replica-dot.tsx";

const STRIP_SLOTS = 40;
const STRIP_SLOT_US = 10 * SECOND;

/** The middle of a full card: what only its kind has. */
export function CardBody({ node, readings }: { readonly node: DrawnNode; readonly readings: Readings }): ReactNode {
  if (!isNodeKind(node.kind)) return undefined;
  switch (node.kind) {
    case "topic":
      return <TopicBody node={node} readings={readings} />;
    case "consumer-group":
      return <GroupBody id={node.id} readings={readings} />;
    case "micro-batch":
      return <JobBody id={node.id} readings={readings} />;
    case "bronze":
    case "silver":
    case "gold":
      return <TableBody id={node.id} readings={readings} />;
    case "dead-letter":
      return <DeadLetterBody id={node.id} readings={readings} />;
    case "source":
    case "reference":
    case "kinesis-stream":
    case "kcl-application":
      return undefined;
  }
}

function TopicBody({ node, readings }: { readonly node: DrawnNode; readonly readings: Readings }): ReactNode {
  const minIsr = useDocument((document) => document.parsed?.scenario.pipeline.kafka.config["min.insync.replicas"]);
  const count = partitionCount(node);
  const shown = Math.min(count, PARTITIONS_SHOWN);
  const facts = Array.from({ length: shown }, (_, partition) => partitionFacts(node, partition, readings, minIsr));
  const longest = Math.max(1, ...facts.map(({ logEndOffset }) => logEndOffset ?? 0));
  return (
    <div className="pb-1.5" data-testid="partitions">
      {facts.map((partition) => (
        <PartitionRow key={partition.partition} facts={partition} longest={longest} />
      ))}
      {count > shown && (
        <div className="flex h-3.5 items-center gap-1 text-axis text-t3">
          +{count - shown}, worst
          {worstPartitions(node, readings, 3).map(({ partition, lag }) => (
            <span key={partition} className="rounded-control bg-hover px-1 font-mono">
              p{partition} {formatCount(lag)}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function PartitionRow({ facts, longest }: { readonly facts: PartitionFacts; readonly longest: number }): ReactNode {
  const { partition, logEndOffset, committedOffset, lag, replicas, isBelowMinIsr, isBehind } = facts;
  const part = (offset: number | undefined): string => `${(100 * (offset ?? 0)) / longest}%`;
  return (
    <div
      className={`flex items-center gap-1.5 ${isBelowMinIsr ? "hatched" : ""}`}
      style={{ height: PARTITION_ROW_HEIGHT }}
      title={facts.sentence}
    >
      <span className="w-5 shrink-0 font-mono text-axis text-t3">p{partition}</span>
      <span className="relative h-2 flex-1 overflow-hidden rounded-[2px] bg-hover">
        <span
          className="absolute inset-y-0 left-0 bg-s1 opacity-45"
          style={{ width: part(committedOffset ?? logEndOffset) }}
        />
        <span
          className={`absolute inset-y-0 ${isBehind ? "bg-warn" : "bg-s1"}`}
          style={{ left: part(committedOffset), width: part(committedOffset === undefined ? 0 : lag) }}
        />
        {committedOffset !== undefined && committedOffset > 0 && (
          <span
            className="absolute inset-y-0 w-px bg-t1"
            style={{ left: `min(${part(committedOffset)}, 100% - 1px)` }}
          />
        )}
      </span>
      {isBelowMinIsr && (
        <Lock size={9} className="shrink-0 text-crit-text" aria-label="Below min ISR: refuses acks=all" />
      )}
      <span className="flex shrink-0 gap-0.5">
        {replicas.map((replica) => (
          <ReplicaDot key={replica.broker} replica={replica} />
        ))}
      </span>
    </div>
  );
}

function JobBody({ id, readings }: { readonly id: string; readonly readings: Readings }): ReactNode {
  const state = readings.valueOf(id, "state");
  const batch = readings.valueOf(id, "batch");
  const isBusy = readings.valueOf(id, "is-running-batch") === 1;
  const lastUs = readings.valueOf(id, "batch-duration-us");
  const since = readings.changesWithin(id, "is-running-batch", 600 * SECOND).timesUs.at(-1) ?? readings.atUs;
  const progress = !isBusy || lastUs === undefined ? 0 : Math.min(1, (readings.atUs - since) / Math.max(1, lastUs));
  const words =
    state === JOB_STATE.driverDown
      ? "driver down"
      : isBusy
        ? `batch ${(batch ?? -1) + 1} runs`
        : batch === undefined
          ? "no batch yet"
          : `batch ${formatCount(batch)} committed`;
  return (
    <div className="flex h-6 items-center gap-2 text-meta text-t2">
      <span className="relative h-2 flex-1 overflow-hidden rounded-[2px] bg-hover">
        <span className="absolute inset-y-0 left-0 bg-s1" style={{ width: `${progress * 100}%` }} />
      </span>
      <span className="shrink-0 font-mono text-axis">{words}</span>
    </div>
  );
}

/** The commits of the last minutes, one slot each; the newest at the right. */
function TableBody({ id, readings }: { readonly id: string; readonly readings: Readings }): ReactNode {
  const version = readings.valueOf(id, "version");
  const { timesUs } = readings.changesWithin(id, "version", STRIP_SLOTS * STRIP_SLOT_US);
  const filled = new Set(Array.from(timesUs, (atUs) => Math.floor((readings.atUs - atUs) / STRIP_SLOT_US)));
  return (
    <div className="flex h-6 items-center gap-2">
      <svg viewBox={`0 0 ${STRIP_SLOTS * 4} 8`} preserveAspectRatio="none" className="h-2 flex-1" aria-hidden="true">
        {Array.from({ length: STRIP_SLOTS }, (_, slot) => {
          const isFilled = version !== undefined && version > 0 && filled.has(STRIP_SLOTS - 1 - slot);
          // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its position
          return <rect key={slot} x={slot * 4} width="3" height="8" fill={isFilled ? "var(--s1)" : "var(--hover)"} />;
        })}
      </svg>
      <span className="shrink-0 font-mono text-axis text-t2">
        {version === undefined ? "no version" : `v${formatVariable(version, "count")}`}
      </span>
    </div>
  );
}

/** How many rows each rule rejected by the shown instant, the most first; before a run what the rules are called. */
function DeadLetterBody({ id, readings }: { readonly id: string; readonly readings: Readings }): ReactNode {
  const drawing = useDocument((document) => document.drawing);
  const feeders = drawing.edges.filter((edge) => edge.to === id).map((edge) => edge.from);
  const reasons = drawing.nodes.filter((node) => feeders.includes(node.id)).flatMap(rejectReasons);
  const text = rejectsInWords(id, reasons, readings);
  return (
    <div className="flex h-6 items-center" data-testid="reject-reasons">
      <span className="truncate text-meta text-t2" dir="auto" title={text}>
        {text}
      </span>
    </div>
  );
}
