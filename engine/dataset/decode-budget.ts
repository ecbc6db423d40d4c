import type { DatasetLimits } from "./dataset-limits.ts";
import { demand } from "./decode-failure.ts";

/** Counts what a file costs to decode against the limits, before the memory is taken. */
export class DecodeBudget {
  readonly limits: DatasetLimits;
  #bytesLeft: number;

  constructor(limits: DatasetLimits) {
    this.limits = limits;
    this.#bytesLeft = limits.decodedBytes;
  }

  /** Refuses a file that is larger than the limit. */
  openFile(bytes: Uint8Array): void {
    const { fileBytes } = this.limits;
    demand(bytes.length <= fileBytes, `the file has ${bytes.length} bytes; at most ${fileBytes} are possible`);
  }

  /** Refuses more rows or columns than the limits. */
  openTable(rowCount: number, columnCount: number): void {
    const { rows, columns } = this.limits;
    demand(rowCount <= rows, `the file has ${rowCount} rows; at most ${rows} are possible`);
    demand(columnCount <= columns, `the file has ${columnCount} columns; at most ${columns} are possible`);
  }

  /** Takes memory for decoded values. */
  take(size: number): void {
    this.#bytesLeft -= size;
    const { decodedBytes } = this.limits;
    demand(
      this.#bytesLeft >= 0,
      `the file's rows take more than ${decodedBytes} bytes once decoded, which is the limit`,
    );
  }

  /** Takes memory for one page, buffer or text that a file says is so large. */
  takePiece(size: number, what: string): void {
    const { pieceBytes } = this.limits;
    const isSize = Number.isSafeInteger(size) && size >= 0;
    demand(isSize, `${what} is damaged: its size is given as ${size}`);
    demand(size <= pieceBytes, `${what} has ${size} bytes; at most ${pieceBytes} are possible`);
  }
}
