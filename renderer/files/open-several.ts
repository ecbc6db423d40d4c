import type { Result } from "../../engine/base/result.ts";
import type { OpenedFile } from "../host/host.ts";
import { showToast } from "../widgets/toast.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { openFile } from "./open-document.ts";

/** How many names a sentence lists before it counts. */
const NAMED_MAX = 5;

/**
 * Opens the first of several files that were named at once and can be read, and says which were left: the app shows one document at
 * a time. False when none could be read.
 */
export async function openFirstOf(
  workbench: Workbench,
  files: readonly Result<OpenedFile, string>[],
): Promise<boolean> {
  for (const file of files) {
    if (!file.ok) showToast("The scenario was not opened.", { tone: "error", detail: file.error });
  }
  const [first, ...others] = files.flatMap((file) => (file.ok ? [file.value] : []));
  if (first === undefined) return false;
  await openFile(workbench, first);
  if (others.length > 0) {
    showToast(`Not opened: ${listNames(others)}.`, {
      stays: true,
      detail: `Spillway shows one scenario at a time, and ${shorten(first.name)} was named first. Files that were left are among the recent ones.`,
    });
  }
  return true;
}

function listNames(files: readonly OpenedFile[]): string {
  const named = files.slice(0, NAMED_MAX).map(({ name }) => shorten(name));
  const more = files.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}

function shorten(name: string): string {
  return name.length <= 80 ? name : `${name.slice(0, 79)}…`;
}
