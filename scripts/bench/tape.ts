import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Column, ColumnBatch } from "../../engine/base/columns.ts";

/** Which command of the session was at work. */
export type Phase = "load" | "run" | "check";

/** Where a typed array lies in `tape.bin`. */
export type TapedArray = { readonly type: string; readonly start: number; readonly bytes: number };

/** A column as `tape.jsonl` tells it: its kind, its arrays by name, and a dictionary's words. */
export type TapedColumn = {
  readonly name: string;
  readonly kind: Column["kind"];
  readonly arrays: Readonly<Record<string, TapedArray>>;
  readonly dictionary?: readonly string[];
};

/** Rows that went in. */
export type TapedBatch = { readonly rowCount: number; readonly columns: readonly TapedColumn[] };

/** One line of `tape.jsonl`: what the lake asked of its tables, in order. */
export type TapedCall = { readonly phase: Phase; readonly didFail: boolean } & (
  | { readonly call: "exec" | "checkpoint"; readonly sql: string }
  | { readonly call: "query" | "read"; readonly sql: string; readonly rowCount: number }
  | {
      readonly call: "ingest";
      readonly table: string;
      readonly pieces: readonly TapedBatch[];
    }
);

/** Everything the tables were asked, written to a folder so that another database can be asked the same. */
export class Tape {
  readonly #lines: number;
  readonly #bytes: number;
  #written = 0;

  constructor(folder: string) {
    this.#lines = openSync(join(folder, "tape.jsonl"), "w");
    this.#bytes = openSync(join(folder, "tape.bin"), "w");
  }

  write(call: TapedCall): void {
    writeSync(this.#lines, `${JSON.stringify(call)}\n`);
  }

  /** Writes the arrays of a batch and describes where they lie. */
  writeColumns({ columns, rowCount }: ColumnBatch): TapedColumn[] {
    return columns.map(({ name, column }) => {
      const arrays: Record<string, TapedArray> = {};
      for (const [part, array] of Object.entries(arraysOf(column, rowCount))) arrays[part] = this.#writeArray(array);
      const dictionary = column.kind === "dictionary" ? { dictionary: column.dictionary } : {};
      return { name, kind: column.kind, arrays, ...dictionary };
    });
  }

  close(): void {
    closeSync(this.#lines);
    closeSync(this.#bytes);
  }

  #writeArray(array: ArrayBufferView): TapedArray {
    const taped = { type: array.constructor.name, start: this.#written, bytes: array.byteLength };
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#bytes, bytes, done);
    this.#written += array.byteLength;
    return taped;
  }
}

/** A column's arrays by name, cut to its rows: arrays may be longer than the batch. */
function arraysOf(column: Column, rowCount: number): Record<string, ArrayBufferView> {
  if (column.kind === "dictionary") return { codes: column.codes.subarray(0, rowCount) };
  const valid = column.valid === undefined ? {} : { valid: column.valid.subarray(0, rowCount) };
  if (column.kind !== "utf8") return { values: column.values.subarray(0, rowCount), ...valid };
  const offsets = column.offsets.subarray(0, rowCount + 1);
  return { bytes: column.bytes.subarray(0, offsets[rowCount] ?? 0), offsets, ...valid };
}
