import { beforeEach, describe, expect, it } from "vitest";
import { timeUs } from "../base/time.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";
import { RecordStore } from "../source/record-store.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { stubCauses } from "../testing/stub-causes.ts";
import { type BronzeEvidence, checkBronzeEqualsLog, checkNoDuplicates } from "./check-bronze.ts";
import { checkGoldEqualsOracle, checkSilverLatest, type TableEvidence } from "./check-tables.ts";
import { compareRows } from "./compare-rows.ts";

let tables: DuckDbTables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
});

/** Bronze rows as (partition, offset, correlation_id, batch_id). */
function bronze(rows: readonly (readonly [number, number, number, number])[]): void {
  tables.exec(
    'create table bronze.events ("partition" integer, "offset" bigint, correlation_id bigint, batch_id bigint);' +
      `insert into bronze.events values ${rows.map((row) => `(${row.join(", ")})`).join(", ")}`,
  );
}

function bronzeEvidence(changes: Partial<BronzeEvidence> = {}): BronzeEvidence {
  const records = new RecordStore();
  for (let id = 0; id < 10; id++) {
    records.appendValue(records.keys.internText(`key-${id}`), encodeUtf8(`value-${id}`), 0, timeUs(id));
  }
  return {
    table: "bronze.events",
    tables,
    records,
    causes: stubCauses({
      lossOf: ({ offset }) => ({ atUs: 700 + offset, fault: "broker 2 without power" }),
      lossBefore: () => ({ fault: "broker 2 without power", isFaultOver: true }),
      onTheWay: () => ({ atUs: 5, fault: "slow link 1 to 2" }),
    }),
    batches: stubCauses({
      ofBatch: (batchId) => ({ atUs: batchId * 100, fault: `driver of job dead in batch ${batchId}` }),
    }),
    log: {
      topic: "events",
      partitions: [
        { recordIds: Uint32Array.of(0, 1, 2), highWatermark: 3, logStartOffset: 0 },
        { recordIds: Uint32Array.of(3, 4), highWatermark: 2, logStartOffset: 0 },
      ],
    },
    committed: [
      { from: 0, to: 2 },
      { from: 0, to: 2 },
    ],
    ...changes,
  };
}

const SOUND = [
  [0, 0, 0, 0],
  [0, 1, 1, 0],
  [1, 0, 3, 0],
  [1, 1, 4, 1],
] as const;

describe("no-duplicates", () => {
  it("holds when each record is there once", () => {
    bronze(SOUND);
    expect(checkNoDuplicates(bronzeEvidence())).toMatchObject({ verdict: "holds", violations: 0, evidence: [] });
  });

  it("names the record, the batches that wrote it, and the fault in force", () => {
    bronze([...SOUND, [1, 1, 4, 2]]);
    const outcome = checkNoDuplicates(bronzeEvidence());
    expect(outcome).toMatchObject({ verdict: "violated", violations: 1 });
    expect(outcome.evidence[0]).toMatchObject({
      note: "record 4 is there 2 times, written by batches 1 to 2",
      correlationId: 4,
      key: "key-4",
      value: "value-4",
      batchId: 2,
      atUs: 200,
      fault: "driver of job dead in batch 2",
    });
  });

  it("looks for the cause in the log when the copies come from different places there", () => {
    bronze([...SOUND, [1, 7, 4, 2]]);
    const causes = stubCauses({ onTheWay: () => ({ atUs: 5, fault: "slow link 1 to 2" }) });
    expect(checkNoDuplicates(bronzeEvidence({ causes })).evidence[0]).toMatchObject({
      note: "record 4 is there 2 times, from more than one place in the log, written by batches 1 to 2",
      fault: "slow link 1 to 2",
    });
    expect(checkNoDuplicates(bronzeEvidence()).evidence[0]).toMatchObject({ fault: "broker 2 without power" });
  });
});

describe("bronze-equals-log", () => {
  it("holds over the committed ranges, whatever lies beyond them", () => {
    bronze([...SOUND, [0, 2, 9, 7]]);
    expect(checkBronzeEqualsLog(bronzeEvidence())).toMatchObject({ verdict: "holds", violations: 0 });
  });

  it.each([
    ["a record that bronze lacks", SOUND.slice(1), "record 0 at events-0 offset 0 is not in bronze.events"],
    [
      "a record at another's offset",
      [[0, 0, 5, 0], ...SOUND.slice(1)],
      "bronze.events has record 5 at events-0 offset 0, where the log now has record 0",
    ],
    ["a record twice", [...SOUND, [0, 1, 1, 3]], "record 1 at events-0 offset 1 is there 2 times"],
    [
      "the log's record beside one that the log has lost",
      [...SOUND, [0, 1, 7, 3]],
      "bronze.events has record 7 at events-0 offset 1, where the log now has record 1, which it has as well",
    ],
    [
      "records that the log has lost, several at one offset",
      [[0, 0, 0, 0], [0, 1, 5, 0], [0, 1, 7, 3], ...SOUND.slice(2)],
      "bronze.events has records 5, 7 at events-0 offset 1, where the log now has record 1",
    ],
  ] as const)("finds %s", (_what, rows, note) => {
    bronze(rows.map(([partition, offset, id, batch]) => [partition, offset, id, batch] as const));
    const outcome = checkBronzeEqualsLog(bronzeEvidence());
    expect(outcome.verdict).toBe("violated");
    expect(outcome.evidence.map((row) => row.note)).toEqual([note]);
  });

  it("finds a row where the log ends before the committed offset", () => {
    bronze(SOUND);
    const log = {
      topic: "events",
      partitions: [
        { recordIds: Uint32Array.of(0), highWatermark: 1, logStartOffset: 0 },
        { recordIds: Uint32Array.of(3, 4), highWatermark: 2, logStartOffset: 0 },
      ],
    };
    expect(checkBronzeEqualsLog(bronzeEvidence({ log })).evidence.map((row) => row.note)).toEqual([
      "bronze.events has record 1 at events-0 offset 1, where the log has none",
    ]);
  });

  it("names what took a record from the log, what made the job pass one by, and the death in the batch that ran twice", () => {
    const causesOf = (rows: Parameters<typeof bronze>[0]): readonly unknown[] => {
      tables.exec("drop table if exists bronze.events");
      bronze(rows);
      return checkBronzeEqualsLog(bronzeEvidence()).evidence.map(
        ({ correlationId, batchId, atUs, fault, isFaultOver }) => [
          ...[correlationId, batchId, atUs],
          isFaultOver === true ? `after ${fault}` : fault,
        ],
      );
    };
    expect(causesOf([...SOUND, [0, 1, 7, 3]])).toEqual([[7, 3, 701, "broker 2 without power"]]);
    expect(causesOf(SOUND.slice(1))).toEqual([[0, undefined, undefined, "after broker 2 without power"]]);
    expect(causesOf([...SOUND, [0, 1, 1, 3]])).toEqual([[1, 3, 300, "driver of job dead in batch 3"]]);
  });

  it("cannot tell while a partition has no leader", () => {
    bronze(SOUND);
    const log = { topic: "events", partitions: [undefined, undefined] };
    expect(checkBronzeEqualsLog(bronzeEvidence({ log }))).toMatchObject({ verdict: "unknown" });
  });
});

