import type { DocumentOrigin } from "../stores/document-store.ts";
import { showToast } from "../widgets/toast.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { versionKeyOf } from "./version-key.ts";

/** Keeps a text as a version of its document; where that fails, says so and answers false. */
export async function keepVersion({ host }: Workbench, origin: DocumentOrigin, text: string): Promise<boolean> {
  try {
    await host.keepVersion(versionKeyOf(origin), text);
    return true;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    showToast("No version of the scenario could be kept.", { tone: "error", detail });
    return false;
  }
}
