import type { Result } from "../../engine/base/result.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import type { PendingDocument } from "../stores/files-store.ts";
import { readShareLink } from "./share-link.ts";

/** The document that an address's fragment brings; undefined when it brings none. */
export async function documentOfLink(fragment: string): Promise<Result<PendingDocument, string> | undefined> {
  const read = await readShareLink(fragment);
  if (read === undefined || !read.ok) return read;
  const name = readDrawing(read.value)?.name || "Shared scenario";
  // Nobody has it as a file yet, so it is new work as soon as it is changed, and closing it loses nothing: the link is still there.
  return { ok: true, value: { text: read.value, origin: { kind: "untitled", name } } };
}
