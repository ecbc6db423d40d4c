import { type ColumnBatch, firstRows } from "../base/columns.ts";
import { formatCount } from "../base/format-number.ts";
import { err, ok, type Result } from "../base/result.ts";
import { columnsAsTypedArrays } from "../lake/result-types.ts";
import { findTableNames } from "../lake/sql-names.ts";
import { findRuleBreach, problemAt, withoutSemicolon } from "../lake/sql-rules.ts";
import { tokenizeSql } from "../lake/sql-tokens.ts";
import type { TableColumn } from "../lake/table-layout.ts";
import { type RunningQuery, TablesError } from "../lake/tables.ts";
import type { QueryOutcome, QueryRequest, SqlComplaint } from "../protocol/inspection.ts";
import { LIMITS } from "../scenario/limits.ts";
import type { Assembly } from "../world/assembly.ts";
import { showVersions, type TableVersions, versionsAt } from "./shown-tables.ts";
import { complaintOf, complaintOfError } from "./sql-complaint.ts";

/** Rows that one query can give at most. */
const MOST_ROWS = 100_000;

const TOO_LONG = `a query may have at most ${formatCount(LIMITS.sqlLength)} characters`;

/** What a query comes to; the shell adds how long it took. */
export type FinishedQuery =
  | Omit<Extract<QueryOutcome, { kind: "rows" }>, "elapsedMs">
  | Extract<QueryOutcome, { kind: "refused" }>;

/** A person's query that runs. */
export type QueryRun = {
  /** Works on for a moment; what came of it once it is done. */
  readonly step: () => FinishedQuery | undefined;
  /** Gives it up; nothing stays of it. */
  readonly cancel: () => void;
};

/** Takes a person's SQL over the tables of a run, holds it against what may be run, and runs it. */
export class QueryDesk {
  readonly #assembly: Assembly;

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
  }

  /** What is wrong with a SELECT, without running it. */
  check(sql: string): SqlComplaint | undefined {
    showVersions(this.#assembly, versionsAt(this.#assembly, undefined));
    return this.#complaint(sql);
  }

  /** Begins a query over the tables as they were at its instant. */
  begin({ sql, atUs, rowLimit }: QueryRequest): Result<QueryRun, SqlComplaint> {
    const versions = versionsAt(this.#assembly, atUs);
    showVersions(this.#assembly, versions);
    const complaint = this.#complaint(sql);
    if (complaint !== undefined) return err(complaint);
    const { reader } = this.#assembly.tables;
    const rows = `(\n${withoutSemicolon(sql)}\n)`;
    const limit = Math.max(1, Math.min(MOST_ROWS, Math.floor(rowLimit)));
    let text = "";
    try {
      const columns = describe(this.#assembly, rows);
      const head = `select ${columnsAsTypedArrays(columns)} from `;
      text = `${head}${rows} limit ${limit + 1}`;
      const facts = { sql, from: head.length + 2, limit, columns, versions: this.#named(sql, versions) };
      return ok(runOf(reader.start(text), facts));
    } catch (thrown) {
      return err(complaintOfError(asTablesError(thrown), sql, text.indexOf(rows) + 2));
    }
  }

  /** First what the text itself shows, then what DuckDB finds: alone, and in parentheses, where only a query can stand. */
  #complaint(sql: string): SqlComplaint | undefined {
    if (sql.length > LIMITS.sqlLength) return complaintOf(problemAt(sql, LIMITS.sqlLength, TOO_LONG));
    const { lake, tables } = this.#assembly;
    const rules = { form: "query", functions: lake.functions, readable: new Set(lake.tableIds) } as const;
    const breach = findRuleBreach(sql, rules);
    if (breach !== undefined) return complaintOf(breach);
    const bare = withoutSemicolon(sql);
    const problem = tables.reader.check(bare);
    if (problem !== undefined) return complaintOf(problem, "Binder");
    const nested = tables.reader.check(`select * from (\n${bare}\n)`);
    return nested && complaintOf({ ...nested, line: Math.max(1, nested.line - 1) }, "Binder");
  }

  /** The versions of the tables that a SELECT names. */
  #named(sql: string, versions: TableVersions): readonly (readonly [string, number])[] {
    const tokens = tokenizeSql(sql);
    const names = tokens.ok ? findTableNames(tokens.value, new Set(versions.keys())) : [];
    const named = new Set(names.map(({ tableId }) => tableId));
    return [...versions].filter(([table]) => named.has(table));
  }
}

type QueryFacts = {
  readonly sql: string;
  /** Where the person's own text begins in what DuckDB was given. */
  readonly from: number;
  readonly limit: number;
  readonly columns: readonly TableColumn[];
  readonly versions: readonly (readonly [string, number])[];
};

function runOf(running: RunningQuery, facts: QueryFacts): QueryRun {
  return {
    step: () => {
      try {
        const batch = running.step();
        return batch === undefined ? undefined : rowsOf(batch, facts);
      } catch (thrown) {
        return { kind: "refused", complaint: complaintOfError(asTablesError(thrown), facts.sql, facts.from) };
      }
    },
    cancel: () => running.cancel(),
  };
}

function rowsOf(batch: ColumnBatch, { limit, columns, versions }: QueryFacts): FinishedQuery {
  const isCut = batch.rowCount > limit;
  const types = columns.map(({ type }) => type);
  return { kind: "rows", types, batch: isCut ? firstRows(batch, limit) : batch, isCut, versions };
}

function describe({ tables }: Pick<Assembly, "tables">, rows: string): readonly TableColumn[] {
  const [names = [], types = []] = tables.reader.query(`describe select * from ${rows}`).columns;
  return names.map((name, index) => ({ name: String(name), type: String(types[index]) }));
}

function asTablesError(thrown: unknown): TablesError {
  if (thrown instanceof TablesError) return thrown;
  throw thrown;
}
