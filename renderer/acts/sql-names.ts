/** What SQL is made of, as far as a rename must know: texts, comments, quoted names, and names with their dots. */
const TOKENS =
  /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"]|"")*"|[A-Za-z_][\w$]*(?:\s*\.\s*[A-Za-z_][\w$]*)*|\d[\w.]*/g;

/** Calls a table by its new id wherever SQL names it: `bronze.orders`, also before a column; texts and comments stay. */
export function renameInSql(sql: string, ids: ReadonlyMap<string, string>): string {
  return sql.replaceAll(TOKENS, (token) => {
    const parts = token.split(/\s*\.\s*/);
    if (parts.length < 2 || /^['"]|^--|^\/\*/.test(token)) return token;
    const [layer = "", name = "", ...rest] = parts;
    const renamed = ids.get(`${layer}.${name}`);
    return renamed === undefined ? token : [renamed, ...rest].join(".");
  });
}
