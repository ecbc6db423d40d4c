import type { SqlProblem } from "./tables.ts";

/** Something wrong with the SQL of a pipeline, or with a field that must agree with it. */
export type PipelineSqlProblem = {
  readonly nodeId: string;
  /** The field inside the node: `["sql"]`, `["quality", 0, "require"]`, `["merge", "key", 0]`. */
  readonly path: readonly (string | number)[];
  /** Line and column count inside the field's own text. */
  readonly problem: SqlProblem;
};

/** A problem of a field that is no SQL, such as a column that the SQL does not yield. */
export function fieldProblem(
  nodeId: string,
  path: readonly (string | number)[],
  message: string,
  candidates: readonly string[] = [],
): PipelineSqlProblem {
  return { nodeId, path, problem: { message, line: 1, column: 1, candidates } };
}

/** Problems for those of `written` that are not among a table's columns. */
export function missingColumns(
  nodeId: string,
  path: readonly (string | number)[],
  written: readonly string[],
  columns: readonly { readonly name: string }[],
): PipelineSqlProblem[] {
  const names = columns.map(({ name }) => name);
  const known = new Set(names.map((name) => name.toLowerCase()));
  return written.flatMap((name, index) =>
    known.has(name.toLowerCase())
      ? []
      : [fieldProblem(nodeId, [...path, index], `the table's SQL yields no column ${name}`, names)],
  );
}
