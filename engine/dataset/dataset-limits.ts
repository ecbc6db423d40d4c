/** How large a data file may be; every limit has its own message. */
export type DatasetLimits = {
  readonly fileBytes: number;
  readonly rows: number;
  readonly columns: number;
  /** Bytes of all columns together once decoded, also while they are being decoded. */
  readonly decodedBytes: number;
  /** Bytes of one page, buffer or text value once decompressed. */
  readonly pieceBytes: number;
};

/** What the engine takes; the machine's memory may be smaller. */
export const DATASET_LIMITS: DatasetLimits = {
  fileBytes: 2 ** 30,
  rows: 50_000_000,
  columns: 1_000,
  decodedBytes: 2 ** 31,
  pieceBytes: 2 ** 28,
};
