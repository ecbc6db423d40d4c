import { formatWhole } from "../format/format-value.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** Puts a text on the clipboard and says so; `cells` is how many values it holds. */
export async function copyText({ view }: Pick<Workbench, "view">, text: string, cells = 1): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    view.getState().announce(cells === 1 ? "Copied." : `Copied ${formatWhole(cells)} cells.`);
  } catch {
    // Without the person's or the machine's leave there is no clipboard.
    view.getState().announce("The clipboard cannot be written to here: export the rows instead.");
  }
}
