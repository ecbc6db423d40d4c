import { expect, it } from "vitest";
import { timeUs } from "../base/time.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import { BRONZE_COLUMNS } from "../lake/bronze-table.ts";
import { RecordStore } from "../source/record-store.ts";
import { bronzeColumns } from "../stream/batch-rows.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { ledgerColumns } from "./ledger-columns.ts";

it("are bronze's columns, with the values that a batch would have written", async () => {
  const tables = await freshDuckDbTables();
  const records = new RecordStore();
  for (let id = 0; id < 5; id++) {
    const keyId = id === 3 ? -1 : records.keys.internText(`key ${id % 2}`);
    records.appendValue(keyId, encodeUtf8(`valué ${id}`), 986_169_600_000_000 + id, timeUs(10 * id));
  }
  const rows = {
    rowCount: 4,
    recordIds: Uint32Array.of(4, 0, 3, 1),
    partitions: Int32Array.of(0, 0, 1, 1),
    offsets: Float64Array.of(0, 1, 0, 2 ** 33),
  };
  const ledger = ledgerColumns(records, rows, "events");
  expect(ledger.columns.map(({ name }) => name)).toEqual(BRONZE_COLUMNS.map(({ name }) => name));
  tables.ingest("staging.ledger", ledger);
  tables.ingest("staging.batch", bronzeColumns(records, rows, { topic: "events", batchId: 0 }));
  const ofLedger = tables.query("from staging.ledger");
  expect(ofLedger).toEqual(tables.query("from staging.batch"));
  expect(ofLedger.types).toEqual(BRONZE_COLUMNS.map(({ type }) => type));
});
