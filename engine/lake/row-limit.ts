import { isMark, isName, isWord, type SqlToken, tokenizeSql } from "./sql-tokens.ts";

/** A SELECT that ends with ORDER BY and LIMIT: the same without its limit, and the output columns that order it, in small letters. */
export type LimitedSelect = { readonly unlimited: string; readonly orderColumns: readonly string[] };

/** Words of a sort term besides what it sorts by. */
const DIRECTIONS = new Set(["asc", "ascending", "desc", "descending", "nulls", "first", "last"]);

/**
 * Takes a SELECT without a semicolon apart at its last ORDER BY and LIMIT, so that rows which tie at the limit can be told.
 * Undefined where the text does not show that the order hangs on columns of the result alone, and with an OFFSET: there a row can
 * be known to both sides and lie before the limit of one only.
 */
export function splitLimit(sql: string): LimitedSelect | undefined {
  const tokenized = tokenizeSql(sql);
  if (!tokenized.ok) return undefined;
  const tokens = tokenized.value.filter(({ depth }) => depth === 0);
  const limit = tokens.findLastIndex((token) => isWord(token, "limit"));
  const order = tokens.findLastIndex((token) => isWord(token, "order"));
  const [count, ...rest] = tokens.slice(limit + 1);
  const isPlain = count?.kind === "number" && rest.length === 0;
  if (order < 0 || limit < order || !isWord(tokens[order + 1], "by") || !isPlain) return undefined;
  const terms = splitAtCommas(tokens.slice(order + 2, limit));
  const orderColumns = terms.map(([column, ...rest]) =>
    isName(column) && rest.every((token) => DIRECTIONS.has(token.name)) ? column.name : undefined,
  );
  if (!orderColumns.every((column) => column !== undefined)) return undefined;
  return { unlimited: sql.slice(0, tokens[limit]?.start), orderColumns };
}

function splitAtCommas(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const terms: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (isMark(token, ",")) terms.push([]);
    else terms.at(-1)?.push(token);
  }
  return terms;
}
