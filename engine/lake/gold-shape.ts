import { findTableNames } from "./sql-names.ts";
import { isMark, isName, isWord, type SqlToken, tokenizeSql } from "./sql-tokens.ts";

/** One item of a select list: the column it makes, and the text that makes it. */
export type SelectItem = { readonly name: string; readonly expression: string; readonly tokens: readonly SqlToken[] };

/**
 * How a gold table's SELECT can be kept up to date. `grouped`: each row of the source belongs to one group that the row alone
 * decides, so that a group's result needs the group's own rows and no others. `whole`: it has to be computed over all rows.
 */
export type GoldShape = GroupedShape | { readonly kind: "whole"; readonly because: string };

export type GroupedShape = {
  readonly kind: "grouped";
  /** For each declared group column the expression over a row of the source that yields it. */
  readonly groupExpressions: readonly string[];
  /** What the SQL calls the source table. */
  readonly alias: string;
  /** Where the text names the source table, alias included. */
  readonly source: { readonly start: number; readonly end: number };
  /** True when the text shows that each group gives one row. */
  readonly isOneRowAGroup: boolean;
};

type ShapeInputs = {
  readonly sql: string;
  readonly sourceId: string;
  readonly groupBy: readonly string[];
  readonly aggregates: ReadonlySet<string>;
};

/** Words at the top of a SELECT with which one group's result may depend on another group's rows. */
const CROSS_GROUP_WORDS = ["union", "intersect", "except", "limit", "offset", "fetch", "qualify", "window"];
const GROUPING_WORDS = ["rollup", "cube", "grouping"];
/** Joins that can yield rows without a row of the source. */
const FOREIGN_JOINS = ["right", "full", "positional", "asof", "lateral"];
const CLAUSE_WORDS = ["where", "group", "having", "order"];
const NO_ALIAS = new Set([
  ...CLAUSE_WORDS,
  ...FOREIGN_JOINS,
  "join",
  "on",
  "using",
  "left",
  "inner",
  "cross",
  "natural",
  "semi",
  "anti",
]);

/** Reads the shape of a gold table's SELECT off its text; a text it does not understand is `whole`, which is always right. */
export function goldShape(inputs: ShapeInputs): GoldShape {
  const tokenized = tokenizeSql(inputs.sql);
  if (!tokenized.ok) return whole("its text cannot be read");
  return new ShapeReader(inputs, tokenized.value).read();
}

function whole(because: string): GoldShape {
  return { kind: "whole", because };
}

class ShapeReader {
  readonly #inputs: ShapeInputs;
  readonly #tokens: readonly SqlToken[];

  constructor(inputs: ShapeInputs, tokens: readonly SqlToken[]) {
    this.#inputs = inputs;
    this.#tokens = tokens;
  }

