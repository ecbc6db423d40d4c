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
    const { text, origin } = document.getState();
    const isWanted = (): boolean => isIdle() && text === document.getState().text;
    const load = await prepareLoad(host, text, origin);
    if (!isWanted()) return;
    const outcome = load.kind === "missing" ? load : await link.loadAhead(load.request, load.print);
    if (!isWanted()) return;
    const problems = outcome !== undefined && "problems" in outcome ? outcome.problems : [];
    run.setState({ readAhead: { text, problems } });
    if (load.kind === "prepared") await link.rehearse(load.request, load.print, nowMs);
    if (isWanted()) link.rest();
  } catch {
    if (isIdle()) await link.close();
  }
}
