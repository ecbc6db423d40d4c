import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { TableExport } from "../protocol/messages.ts";
import { parquetColumn } from "./parquet-column.ts";

/** Small enough that no row group keeps its thread from anything else for long. */
const ROW_GROUP_ROWS = 20_000;

/**
 * A table as a Parquet file. The schema comes from the columns' SQL types, so that an empty table has the same columns as a
 * full one; every column may hold NULL, timestamps are microseconds without a zone. After each row group `goOn` lets others
 * have the thread, and answers whether the file is still wanted; undefined when it is not.
 */
export async function encodeParquet(
  { batch, types }: Pick<TableExport, "batch" | "types">,
  createdBy: string,
  goOn: () => Promise<boolean>,
): Promise<Uint8Array | undefined> {
  const { rowCount } = batch;
  const columns = batch.columns.map(({ name, column }, index) => parquetColumn(name, types[index] ?? "", column));
  const schema = [{ name: "root", num_children: columns.length }, ...columns.map(({ element }) => element)];
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema, createdBy });
  for (let from = 0; from < rowCount; from += ROW_GROUP_ROWS) {
    const size = Math.min(ROW_GROUP_ROWS, rowCount - from);
    const columnData = columns.map(({ element, read }) => ({
      name: element.name,
      data: Array.from({ length: size }, (_, index) => read(from + index)),
    }));
    await file.write({ columnData, rowGroupSize: ROW_GROUP_ROWS });
    if (!(await goOn())) return undefined;
  }
  await file.finish();
  return writer.getBytes();
}
