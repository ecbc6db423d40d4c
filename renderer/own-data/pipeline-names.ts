/** What the tables of the pipeline have besides the file's columns, and DuckDB's own. */
const TAKEN = ["event_time", "offset", "correlation_id", "rowid"];
/** Column names that begin so are the engine's own. */
const ENGINE_PREFIX = "__";

/** A word of small letters, digits and "_" made of any name: for ids, tables and datasets. */
export function slugOf(name: string): string {
  const stem = name.replace(/\.[A-Za-z0-9]{1,8}$/u, "");
  const word = stem
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "_")
    .replaceAll(/^_+|_+$/gu, "")
    .slice(0, 40);
  if (word === "") return "rows";
  return /^[a-z]/u.test(word) ? word : `d_${word}`;
}

/** A scenario names columns in at most 128 characters; a number must have room behind the name. */
const LENGTH_MAX = 120;

/** What a file's columns are called in silver: as in the file, or with a word behind it where the name is taken. Letter case counts for nothing. */
export function silverNames(columns: readonly string[]): readonly string[] {
  const taken = new Set(TAKEN);
  return columns.map((column) => {
    const whole = column.startsWith(ENGINE_PREFIX) ? `column ${column}` : column;
    const base = whole.length <= LENGTH_MAX ? whole : [...whole].slice(0, LENGTH_MAX / 2).join("");
    let name = base;
    for (let number = 2; taken.has(name.toLowerCase()); number++) {
      name = number === 2 && TAKEN.includes(base.toLowerCase()) ? `${base}_value` : `${base}_${number}`;
    }
    taken.add(name.toLowerCase());
    return name;
  });
}
