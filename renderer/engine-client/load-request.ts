import type { LoadRequest } from "../../engine/protocol/messages.ts";
import { locateFinding, type Problem } from "../../engine/scenario/problem.ts";
import type { Host } from "../host/host.ts";
import type { DocumentFacts } from "../stores/document-store.ts";
import { parsedOf } from "../stores/known-text.ts";

/**
 * What an engine is asked to load, or the problems that keep a scenario from running. `print` is one text for each scenario with these
 * bytes of its files: what was loaded under it need not be loaded again.
 */
export type LoadPrepared =
  | { readonly kind: "prepared"; readonly request: LoadRequest; readonly print: string }
  | { readonly kind: "missing"; readonly problems: readonly Problem[] };

/** Reads the files that a scenario's text names, beside the place that its document came from. */
export async function prepareLoad(
  host: Host,
  text: string,
  document: Pick<DocumentFacts, "origin" | "parsed">,
): Promise<LoadPrepared> {
  const { origin } = document;
  const parsed = parsedOf(document, text);
  if (!parsed.ok) return { kind: "missing", problems: parsed.error };
  const { scenario, locate } = parsed.value;
  const base = origin.kind === "untitled" ? ({ kind: "untitled" } as const) : origin;
  const files: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  const problems: Problem[] = [];
  for (const [name, { file }] of Object.entries(scenario.datasets)) {
    const read = await host.readData(file, base);
    if (read.ok) {
      files.push({ name, bytes: read.value });
      continue;
    }
    const path = ["datasets", name, "file"];
    const finding = { path, message: read.error, found: file, allowed: "a file that can be read", code: "dataset" };
    problems.push(locateFinding(finding, locate));
  }
  if (problems.length > 0) return { kind: "missing", problems };
  const request = { scenarioText: text, datasets: files, runsChecks: true };
  return { kind: "prepared", request, print: await fingerprintOf(request) };
}

/** The hashes are the browser's own work, beside the page's thread. */
async function fingerprintOf({ scenarioText, datasets }: LoadRequest): Promise<string> {
  const sums = datasets.map(async ({ name, bytes }) => {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
    return `${name} ${Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  });
  return [scenarioText, ...(await Promise.all(sums))].join("\n");
}
