/** How much of a text is looked at: names may have ten thousand characters, and nobody types that many. */
const TEXT_MAX = 300;

/**
 * How well a text answers what a person typed; undefined when it does not. Every word must be found: at the start of a word
 * counts most, inside one less, as letters in order least ("exp png" and "epng" both find "Export drawing as PNG").
 */
export function matchWords(query: string, text: string): number | undefined {
  const looked = text.slice(0, TEXT_MAX).toLowerCase();
  let score = 0;
  for (const word of query.toLowerCase().split(/\s+/u)) {
    if (word === "") continue;
    const points = scoreWord(word, looked);
    if (points === undefined) return undefined;
    score += points;
  }
  // Of two that fit as well the shorter is nearer.
  return score - looked.length / (TEXT_MAX * 10);
}

function scoreWord(word: string, text: string): number | undefined {
  if (text.startsWith(word)) return 4;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(text[at - 1] ?? "")) return 3;
  }
  if (text.includes(word)) return 2;
  return hasInOrder(word, text) ? 1 : undefined;
}

function hasInOrder(word: string, text: string): boolean {
  let at = 0;
  for (const letter of word) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** The entries that answer a query, the best first; all of them, as they come, when nothing was typed. */
export function rank<T extends { readonly words: string }>(query: string, entries: readonly T[]): readonly T[] {
  if (query.trim() === "") return entries;
  return entries
    .flatMap((entry, index) => {
      const score = matchWords(query, entry.words);
      return score === undefined ? [] : [{ entry, score, index }];
    })
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ entry }) => entry);
}
