import type { Result } from "../base/result.ts";

/** Why a range of the log could not be read: nobody leads the partition, or the range is not (or no longer) there. */
export type ReadError = { readonly name: string; readonly message: string };

/** Records `firstIndex .. endIndex` of a batch lie at the offsets from `offsetOfFirst` on. */
export type ReadVisitor = (
  batch: { readonly recordIds: Uint32Array },
  firstIndex: number,
  endIndex: number,
  offsetOfFirst: number,
) => void;

/** What a stream job needs of the log: offsets and records below the high watermark, from the partitions' live leaders. */
export interface LogReader {
  /** By partition: the high watermark, or undefined while no live leader answers. As ListOffsets(latest). */
  latestOffsets(topic: string): readonly (number | undefined)[];
  /** By partition: the log start offset. As ListOffsets(earliest). */
  earliestOffsets(topic: string): readonly number[];
  /** Visits the records of offsets `from .. to` in order. */
  read(topic: string, partition: number, range: OffsetRange, visit: ReadVisitor): Result<void, ReadError>;
}

/** Offsets from `from` up to and without `to`. */
export type OffsetRange = { readonly from: number; readonly to: number };
