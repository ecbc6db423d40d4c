import { Writable } from "node:stream";
import { expect, test } from "vitest";
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

test("phases have a name, the run has a bar, and afterwards the line is clear", () => {
  const { terminal, drawn } = fakeTerminal();
  const display = terminalProgress(terminal);
  display.stop();
  expect(drawn()).toBe("");
  display.phase("starting DuckDB");
  const progress = { nowUs: 450_000_000, recordsProduced: 123_456 };
  display.run({ ...progress, reachedUntil: false, isFinished: false, recordsCommitted: 0, eventsRun: 0 }, 900_000_000);
  display.phase("checking");
  display.stop();
  display.stop();
  expect(drawn()).toContain("starting DuckDB ...");
  expect(drawn()).not.toContain("NaN");
});

test("progress drawn at the rate of the display tells clock and records", async () => {
  const { terminal, drawn } = fakeTerminal();
  const display = terminalProgress(terminal);
  const progress = { nowUs: 450_000_000, recordsProduced: 123_456 };
  display.run({ ...progress, reachedUntil: false, isFinished: false, recordsCommitted: 0, eventsRun: 0 }, 900_000_000);
  display.stop();
  expect(drawn()).toContain("running [==============              ] 07:30.000 of 15:00.000, 123,456 records");
});
