import type { ProbeEvent } from "../../engine/base/probe.ts";
import { formatClockMs } from "../format/format-time.ts";

/** Events as text that a person pastes: a line each, its parts between tabs, in the order of time. */
export function eventsAsText(events: readonly ProbeEvent[]): string {
  const lines = events.map(({ atUs, severity, kind, subject, message }) =>
    [formatClockMs(atUs), severity, kind, subject, message]
      .map((part) => part.replaceAll(/[\t\r\n]+/gu, " "))
      .join("\t"),
  );
  return `${lines.join("\n")}\n`;
}
