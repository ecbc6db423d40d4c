import type { Column, ColumnBatch } from "../base/columns.ts";
import { widened } from "../base/numeric.ts";
import type { RecordStore } from "../source/record-store.ts";
import type { ExpectedRows } from "./expected-rows.ts";

/**
 * What the tables should be made of, in bronze's columns and all as of batch 0. A column is made when it is read, since the oracle
 * reads but the few that the pipeline's SQL does, and is not kept.
 */
export function ledgerColumns(records: RecordStore, rows: ExpectedRows, topic: string): ColumnBatch {
  const { rowCount, recordIds } = rows;
  const made: Readonly<Record<string, () => Column>> = {
    topic: () => ({ kind: "dictionary", codes: new Int32Array(rowCount), dictionary: [topic] }),
    partition: () => ({ kind: "int32", values: rows.partitions }),
    offset: () => ({ kind: "int64", values: rows.offsets }),
    timestamp: () => {
      const values = new Float64Array(rowCount);
      records.gatherCreateTimesUs(recordIds, 0, rowCount, values);
      return { kind: "timestamp", values };
    },
    key: () => records.keyColumn(recordIds),
    value: () => records.valueColumn(recordIds),
    event_time: () => {
      const values = new Float64Array(rowCount);
      records.gatherEventTimesUs(recordIds, 0, rowCount, values);
      return { kind: "timestamp", values };
    },
    correlation_id: () => ({ kind: "int64", values: widened(recordIds) }),
    batch_id: () => ({ kind: "int64", values: new Float64Array(rowCount) }),
  };
  const columns = Object.entries(made).map(([name, make]) => ({
    name,
    get column(): Column {
      return make();
    },
  }));
  return { rowCount, columns };
}
