import { openDocument } from "../files/open-document.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { buildScenario } from "./build-scenario.ts";
import type { ImportMapping } from "./import-mapping.ts";
import { slugOf } from "./pipeline-names.ts";

/** Opens a mapping's pipeline as a new document, which no file has yet, and runs it if that is wanted. */
export async function createPipeline(
  workbench: Workbench,
  mapping: ImportMapping,
  { seconds, isPlayed }: { readonly seconds: number; readonly isPlayed: boolean },
): Promise<void> {
  const text = buildScenario(mapping, { seconds });
  workbench.view.getState().closeDialog();
  const origin = { kind: "untitled", name: `${slugOf(mapping.file)}.scenario.yaml` } as const;
  await openDocument(workbench, { text, savedText: "", origin });
  // Unsaved work on the screen is asked about first, and then it is still there.
  if (isPlayed && workbench.document.getState().text === text) await workbench.runner.play();
}
