import type { Result } from "../../engine/base/result.ts";
import { type Drawing, readDrawing } from "../../engine/scenario/drawing.ts";
import { type ParsedScenario, parseScenario } from "../../engine/scenario/parse-scenario.ts";
import type { Problem } from "../../engine/scenario/problem.ts";
import type { DocumentFacts } from "./document-store.ts";

/** What the document was read as already. */
export type KnownReading = Pick<DocumentFacts, "parsed" | "drawing">;

/** The scenario of a text, which mostly is the document's own: a large one takes tens of milliseconds to read again. */
export function parsedOf(
  { parsed }: Pick<KnownReading, "parsed">,
  text: string,
): Result<ParsedScenario, readonly Problem[]> {
  return parsed?.text === text ? { ok: true, value: parsed } : parseScenario(text);
}

/** The drawing of a text, likewise; undefined when it cannot be read. */
export function drawingOf({ parsed, drawing }: KnownReading, text: string): Drawing | undefined {
  return parsed?.text === text ? drawing : readDrawing(text);
}
