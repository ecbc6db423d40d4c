import type { EngineLink } from "./engine-link.ts";
import { prepareLoad } from "./load-request.ts";
import type { RunnerParts } from "./runner-parts.ts";

/**
 * Starts an engine, lets it read the document, and says what keeps that from running; then the engine rehearses. It is done while there
 * is no run (`isIdle`) and the document stays the same.
 */
export async function readAhead(
  link: EngineLink,
  { document, host, run, nowMs }: RunnerParts,
  isIdle: () => boolean,
): Promise<void> {
  try {
    await link.boot();
    const { text } = document.getState();
    const isWanted = (): boolean => isIdle() && text === document.getState().text;
    const read = async (): Promise<string | undefined> => {
      const load = await prepareLoad(host, text, document.getState());
      if (!isWanted()) return undefined;
      const outcome = load.kind === "missing" ? load : await link.loadAhead(load.request, load.print);
      if (!isWanted()) return undefined;
      const problems = outcome !== undefined && "problems" in outcome ? outcome.problems : [];
      run.setState({ readAhead: { text, problems } });
      return load.kind === "missing" ? undefined : load.print;
    };
    const print = await read();
    // The bytes of the files went to the engine, so they are read again too.
    if (print !== undefined && (await link.rehearse(print, nowMs))) await read();
    if (isWanted()) link.rest();
  } catch {
    if (isIdle()) await link.close();
  }
}
