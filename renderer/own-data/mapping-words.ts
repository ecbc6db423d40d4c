import { formatDuration, SECOND } from "../../engine/base/time.ts";
import { formatBytes, formatWhole } from "../format/format-value.ts";
import type { MappingCheck } from "./data-probe.ts";
import type { ImportMapping } from "./import-mapping.ts";

/** Kafka's `max.message.bytes`, less what a batch and its headers need. */
const RECORD_BYTES_MAX = 1_000_000;

/** What keeps a mapping from becoming a pipeline; undefined when nothing does. */
export function whyNotCreate(
  { values, speedup, eventTime, arrival }: ImportMapping,
  check: MappingCheck,
): string | undefined {
  if (values.length === 0) return "Choose at least one column for the records' value.";
  if (!(speedup >= 0.001 && speedup <= 1_000_000)) return "The speed is a number from 0.001 to 1,000,000.";
  const rates = [eventTime, arrival].flatMap((part) => ("perSecond" in part ? [part.perSecond] : []));
  if (rates.some((rate) => !(rate > 0 && rate <= 1_000_000)))
    return "A rate is a number above 0, up to 1,000,000 a second.";
  if (check.events === 0) return "No row has a time that can be read: choose another column or another form.";
  if (check.longestValueBytes > RECORD_BYTES_MAX) {
    return `The largest record has ${formatBytes(check.longestValueBytes)}; a topic takes 1 MB: leave a column out.`;
  }
  return undefined;
}

/** What a mapping does to the rows, in sentences. */
export function checkSentences({ speedup, identity }: ImportMapping, check: MappingCheck): readonly string[] {
  const { rows, events, seconds, lateEvents, identities } = check;
  const left = rows - events;
  const lost =
    left === 0
      ? "."
      : `; ${formatWhole(left)} ${left === 1 ? "has" : "have"} no time that can be read, and ${left === 1 ? "is" : "are"} left out.`;
  const virtualUs = Math.max(1, Math.round((seconds / speedup) * SECOND));
  const pace = speedup === 1 ? "" : `, ${formatWhole(speedup)} times faster than in the data`;
  const sentences = [
    `${count(rows, "row")} ${rows === 1 ? "makes" : "make"} ${count(events, "record")}${lost}`,
    `They arrive within ${formatDuration(virtualUs)} of the run${pace}.`,
  ];
  if (lateEvents > 0)
    sentences.push(`${count(lateEvents, "record")} ${lateEvents === 1 ? "arrives" : "arrive"} after a later event.`);
  if (identity !== undefined && identities !== undefined) {
    sentences.push(`Silver keeps the latest of each ${identity.slice(0, 60)}: ${count(identities, "row")}.`);
  }
  return sentences;
}

function count(number: number, word: string): string {
  return `${formatWhole(number)} ${word}${number === 1 ? "" : "s"}`;
}
