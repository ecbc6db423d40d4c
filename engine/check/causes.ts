/** What a row of evidence says of its cause: the instant of the act in question, and the faults that can have to do with it. */
export type Cause = {
  readonly atUs?: number;
  /** In words; left out when there was none. */
  readonly fault?: string;
  /** The fault was over at `atUs`; it came before. */
  readonly isFaultOver?: true;
};

/** Where a record lies, or lay, in its topic. */
export type LogPlace = { readonly partition: number; readonly offset: number };

/** A reader gave a partition up at `atUs`: its offsets are gone, or it was waited for in vain since `sinceUs`. */
export type ReadFailure = { readonly atUs: number; readonly partition: number; readonly sinceUs?: number };

/** Why the log of one topic is not what it should be. */
export interface LogCauses {
  /** Why what lay at a place since `sinceUs` is gone: the instant at which the last broker that had it failed, and what was in force then. */
  lossOf(place: LogPlace, sinceUs: number): Cause;
  /** What was in force when the log last lost what it had at a place, as the cause of something at `atUs`, or of what lies there now. */
  lossBefore(place: LogPlace, atUs?: number): Cause;
  /** Why a record of which nobody was told is in no log: a broker that had it failed, or it never got there. */
  absenceOf(recordId: number, partition: number): Cause;
  /** What made a partition fail its reader: what was in force when it lost records, or when a wait for it began. */
  ofFailure(failure: ReadFailure): Cause;
  /** The faults in force while a record was on its way into a partition. */
  onTheWay(recordId: number, partition: number): Cause;
}

/** Why the rows of one job's batches are not what they should be. */
export interface BatchCauses {
  /** The deaths of the driver between the planning of a batch and its last commit. */
  ofBatch(batchId: number): Cause;
}
