/** A name as SQL takes it whatever it contains. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a SQL string. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `silver.flight` as SQL takes it. */
export function quoteTable(tableId: string): string {
  const point = tableId.indexOf(".");
  return `${quoteName(tableId.slice(0, point))}.${quoteName(tableId.slice(point + 1))}`;
}
