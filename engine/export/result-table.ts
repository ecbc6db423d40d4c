import type { ColumnBatch } from "../base/columns.ts";

/** A result to be written to a file or the clipboard: its columns, and DuckDB's names of their types. */
export type ResultTable = { readonly batch: ColumnBatch; readonly types: readonly string[] };

/** Names that are all different, for formats that find columns by name: the second `count` becomes `count_2`. Letter case counts for nothing. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const all = new Set(names.map((name) => name.toLowerCase()));
  const taken = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let number = 2; taken.has(distinct.toLowerCase()); number++) {
      const candidate = `${name}_${number}`;
      if (!all.has(candidate.toLowerCase())) distinct = candidate;
    }
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}

/** Whether a SQL type's values are numbers: right-aligned on a screen, bare in JSON. */
export function isNumberType(sqlType: string): boolean {
  return /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/u.test(sqlType);
}
