import { err, ok, type Result } from "../base/result.ts";
import type { GoldNode } from "../scenario/scenario.ts";
import { type CheckContext, type CheckedSelect, checkSelect } from "./check-select.ts";
import { type GoldShape, type GroupedShape, goldShape } from "./gold-shape.ts";
import { goldSums, type TypedGoldSums } from "./gold-sums.ts";
import { fieldProblem, missingColumns, type PipelineSqlProblem } from "./pipeline-problem.ts";
import { uncarriedColumns } from "./result-types.ts";
import { nameList, quoteName, quoteTable } from "./sql-names.ts";
import { problemAt } from "./sql-rules.ts";
import { isMark, isWord, type SqlToken, tokenizeSql } from "./sql-tokens.ts";
import { describeSelect, type TableColumn } from "./table-layout.ts";

/** A gold table's SELECT that may run, and how it can be kept up to date. */
export type CheckedGold = CheckedSelect & {
  readonly shape: GoldShape;
  /** Where every measure follows from sums: how. */
  readonly sums: TypedGoldSums | undefined;
};

const INTEGER_TYPES = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$|^DECIMAL\(\d+,0\)$/;
const EXACT_TYPES = /^(BIGINT|HUGEINT)$|^DECIMAL\(/;
const NUMBER_TYPES = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$|^(FLOAT|DOUBLE)$|^DECIMAL\(/;
/** Aggregates whose result hangs on the order of the rows, which no table has, unless an ORDER BY inside gives one. */
const ORDER_DEPENDENT = new Set([
  "any_value",
  "arbitrary",
  "first",
  "last",
  "list",
  "array_agg",
  "string_agg",
  "group_concat",
  "listagg",
]);
/** Sketches that give another estimate for another order of the rows. */
const SKETCHES = new Set(["approx_quantile", "approx_top_k"]);
/** Aggregates of two sets of rows that are the sum of those of each. */
const ADDITIVE = new Set(["count", "count_star", "count_if", "countif", "sum", "sum_no_overflow", "fsum", "kahan_sum"]);

/** Checks a gold table's SQL, its grouping, its money column and whether its feed suits it. */
export function checkGold(
  context: CheckContext,
  node: GoldNode,
  silverId: string,
  references: readonly string[],
): Result<CheckedGold, readonly PipelineSqlProblem[]> {
  const select = checkSelect(context, node.id, node.sql, new Set([silverId, ...references]));
  if (!select.ok) return select;
  const { sql, columns } = select.value;
  const tokens = tokenizeSql(sql);
  const calls = tokens.ok ? aggregateCalls(tokens.value, context) : [];
  const problems = [
    ...uncarriedColumns(sql, columns).map((problem) => ({ nodeId: node.id, path: ["sql"], problem })),
    ...missingColumns(node.id, ["groupBy"], node.groupBy, columns),
    ...moneyProblems(node, columns),
    ...orderProblems(node.id, sql, calls),
    ...(node.feed === "batch" || node.feed === "unseen" ? additionProblems(node, sql, columns, calls) : []),
  ];
  if (problems.length > 0) return err(problems);
  const { aggregates } = context.functions;
  const shape = provenShape(context, goldShape({ sql, sourceId: silverId, groupBy: node.groupBy, aggregates }), {
    node,
    silverId,
    columns,
  });
  const isSummed = shape.kind === "grouped" && node.feed === "changes";
  const sums = isSummed ? provenSums(context, shape, { node, silverId, sql, columns }) : undefined;
  return ok({ sql, columns, shape, sums });
}

type SumsContext = {
  readonly node: GoldNode;
  readonly silverId: string;
  readonly sql: string;
  readonly columns: readonly TableColumn[];
};

/** Keeps the sums of a table only if they are exact, and if its columns follow from them with the types that they have. */
function provenSums(
  { tables, functions }: CheckContext,
  shape: GroupedShape,
  { node, silverId, sql, columns }: SumsContext,
): TypedGoldSums | undefined {
  if (!shape.isOneRowAGroup) return undefined;
  const { aggregates } = functions;
  const sums = goldSums({ sql, source: shape.source, groupBy: node.groupBy, aggregates });
  if (sums === undefined) return undefined;
  const from = `${sums.beforeSource}${quoteTable(silverId)} as ${shape.alias}${sums.afterSource}`;
  const whole = `select ${sums.states.map((state) => state.whole).join(", ")} ${from}`;
  if (tables.check(whole) !== undefined) return undefined;
  const types = describeSelect(tables, whole).map(({ type }) => type);
  if (!types.every((type) => EXACT_TYPES.test(type))) return undefined;
  const typed = { ...sums, states: sums.states.map((state, index) => ({ ...state, type: types[index] ?? "" })) };
  const isGroup = new Set(node.groupBy.map((name) => name.toLowerCase()));
  const inputs = [...columns.filter(({ name }) => isGroup.has(name.toLowerCase())), ...typed.states];
  const nothing = inputs.map(({ name, type }) => `cast(null as ${type}) as ${quoteName(name)}`).join(", ");
  const derived = `select ${sums.measures.join(", ")} from (select ${nothing})`;
  if (tables.check(derived) !== undefined) return undefined;
  const found = describeSelect(tables, derived);
  return found.every(({ type }, index) => type === columns[index]?.type) ? typed : undefined;
}

/** Keeps a shape only if its group expressions bind over the silver table alone and have the types of the group columns. */
function provenShape(
  { tables }: CheckContext,
  shape: GoldShape,
  { node, silverId, columns }: { node: GoldNode; silverId: string; columns: readonly TableColumn[] },
): GoldShape {
  if (shape.kind === "whole") return shape;
  const sql = `select ${shape.groupExpressions.map((text) => `(\n${text}\n)`).join(", ")} from ${quoteTable(silverId)} as ${shape.alias}`;
  if (tables.check(sql) !== undefined) return { kind: "whole", because: "its groups hang on more than the silver row" };
  const typesOf = (query: string) => (tables.query(`describe ${query}`).columns[1] ?? []).map(String).join();
  const isSameType = typesOf(sql) === typesOf(`select ${nameList(node.groupBy)} from (\n${node.sql}\n)`);
  return isSameType && columns.length > 0
    ? shape
    : { kind: "whole", because: "its groups have another type than the silver row shows" };
}

function moneyProblems({ id, money }: GoldNode, columns: readonly TableColumn[]): PipelineSqlProblem[] {
  if (money === undefined) return [];
  const names = columns.map(({ name }) => name);
  const column = columns.find(({ name }) => name.toLowerCase() === money.column.toLowerCase());
  const path = ["money", "column"];
  if (column === undefined) return [fieldProblem(id, path, `the table's SQL yields no column ${money.column}`, names)];
  if (INTEGER_TYPES.test(column.type)) return [];
  const message = `money is counted in whole units, but ${column.name} is ${column.type}: cast it to bigint`;
  return [fieldProblem(id, path, message)];
}

type AggregateCall = { readonly token: SqlToken; readonly isOrdered: boolean; readonly isDistinct: boolean };

function aggregateCalls(tokens: readonly SqlToken[], { functions }: CheckContext): AggregateCall[] {
  return tokens.flatMap((token, index) => {
    const open = tokens[index + 1];
    if (open === undefined || !isMark(open, "(") || !functions.aggregates.has(token.name)) return [];
    const close = tokens.findIndex((other, at) => at > index + 1 && other.depth === open.depth && isMark(other, ")"));
    const inside = tokens.slice(index + 2, close).filter(({ depth }) => depth === open.depth + 1);
    return [
      {
        token,
        isOrdered: inside.some((word) => isWord(word, "order")),
        isDistinct: inside.some((word) => isWord(word, "distinct")),
      },
    ];
  });
}

function orderProblems(nodeId: string, sql: string, calls: readonly AggregateCall[]): PipelineSqlProblem[] {
  return calls.flatMap(({ token, isOrdered }) => {
    const at = (message: string, candidates: readonly string[]) => [
      { nodeId, path: ["sql"], problem: problemAt(sql, token.start, message, candidates) },
    ];
    if (SKETCHES.has(token.name)) {
      return at(`${token.name} is a sketch whose estimate hangs on the order of the rows`, ["quantile_cont"]);
    }
    if (!ORDER_DEPENDENT.has(token.name) || isOrdered) return [];
    const message = `${token.name} hangs on the order of the rows, which a table does not have: give it an ORDER BY`;
    return at(message, ["min", "max", "arg_max"]);
  });
}

/** Adding a batch's measures to what is there is only right for sums; anything else the feed would silently spoil. */
function additionProblems(
  { id, feed, groupBy }: GoldNode,
  sql: string,
  columns: readonly TableColumn[],
  calls: readonly AggregateCall[],
): PipelineSqlProblem[] {
  const groups = new Set(groupBy.map((name) => name.toLowerCase()));
  const noNumbers = columns.filter(({ name, type }) => !groups.has(name.toLowerCase()) && !NUMBER_TYPES.test(type));
  return [
    ...noNumbers.map(({ name, type }) =>
      fieldProblem(id, ["feed"], `feed ${feed} adds up the measures, but ${name} is ${type}`, ["changes", "full"]),
    ),
    ...calls.flatMap(({ token, isDistinct }) => {
      if (ADDITIVE.has(token.name) && !isDistinct) return [];
      const name = isDistinct ? `${token.name}(distinct ...)` : token.name;
      const message = `feed ${feed} adds up the measures of each batch, and ${name} does not add up`;
      return [{ nodeId: id, path: ["sql"], problem: problemAt(sql, token.start, message, ["count", "sum"]) }];
    }),
  ];
}
