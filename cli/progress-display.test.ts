import { Writable } from "node:stream";
import { expect, test } from "vitest";
import type { RunProgress } from "../engine/protocol/messages.ts";
import { terminalProgress } from "./progress-display.ts";

/** A terminal that keeps everything that was drawn on it. */
function fakeTerminal() {
  let drawn = "";
  const stream = new Writable({
    write: (chunk, _, done) => {
      drawn += String(chunk);
      done();
    },
  });
  const terminal = Object.assign(stream, { isTTY: true, columns: 100, rows: 40, getWindowSize: () => [100, 40] });
  for (const [name, text] of [
    ["cursorTo", "\r"],
    ["moveCursor", ""],
    ["clearLine", "\r"],
    ["clearScreenDown", ""],
  ] as const)
    Object.assign(terminal, { [name]: () => stream.write(text) });
  return { terminal: terminal as unknown as NodeJS.WriteStream, drawn: () => drawn };
}

const AT_HALF_TIME: RunProgress = {
  nowUs: 450_000_000,
  recordsProduced: 123_456,
  reachedUntil: false,
  isFinished: false,
  recordsCommitted: 0,
  eventsRun: 0,
};
const WHOLE = { untilUs: 900_000_000, recordsPlanned: 500_000 };

/** The last line that is drawn of a run that has come this far. */
function lineAt(progress: Partial<RunProgress>): string {
  const { terminal, drawn } = fakeTerminal();
  const display = terminalProgress(terminal);
  display.run({ ...AT_HALF_TIME, ...progress }, WHOLE);
  display.stop();
  return drawn();
}

test("phases have a name, the run has a bar, and afterwards the line is clear", () => {
  const { terminal, drawn } = fakeTerminal();
  const display = terminalProgress(terminal);
  display.stop();
  expect(drawn()).toBe("");
  display.phase("starting DuckDB");
  display.run(AT_HALF_TIME, WHOLE);
  display.phase("checking");
  display.stop();
  display.stop();
  expect(drawn()).toContain("starting DuckDB ...");
  expect(drawn()).not.toContain("NaN");
});

test("progress drawn at the rate of the display tells clock and records", () => {
  expect(lineAt({})).toContain(
    "running [==============              ] 07:30.000 of at most 15:00.000, 123,456 of 500,000 records",
  );
});

test("the bar is as full as the time or the records, and full when the run ends before its time", () => {
  expect(lineAt({ recordsProduced: 375_000 })).toContain(`[${"=".repeat(21)}${" ".repeat(7)}]`);
  expect(lineAt({ nowUs: 60_000_000, recordsProduced: 500_000, isFinished: true })).toContain(`[${"=".repeat(28)}]`);
  expect(lineAt({ recordsProduced: 500_100 })).toContain(`[${"=".repeat(28)}]`);
});
