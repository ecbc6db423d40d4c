import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { TableExport } from "../../engine/protocol/messages.ts";
import { parquetColumn } from "./parquet-column.ts";

/** Small enough that no row group keeps this thread from hearing Ctrl-C. */
const ROW_GROUP_ROWS = 20_000;

/**
 * A table as a Parquet file. The schema comes from the columns' SQL types, so that an empty table has the same columns as a
 * full one; every column may hold NULL, timestamps are microseconds without a zone. Stops with undefined when `isUnwanted`
 * says so between two row groups.
 */
export async function encodeParquet(
  { batch, types }: Pick<TableExport, "batch" | "types">,
  createdBy: string,
  isUnwanted: () => boolean,
): Promise<Uint8Array | undefined> {
  const { rowCount } = batch;
  const columns = batch.columns.map(({ name, column }, index) => parquetColumn(name, types[index] ?? "", column));
  const schema = [{ name: "root", num_children: columns.length }, ...columns.map(({ element }) => element)];
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema, createdBy });
  for (let from = 0; from < rowCount; from += ROW_GROUP_ROWS) {
    if (isUnwanted()) return undefined;
    const size = Math.min(ROW_GROUP_ROWS, rowCount - from);
    const columnData = columns.map(({ element, read }) => ({
      name: element.name,
      data: Array.from({ length: size }, (_, index) => read(from + index)),
    }));
    await file.write({ columnData, rowGroupSize: ROW_GROUP_ROWS });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await file.finish();
  return writer.getBytes();
}
