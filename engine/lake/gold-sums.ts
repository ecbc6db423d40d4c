import { type SelectItem, selectItems } from "./gold-shape.ts";
import { quoteName } from "./sql-names.ts";
import { isMark, isName, isWord, type SqlToken, tokenizeSql } from "./sql-tokens.ts";

/** A sum or count that is kept for each group, so that a change of rows can be added to it. */
export type SumState = {
  readonly name: string;
  /** The aggregate as it would be over all rows of the group: it says the type. */
  readonly whole: string;
  /** What changed rows add to it; each row carries `__sign`, 1 when it came and -1 when it went. */
  readonly delta: string;
};

/** How every measure of a gold table follows from sums and counts: then a change costs no more than its own rows. */
export type GoldSums = {
  readonly states: readonly SumState[];
  /** Group columns and measures in the order of the table's columns: SQL over the group columns and the states. */
  readonly measures: readonly string[];
  /** The text from FROM to before GROUP BY, around the source table. */
  readonly beforeSource: string;
  readonly afterSource: string;
};

/** The same with the type of each state. */
export type TypedGoldSums = Omit<GoldSums, "states"> & {
  readonly states: readonly (SumState & { readonly type: string })[];
};

/** The state that counts a group's rows: without rows there is no group. */
export const GROUP_SIZE_STATE = "__n";

type SumInputs = {
  readonly sql: string;
  readonly source: { readonly start: number; readonly end: number };
  readonly groupBy: readonly string[];
  readonly aggregates: ReadonlySet<string>;
};

/** Words that may stand between the aggregates of a measure; any other name could be a column, whose meaning might differ. */
const PLAIN_WORDS = new Set(
  "case when then else end and or not is null true false as cast bigint hugeint integer int double float decimal numeric varchar boolean".split(
    " ",
  ),
);

/** Finds the sums behind a grouped SELECT that gives one row a group; undefined when some measure is no function of sums. */
export function goldSums({ sql, source, groupBy, aggregates }: SumInputs): GoldSums | undefined {
  const tokenized = tokenizeSql(sql);
  if (!tokenized.ok) return undefined;
  const tokens = tokenized.value;
  const top = (word: string) => tokens.findIndex((token) => token.depth === 0 && isWord(token, word));
  const from = top("from");
  const group = top("group");
  if (from < 0 || group < 0 || top("having") >= 0) return undefined;
  const groups = new Set(groupBy.map((name) => name.toLowerCase()));
  const states = new StateList(sql, aggregates);
  const measures = selectItems(sql, tokens.slice(1, from)).map((item) =>
    groups.has(item.name) ? quoteName(item.name) : states.measure(item),
  );
  if (measures.includes(undefined)) return undefined;
  return {
    states: [...states.list, { name: GROUP_SIZE_STATE, whole: "count(*)", delta: 'sum("__sign")' }],
    measures: measures.filter((text) => text !== undefined),
    beforeSource: sql.slice(tokens[from]?.start, source.start),
    afterSource: sql.slice(source.end, tokens[group]?.start),
  };
}

/** An aggregate call inside a select item: its tokens, its argument and its filter as text. */
type Call = {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly argument: string;
  readonly filter: string;
};

class StateList {
  readonly list: SumState[] = [];
  readonly #sql: string;
  readonly #aggregates: ReadonlySet<string>;

  constructor(sql: string, aggregates: ReadonlySet<string>) {
    this.#sql = sql;
    this.#aggregates = aggregates;
  }

  /** The item's text with each aggregate replaced by its state; undefined when that cannot be. */
  measure({ tokens, expression }: SelectItem): string | undefined {
    const start = tokens[0]?.start ?? 0;
    const itemEnd = start + expression.length;
    const calls = this.#calls(tokens.filter((token) => token.start < itemEnd));
    if (calls === undefined || calls.length === 0) return undefined;
    let text = "";
    let end = start;
    for (const call of calls) {
      const state = this.#stateOf(call);
      if (state === undefined) return undefined;
      text += this.#sql.slice(end, call.start) + state;
      end = call.end;
    }
    return text + this.#sql.slice(end, itemEnd);
  }

