const SHOWN = 200;
/** Embeddings, overrides and isolates of direction. In a window's title they would turn round the words beside the name. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu;

/** What the window is called while a document is open. */
export function windowTitle(name: string, isDirty: boolean): string {
  return `${isDirty ? "● " : ""}${name.replace(DIRECTIONS, "").slice(0, SHOWN)} - Spillway`;
}
