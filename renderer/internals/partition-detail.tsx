import type { ReactNode } from "react";
import type {
  PartitionInternals,
  ProducerRow,
  ReplicaRow,
  TopicInternals,
} from "../../engine/protocol/log-inspection.ts";
import { formatBytes, formatCount, formatWhole } from "../format/format-value.ts";
import { SegmentStrip } from "./segment-strip-view.tsx";

/** More producers than this are not listed: each idempotent client is one. */
const PRODUCERS_MAX = 200;

/** One partition whole: its segments, replicas, leader epochs, producers and open transactions. */
export function PartitionDetail({ internals }: { readonly internals: TopicInternals }): ReactNode {
  const { detail, partitions } = internals;
  const row = detail && partitions[detail.partition];
  if (detail === undefined || row === undefined) return undefined;
  const open = detail.producers.filter(({ openFromOffset }) => openFromOffset !== undefined);
  return (
    <section
      aria-label={`Partition ${detail.partition}`}
      className="flex w-[44%] min-w-80 shrink-0 flex-col gap-3 overflow-auto border-l border-line p-3 text-table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
      tabIndex={0}
    >
      <h3 className="font-semibold">
        p{detail.partition} <span className="font-normal text-t2">{whose(detail, row.leader)}</span>
      </h3>
      <SegmentStrip detail={detail} row={row} />
      <Listing title="Replicas" heads={["Broker", "Start", "End", "High watermark", "On disk up to", "Size"]}>
        {detail.replicas.map((replica) => (
          <ReplicaLine
            key={replica.broker}
            replica={replica}
            isLeader={replica.broker === row.leader}
            isInSync={row.isr.includes(replica.broker)}
          />
        ))}
      </Listing>
      <Listing
        title={producersTitle(detail, open.length)}
        heads={["Id", "Epoch", "Last sequence", "Last offset", "Transaction"]}
      >
        {detail.producers.slice(0, PRODUCERS_MAX).map((producer) => (
          <ProducerLine key={producer.producerId} producer={producer} />
        ))}
      </Listing>
      <Listing title="Leader epochs" heads={["Epoch", "From offset"]}>
        {detail.epochs.map(({ epoch, startOffset }) => (
          <tr key={epoch}>
            <Cell>{epoch}</Cell>
            <Cell>{formatWhole(startOffset)}</Cell>
          </tr>
        ))}
      </Listing>
    </section>
  );
}

function whose({ broker, segments }: PartitionInternals, leader: number): string {
  const count = segments.length === 1 ? "1 segment" : `${formatCount(segments.length)} segments`;
  return broker === leader ? `${count} at broker ${broker}, the leader` : `${count} at broker ${broker}; no leader now`;
}

function producersTitle({ producers }: PartitionInternals, open: number): string {
  const known = producers.length === 1 ? "1 producer known" : `${formatCount(producers.length)} producers known`;
  return open === 0 ? known : `${known}, ${open === 1 ? "1 open transaction" : `${open} open transactions`}`;
}

type ListingProps = { readonly title: string; readonly heads: readonly string[]; readonly children: ReactNode };

function Listing({ title, heads, children }: ListingProps): ReactNode {
  return (
    <table className="w-full border-collapse">
      <caption className="pb-0.5 text-left text-meta font-semibold text-t3">{title}</caption>
      <thead className="text-left text-meta text-t3">
        <tr>
          {heads.map((head) => (
            <th key={head} className="pr-2 font-normal whitespace-nowrap">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function Cell({ children, className = "" }: { readonly children: ReactNode; readonly className?: string }): ReactNode {
  return <td className={`pr-2 font-mono ${className}`}>{children}</td>;
}

type ReplicaLineProps = { readonly replica: ReplicaRow; readonly isLeader: boolean; readonly isInSync: boolean };

function ReplicaLine({ replica, isLeader, isInSync }: ReplicaLineProps): ReactNode {
  const role = isLeader ? " leads" : isInSync ? "" : " not in sync";
  return (
    <tr>
      <Cell className={isLeader || isInSync ? "" : "text-warn-text"}>
        {replica.broker}
        <span className="font-sans">{role}</span>
      </Cell>
      <Cell>{formatWhole(replica.logStartOffset)}</Cell>
      <Cell>{formatWhole(replica.logEndOffset)}</Cell>
      <Cell>{formatWhole(replica.highWatermark)}</Cell>
      <Cell>{formatWhole(replica.flushedOffset)}</Cell>
      <Cell>{formatBytes(replica.sizeBytes)}</Cell>
    </tr>
  );
}

function ProducerLine({ producer }: { readonly producer: ProducerRow }): ReactNode {
  const { producerId, producerEpoch, lastSequence, lastOffset, openFromOffset } = producer;
  return (
    <tr>
      <Cell>{producerId}</Cell>
      <Cell>{producerEpoch}</Cell>
      <Cell>{lastSequence === undefined ? "–" : formatWhole(lastSequence)}</Cell>
      <Cell>{lastOffset === undefined ? "–" : formatWhole(lastOffset)}</Cell>
      <Cell>{openFromOffset === undefined ? "none open" : `open from ${formatWhole(openFromOffset)}`}</Cell>
    </tr>
  );
}
