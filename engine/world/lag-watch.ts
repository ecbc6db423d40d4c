/** How many records of a topic wait for the job that reads it: up to the high watermark, not yet in a committed batch. */
export class LagWatch {
  #maxRecords = 0;
  #latestRecords = 0;

  /** The most that was seen at a sample. */
  get maxRecords(): number {
    return this.#maxRecords;
  }

  /** What the last sample saw. */
  get latestRecords(): number {
    return this.#latestRecords;
  }

  /** By partition: high watermarks against committed offsets; a partition without a leader keeps its last known end. */
  sample(highWatermarks: readonly number[], committedOffsets: readonly number[]): void {
    let lag = 0;
    highWatermarks.forEach((end, partition) => {
      lag += Math.max(0, end - (committedOffsets[partition] ?? 0));
    });
    this.note(lag);
  }

  /** A sample of somebody who has added it up. */
  note(lagRecords: number): void {
    this.#latestRecords = lagRecords;
    this.#maxRecords = Math.max(this.#maxRecords, lagRecords);
  }
}
