import type { ReplyOf } from "../protocol/messages.ts";

const HEADER = "time_us,metric,value\n";

/**
 * The changes of every state variable, as the history has them, as CSV (RFC 4180, but with plain line feeds): virtual microseconds, name, the value
 * from then on. Variables in the order of their first value, each in the order of time.
 */
export function* metricsCsv(series: ReplyOf<"series">): Generator<string> {
  yield HEADER;
  for (const { name, timesUs, values } of series) {
    const metric = csvField(name);
    yield timesUs.map((timeUs, index) => `${timeUs},${metric},${values[index] ?? ""}\n`).join("");
  }
}

function csvField(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
