import { MILLISECOND, type TimeUs } from "../base/time.ts";

/**
 * The application that hands records to a producer. It works in slices of 1 ms of virtual time: what arrives within a slice
 * is handed over, in order of arrival, at the slice's end. So records of one slice have the same create time.
 */
export interface RecordSource {
  /** The instant of the next hand-over, a whole millisecond; undefined once the source is spent. */
  nextArrivalUs(): TimeUs | undefined;
  /**
   * Appends to the store every record that is handed over up to and including `untilUs`; their ids are `first .. end`.
   * In which steps a source is taken changes nothing about the records.
   */
  take(untilUs: TimeUs): { readonly first: number; readonly end: number };
}

/** The length of a slice. */
const SLICE_US = MILLISECOND;

/** No record arrives later than this, some 142 years; what would, never arrives. */
export const LAST_ARRIVAL_US = 2 ** 52;

/** The end of the slice that holds `arrivalUs`, which may have a fraction: the next whole millisecond, or the same. */
export function sliceEndUs(arrivalUs: number): TimeUs {
  return (Math.ceil(arrivalUs / SLICE_US) * SLICE_US) as TimeUs;
}

/** The last whole millisecond that is not after `instantUs`: what arrived until then is handed over by `instantUs`. */
export function sliceStartUs(instantUs: number): number {
  return Math.floor(instantUs / SLICE_US) * SLICE_US;
}