const MONEY = { column: "cents", unitsPerDollar: 100 };

function gold(live: string, oracle: string): TableEvidence {
  const relation = (rows: string): string => `from (values ${rows}) as t(day, flights, cents)`;
  return {
    table: "gold.vouchers",
    tables,
    comparison: {
      live: relation(live),
      oracle: relation(oracle),
      columns: ["day", "flights", "cents"],
      keys: ["day"],
      money: MONEY,
    },
    commits: [
      { batchId: 7, version: 8, atUs: 100 },
      { batchId: 7, version: 9, atUs: 200 },
    ],
    causes: stubCauses(),
    describe: (correlationId) => ({ correlationId, batchId: 7 }),
    recordsBehind: (key) => (key[0] === "mon" ? [41, 42] : []),
  };
}

describe("gold-equals-oracle", () => {
  it("holds when both have the same rows in any order", () => {
    const outcome = checkGoldEqualsOracle(gold("('mon', 1, 100), ('tue', 2, 200)", "('tue', 2, 200), ('mon', 1, 100)"));
    expect(outcome).toMatchObject({ verdict: "holds", violations: 0, dollarsWrong: 0, evidence: [] });
  });

  it("tells wrong, missing and surplus groups in dollars, the most money first", () => {
    const outcome = checkGoldEqualsOracle(
      gold("('mon', 1, 100), ('tue', 2, 200)", "('mon', 1, 150), ('wed', 9, 2000)"),
    );
    expect(outcome).toMatchObject({ verdict: "violated", violations: 3, dollarsWrong: 22.5 });
    expect(outcome.evidence).toEqual([
      { note: "batch 7 was committed to gold.vouchers twice, as versions 8 and 9", batchId: 7, atUs: 200 },
      { note: "gold.vouchers has no row for day wed; the oracle has flights 9, cents 2000", dollars: -20 },
      { note: "gold.vouchers has a row for day tue that should not be there: flights 2, cents 200", dollars: 2 },
      { note: "day mon: cents is 100 and should be 150; records 41, 42", correlationId: 41, batchId: 7, dollars: -0.5 },
    ]);
  });

  it("counts a row that is there twice", () => {
    const { differences } = compareRows(tables, gold("('mon', 1, 100), ('mon', 1, 100)", "('mon', 1, 100)").comparison);
    expect(differences).toBe(1);
  });

  it("takes NULL for equal to NULL, in keys as in values", () => {
    const rows = "(cast(null as varchar), cast(null as integer), 5)";
    expect(compareRows(tables, gold(rows, rows).comparison)).toMatchObject({ differences: 0 });
    expect(compareRows(tables, gold(rows, "(cast(null as varchar), 4, 5)").comparison)).toMatchObject({
      differences: 1,
    });
  });
});

describe("silver-latest-per-key", () => {
  function silver(live: string, oracle: string): TableEvidence {
    const relation = (rows: string): string => `from (values ${rows}) as t(flight, status, correlation_id)`;
    const columns = ["flight", "status", "correlation_id"];
    return {
      ...gold("('a', 1, 1)", "('a', 1, 1)"),
      comparison: { live: relation(live), oracle: relation(oracle), columns, keys: ["flight"] },
    };
  }

  it("holds when every key has its latest row", () => {
    expect(checkSilverLatest(silver("(1, 'landed', 5)", "(1, 'landed', 5)"))).toMatchObject({ verdict: "holds" });
  });

  it("names the record that should have won", () => {
    const outcome = checkSilverLatest(silver("(1, 'departed', 4)", "(1, 'landed', 5)"));
    expect(outcome.evidence[0]).toMatchObject({
      note: "flight 1: status is departed and should be landed, correlation_id is 4 and should be 5",
      correlationId: 5,
    });
  });

  it("says how many keys have more than one row", () => {
    const outcome = checkSilverLatest(silver("(1, 'landed', 5), (1, 'departed', 4)", "(1, 'landed', 5)"));
    expect(outcome.summary).toContain("1 keys have more than one row");
  });
});
