// @ts-check
/** docs/benchmarks.md is written by two commands: the engine's part first, the app's section last. */
export const appHeading = "## The app";

/** A document with its section about the app put in, or in the place of an older one. @param {string} document @param {string} section */
export function withAppSection(document, section) {
  const at = document.indexOf(`\n${appHeading}\n`);
  const rest = (at < 0 ? document : document.slice(0, at)).trimEnd();
  return section === "" ? `${rest}\n` : `${rest}\n\n${section}`;
}

/** The section about the app of a document; empty when it has none. @param {string} document */
export function appSectionOf(document) {
  const at = document.indexOf(`\n${appHeading}\n`);
  return at < 0 ? "" : document.slice(at + 1);
}