  read(): GoldShape {
    const tokens = this.#tokens;
    const top = (word: string) => tokens.findIndex((token) => token.depth === 0 && isWord(token, word));
    if (!isWord(tokens[0], "select")) return whole("it is no plain SELECT");
    if (isWord(tokens[1], "distinct")) return whole("it selects distinct rows");
    const crossing = CROSS_GROUP_WORDS.find((word) => top(word) >= 0) ?? this.#grouping();
    if (crossing !== undefined) return whole(`its ${crossing.toUpperCase()} looks at more than one group`);
    if (tokens.some((token, index) => isWord(token, "over") && isMark(tokens[index + 1], "("))) {
      return whole("its window function looks at more than one group");
    }
    const from = top("from");
    if (from < 0) return whole("it reads no table");
    const source = this.#source(from);
    if (typeof source === "string") return whole(source);
    const items = selectItems(this.#inputs.sql, tokens.slice(1, from));
    const expressions = this.#inputs.groupBy.map((column) => this.#groupExpression(items, column));
    const missing = expressions.indexOf(undefined);
    if (missing >= 0) return whole(`the text does not show what makes ${this.#inputs.groupBy[missing]}`);
    return {
      kind: "grouped",
      groupExpressions: expressions.filter((text) => text !== undefined),
      ...source,
      isOneRowAGroup: this.#isOneRowAGroup(items, top("group")),
    };
  }

  #grouping(): string | undefined {
    const calls = (word: string) =>
      this.#tokens.some((token, index) => {
        const next = this.#tokens[index + 1];
        return isWord(token, word) && (isMark(next, "(") || isWord(next, "sets"));
      });
    return GROUPING_WORDS.find(calls);
  }

  /** The source must be the first table behind FROM and be named nowhere else: then every row comes from one row of it. */
  #source(
    from: number,
  ): { readonly alias: string; readonly source: { readonly start: number; readonly end: number } } | string {
    const tokens = this.#tokens;
    const [named, second] = findTableNames(tokens, new Set([this.#inputs.sourceId]));
    if (named?.index !== from + 1 || named.isColumn || second !== undefined) {
      return `it does not read ${this.#inputs.sourceId} once, at the beginning of FROM`;
    }
    const foreign = tokens.find((token) => token.depth === 0 && FOREIGN_JOINS.some((word) => isWord(token, word)));
    if (foreign !== undefined) return `its ${foreign.name.toUpperCase()} JOIN may yield rows of no group`;
    let last = from + 3;
    if (isWord(tokens[last + 1], "as")) last += 1;
    const next = tokens[last + 1];
    const hasAlias = isName(next) && !(next.kind === "word" && NO_ALIAS.has(next.name));
    if (hasAlias) last += 1;
    if (isMark(tokens[last + 1], "(")) return "it renames the columns of its source";
    const alias = hasAlias ? next : named.name;
    return {
      alias: this.#inputs.sql.slice(alias.start, alias.end),
      source: { start: named.schema.start, end: (tokens[last] as SqlToken).end },
    };
  }

  #groupExpression(items: readonly SelectItem[], column: string): string | undefined {
    const made = items.filter(({ name }) => name === column.toLowerCase());
    const [item] = made;
    if (item === undefined || made.length > 1 || this.#hasAggregate(item)) return undefined;
    return item.expression;
  }

  #hasAggregate({ tokens }: SelectItem): boolean {
    return tokens.some(
      (token, index) => isName(token) && isMark(tokens[index + 1], "(") && this.#inputs.aggregates.has(token.name),
    );
  }

  #isOneRowAGroup(items: readonly SelectItem[], group: number): boolean {
    if (group < 0) return false;
    const declared = new Set(this.#inputs.groupBy.map((column) => column.toLowerCase()));
    const isDeclared = ({ name }: SelectItem) => declared.has(name);
    const tail = this.#tokens.slice(group + 2);
    const end = tail.findIndex((token) => token.depth === 0 && (isWord(token, "having") || isWord(token, "order")));
    const clause = withoutTrailingMark(end < 0 ? tail : tail.slice(0, end));
    if (clause.length === 1 && isWord(clause[0], "all")) {
      return items.every((item) => isDeclared(item) || this.#hasAggregate(item));
    }
    return splitByComma(clause).every((entry) => {
      const [only] = entry;
      if (entry.length === 1 && only?.kind === "number") {
        const item = items[Number(only.name) - 1];
        return item !== undefined && isDeclared(item);
      }
      const text = normalText(entry);
      if (entry.length === 1 && declared.has(text)) return true;
      return items.some((item) => isDeclared(item) && normalText(expressionTokens(item)) === text);
    });
  }
}

/** The items of a select list, between SELECT and FROM; an item whose name the text does not show has an empty one. */
export function selectItems(sql: string, tokens: readonly SqlToken[]): SelectItem[] {
  return splitByComma(tokens).map((item): SelectItem => {
    const last = item[item.length - 1];
    const before = item[item.length - 2];
    const [first] = item;
    if (first === undefined || last === undefined) return { name: "", expression: "", tokens: [] };
    const text = (end: SqlToken) => sql.slice(first.start, end.end);
    if (!isName(last)) return { name: "", expression: text(last), tokens: item };
    if (before === undefined || isMark(before, ".")) return { name: last.name, expression: text(last), tokens: item };
    if (isWord(before, "as")) {
      const end = item[item.length - 3] ?? first;
      return { name: last.name, expression: text(end), tokens: item };
    }
    const isImplicitAlias = isMark(before, ")") || before.kind === "quoted";
    if (isImplicitAlias) return { name: last.name, expression: text(before), tokens: item };
    return { name: "", expression: text(last), tokens: item };
  });
}

function expressionTokens({ tokens }: SelectItem): readonly SqlToken[] {
  const alias = tokens.length - 2;
  return isWord(tokens[alias], "as") ? tokens.slice(0, alias) : tokens;
}

function splitByComma(tokens: readonly SqlToken[]): SqlToken[][] {
  const depth = tokens[0]?.depth ?? 0;
  const parts: SqlToken[][] = [[]];
  for (const token of tokens) {
    if (isMark(token, ",") && token.depth === depth) parts.push([]);
    else parts[parts.length - 1]?.push(token);
  }
  return parts;
}

function withoutTrailingMark(tokens: readonly SqlToken[]): readonly SqlToken[] {
  return isMark(tokens[tokens.length - 1], ";") ? tokens.slice(0, -1) : tokens;
}

function normalText(tokens: readonly SqlToken[]): string {
  return tokens.map(({ name }) => name).join(" ");
}
