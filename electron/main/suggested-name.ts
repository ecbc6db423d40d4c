const LETTERS_MAX = 80;
/** What Windows refuses in a name, and what would make a folder of a part of it anywhere. */
const REFUSED = /[<>:"/\\|?*\p{Cc}\p{Cf}]/gu;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu;

/**
 * A file name for a save dialog, from what a scenario calls itself: it may be markup, emoji, or ten thousand letters long.
 * Ends with `ending`, once.
 */
export function suggestFileName(name: string, ending: string): string {
  const bare = name.toLowerCase().endsWith(ending.toLowerCase()) ? name.slice(0, name.length - ending.length) : name;
  const letters = [...bare.replace(REFUSED, " ").replace(/\s+/gu, " ")].slice(0, LETTERS_MAX).join("");
  const trimmed = letters.replace(/^[ .]+|[ .]+$/gu, "");
  const safe = trimmed === "" || RESERVED.test(trimmed) ? `Spillway ${trimmed}`.trim() : trimmed;
  return `${safe}${ending}`;
}
