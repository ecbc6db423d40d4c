import type { LoadRequest } from "../../engine/protocol/messages.ts";
import { parseScenario } from "../../engine/scenario/parse-scenario.ts";
import { locateFinding, type Problem } from "../../engine/scenario/problem.ts";
import type { Host } from "../host/host.ts";
import type { DocumentOrigin } from "../stores/document-store.ts";

/** The bytes of every file that a scenario names, or the problems that keep it from running. */
export type DatasetsRead =
  | { readonly kind: "read"; readonly files: LoadRequest["datasets"] }
  | { readonly kind: "missing"; readonly problems: readonly Problem[] };

/** Reads the files that a scenario's text names, beside the place that its document came from. */
export async function readDatasets(host: Host, text: string, origin: DocumentOrigin): Promise<DatasetsRead> {
  const parsed = parseScenario(text);
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
  return problems.length === 0 ? { kind: "read", files } : { kind: "missing", problems };
}
