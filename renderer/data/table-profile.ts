import { cellReader } from "../../engine/export/cell-text.ts";
import type { ResultTable } from "../../engine/export/result-table.ts";
import { quoteName, quoteTable } from "../sql-text/quote-sql.ts";
import { isComparable, type ResultColumn } from "../sql-text/wrap-query.ts";

/** What all rows of a table say of one column. */
export type ColumnFacts = ResultColumn & {
  readonly nulls: number;
  /** An estimate, a few percent off. */
  readonly distinct: number;
  readonly min: string | undefined;
  readonly max: string | undefined;
};

export type TableProfile = { readonly rows: number; readonly columns: readonly ColumnFacts[] };

const FACTS_PER_COLUMN = 4;

/** One SELECT that looks at every row of a table once; `profileOf` reads its one row. */
export function profileSql(tableId: string, columns: readonly ResultColumn[]): string {
  const facts = columns.flatMap(({ name, type }) => {
    const column = quoteName(name);
    const ends = isComparable(type)
      ? ["min", "max"].map((end) => `cast(${end}(${column}) as varchar)`)
      : ["null", "null"];
    return [`count(*) - count(${column})`, `approx_count_distinct(${column})`, ...ends];
  });
  return `select count(*), ${facts.join(", ")} from ${quoteTable(tableId)}`;
}

/** Reads what `profileSql` gave for the same columns. */
export function profileOf({ batch }: Pick<ResultTable, "batch">, columns: readonly ResultColumn[]): TableProfile {
  const row = batch.columns.map(({ column }) => cellReader(column)(0));
  return {
    rows: Number(row[0] ?? 0),
    columns: columns.map((column, index) => {
      const [nulls, distinct, min, max] = row.slice(1 + index * FACTS_PER_COLUMN, 1 + (index + 1) * FACTS_PER_COLUMN);
      return { ...column, nulls: Number(nulls ?? 0), distinct: Number(distinct ?? 0), min, max };
    }),
  };
}