  /** The aggregates of an item; undefined when one is not plain or when a name stands between them that may be a column. */
  #calls(tokens: readonly SqlToken[]): Call[] | undefined {
    const calls: Call[] = [];
    let end = 0;
    for (const [index, token] of tokens.entries()) {
      if (token.start < end || !isName(token)) continue;
      const isCall = isMark(tokens[index + 1], "(");
      const isAggregate = isCall && this.#aggregates.has(token.name);
      const isPlainWord = isCall || (token.kind === "word" && PLAIN_WORDS.has(token.name));
      const call = isAggregate ? this.#call(tokens, index) : undefined;
      if (isAggregate ? call === undefined : !isPlainWord) return undefined;
      if (call === undefined) continue;
      calls.push(call);
      end = call.end;
    }
    return calls;
  }

  #stateOf({ name, argument, filter }: Call): string | undefined {
    const isStar = argument === "" || argument === "*";
    switch (name) {
      case "count":
      case "count_star":
        return this.#count(isStar ? [filter] : [`(${argument}) is not null`, filter]);
      case "count_if":
      case "countif":
        return isStar ? undefined : this.#count([argument, filter]);
      case "sum": {
        if (isStar) return undefined;
        const summed = this.#add(`sum(${argument})`, `sum("__sign" * (${argument}))${where([filter])}`);
        const counted = this.#count([`(${argument}) is not null`, filter]);
        return `case when ${counted} = 0 then null else ${summed} end`;
      }
      default:
        return undefined;
    }
  }

  #count(conditions: readonly string[]): string {
    return this.#add("count(*)", `sum("__sign")${where(conditions)}`);
  }

  #add(whole: string, delta: string): string {
    const known = this.list.find((state) => state.delta === delta);
    if (known !== undefined) return quoteName(known.name);
    const name = `__a${this.list.length}`;
    this.list.push({ name, whole, delta });
    return quoteName(name);
  }

  #call(tokens: readonly SqlToken[], index: number): Call | undefined {
    const token = tokens[index] as SqlToken;
    const close = closingIndex(tokens, index + 1);
    const inside = tokens.slice(index + 2, close);
    const isPlain = !inside.some(
      (word, at) =>
        ["distinct", "order", "select", "over"].some((name) => isWord(word, name)) ||
        (isMark(word, ",") && word.depth === token.depth + 1) ||
        (this.#aggregates.has(word.name) && isMark(inside[at + 1], "(")),
    );
    if (!isPlain) return undefined;
    const call = { start: token.start, name: token.name, argument: this.#text(inside) };
    if (!isWord(tokens[close + 1], "filter")) return { ...call, end: (tokens[close] as SqlToken).end, filter: "" };
    const last = closingIndex(tokens, close + 2);
    const condition = tokens.slice(close + 3, last);
    const [first] = condition;
    const hasWhere = isWord(first, "where");
    return {
      ...call,
      end: (tokens[last] as SqlToken).end,
      filter: this.#text(hasWhere ? condition.slice(1) : condition),
    };
  }

  #text(tokens: readonly SqlToken[]): string {
    const first = tokens[0];
    const last = tokens[tokens.length - 1];
    return first === undefined || last === undefined ? "" : this.#sql.slice(first.start, last.end);
  }
}

function closingIndex(tokens: readonly SqlToken[], open: number): number {
  const depth = tokens[open]?.depth;
  return tokens.findIndex((token, at) => at > open && token.depth === depth && isMark(token, ")"));
}

function where(conditions: readonly string[]): string {
  const there = conditions.filter((text) => text !== "");
  return there.length === 0 ? "" : ` filter (where ${there.map((text) => `(\n${text}\n)`).join(" and ")})`;
}
