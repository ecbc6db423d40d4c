import type { ReactNode } from "react";
import type { PartitionInternals, PartitionRow } from "../../engine/protocol/log-inspection.ts";
import { formatClock } from "../format/format-time.ts";
import { formatBytes, formatWhole } from "../format/format-value.ts";
import { type StripBox, stripBoxes } from "./segment-strip.ts";

/** As many boxes as the strip has room for. */
const BOXES_MAX = 48;

type SegmentStripProps = { readonly detail: PartitionInternals; readonly row: PartitionRow };

/** The segments of a partition side by side, oldest first, with what each is: cleaned, copied, active. */
export function SegmentStrip({ detail, row }: SegmentStripProps): ReactNode {
  const boxes = stripBoxes(detail.segments, BOXES_MAX);
  return (
    <div className="flex flex-col gap-1">
      <ol aria-label="Segments" className="flex h-7 gap-px" data-testid="segment-strip">
        {boxes.map((box) => (
          <Box key={box.first.baseOffset} box={box} />
        ))}
      </ol>
      <div className="flex justify-between font-mono text-axis text-t3">
        <span>{formatWhole(row.logStartOffset)}</span>
        <span className="font-sans">
          solid: written to now; outlined: closed; striped: cleaned; dot: copied to remote storage
        </span>
        <span>{formatWhole(row.logEndOffset)}</span>
      </div>
    </div>
  );
}

function Box({ box }: { readonly box: StripBox }): ReactNode {
  const { first, from, to } = box;
  const look = first.isActive ? "bg-s1" : first.isClean ? "border border-s3 hatched" : "border border-s1";
  const text = boxWords(box);
  return (
    <li className={`relative min-w-1 rounded-[2px] ${look}`} style={{ flexGrow: to - from, flexBasis: 0 }} title={text}>
      <span className="sr-only">{text}</span>
      {first.isCopied && (
        <span className="absolute right-0.5 bottom-0.5 size-1.5 rounded-full bg-t1" aria-hidden="true" />
      )}
    </li>
  );
}

/** A box in words: "offsets 0 to 999: 1,000 records in 1.2 MiB, the active segment". */
export function boxWords({ first, last, count, sizeBytes, records }: StripBox): string {
  const which = count === 1 ? "" : `${count} segments, `;
  const range =
    last.nextOffset === first.baseOffset
      ? `from offset ${formatWhole(first.baseOffset)}: empty`
      : `offsets ${formatWhole(first.baseOffset)} to ${formatWhole(last.nextOffset - 1)}: ${formatWhole(records)} records in ${formatBytes(sizeBytes)}, newest ${formatClock(Math.max(0, last.largestTimestampUs))}`;
  const states = [
    ...(first.isActive ? ["the active segment"] : []),
    ...(first.isClean ? ["cleaned"] : []),
    ...(first.isCopied ? ["copied to remote storage"] : []),
  ];
  return `${which}${range}${states.length === 0 ? "" : `; ${states.join(", ")}`}`;
}
