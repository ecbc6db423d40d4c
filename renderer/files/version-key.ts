import type { DocumentOrigin } from "../stores/document-store.ts";

/** Under which name versions of a document are kept. */
export function versionKeyOf(origin: DocumentOrigin): string {
  switch (origin.kind) {
    case "file":
      return origin.id;
    case "shipped":
      return `shipped:${origin.path}`;
    case "untitled":
      return `untitled:${origin.name.slice(0, 200)}`;
  }
}
