import type { Probe } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import type { PartitionDescription } from "../log/kafka/cluster.ts";
import type { LagWatch } from "./lag-watch.ts";

/** Writes the state of a topic into the history at a sample: ends, watermarks, the job's place in it, and the lag. */
export function sampleTopic(
  topic: string,
  partitions: readonly PartitionDescription[],
  reading: { readonly committedOffsets: readonly number[]; readonly lag: LagWatch },
  to: { readonly probe: Probe; readonly now: TimeUs },
): void {
  const { probe, now } = to;
  partitions.forEach((view, partition) => {
    const name = `${topic}-${partition}`;
    probe.gauge(`${name}/leader`, now, view.leader);
    probe.gauge(`${name}/leader-epoch`, now, view.leaderEpoch);
    probe.gauge(`${name}/in-sync-replicas`, now, view.isr.length);
    probe.gauge(`${name}/log-end-offset`, now, view.logEndOffset);
    probe.gauge(`${name}/high-watermark`, now, view.highWatermark);
    probe.gauge(`${name}/committed-offset`, now, reading.committedOffsets[partition] ?? 0);
  });
  reading.lag.sample(
    partitions.map((view) => view.highWatermark),
    reading.committedOffsets,
  );
  probe.gauge(`${topic}/lag-records`, now, reading.lag.latestRecords);
}
