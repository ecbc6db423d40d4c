import type { ReactNode } from "react";
import type { AnswerReport, AnswerRows } from "../../engine/protocol/report.ts";
import { formatClock } from "../format/format-time.ts";
import { formatWhole } from "../format/format-value.ts";

/** A question with the run's answer and the oracle's side by side. */
export function AnswerDetail({ answer }: { readonly answer: AnswerReport }): ReactNode {
  const { columns, rows, rowCount, oracleRows, oracleRowCount, asOf, differences, failure } = answer;
  const committed =
    asOf.batchId === undefined || asOf.atUs === undefined
      ? `before the first batch of ${asOf.job}`
      : `as batch ${asOf.batchId} of ${asOf.job} left it at ${formatClock(asOf.atUs)}`;
  const unread = asOf.recordsUnread === 0 ? "" : `; ${formatWhole(asOf.recordsUnread)} records were not read yet`;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-table text-t2">
        Asked of <bdi className="text-t1">{answer.table}</bdi>, {committed}
        {unread}.
      </p>
      {failure !== undefined && (
        <p className="text-table text-crit-text">
          No answer from the {failure.of}: {failure.message} (line {failure.line}, column {failure.column} of the
          scenario)
        </p>
      )}
      <div className="flex flex-wrap gap-4">
        <AnswerTable
          title="This run"
          columns={columns}
          rows={rows}
          rowCount={rowCount}
          wrong={differences?.inRun ?? []}
        />
        <AnswerTable
          title="The oracle: the same SQL over what should have arrived"
          columns={columns}
          rows={oracleRows}
          rowCount={oracleRowCount}
          wrong={differences?.inOracle ?? []}
        />
      </div>
    </div>
  );
}

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });

function writeCell(value: AnswerRows[number][number]): string {
  if (value === null) return "NULL";
  return typeof value === "number" ? NUMBER.format(value) : value.slice(0, 300);
}

type AnswerTableProps = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: AnswerRows;
  readonly rowCount: number;
  /** Rows that the other side does not have. */
  readonly wrong: AnswerRows;
};

function AnswerTable({ title, columns, rows, rowCount, wrong }: AnswerTableProps): ReactNode {
  const different = new Set(wrong.map((row) => JSON.stringify(row)));
  return (
    <table className="min-w-60 flex-1 self-start text-table">
      <caption className="pb-1 text-left text-meta font-semibold text-t3">{title}</caption>
      <thead>
        <tr className="border-b border-line text-left text-meta text-t3">
          {columns.map((column, index) => (
            <th
              key={column}
              scope="col"
              className={`px-2 py-1 font-normal ${typeof rows[0]?.[index] === "number" ? "text-right" : ""}`}
            >
              <bdi>{column.slice(0, 100)}</bdi>
            </th>
          ))}
          <th scope="col" className="w-20 px-2 py-1 font-normal">
            <span className="sr-only">Whether the other side has it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => {
          const isDifferent = different.has(JSON.stringify(row));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an answer never changes, and two rows may be alike
            <tr key={index} className={`border-b border-line ${isDifferent ? "bg-crit/16" : ""}`}>
              {row.map((value, column) => (
                <td
                  key={columns[column]}
                  className={`px-2 py-1 font-mono ${typeof value === "number" ? "text-right" : ""}`}
                >
                  <bdi>{writeCell(value)}</bdi>
                </td>
              ))}
              <td className="px-2 py-1 text-meta text-crit-text">{isDifferent ? "only here" : ""}</td>
            </tr>
          );
        })}
        {rows.length === 0 && (
          <tr>
            <td colSpan={columns.length + 1} className="px-2 py-1 text-t3">
              no rows
            </td>
          </tr>
        )}
      </tbody>
      {rowCount > rows.length && (
        <tfoot>
          <tr>
            <td colSpan={columns.length + 1} className="px-2 py-1 text-meta text-t3">
              {formatWhole(rowCount - rows.length)} more rows
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
