/** A piece of a text and what takes its place. Offsets are UTF-16 units of the text before. */
export type TextChange = { readonly start: number; readonly end: number; readonly text: string };

/** Above this product of line counts the lines in between are replaced as one piece: comparing them would take too long. */
const COMPARISONS_MAX = 1_000_000;

/**
 * The changes, in order and apart from each other, that make `after` of `before`: what both have in common is not touched, so
 * that a cursor, a fold and a mark in it stay where they are. Lines are compared as wholes, then each piece is trimmed.
 */
export function changesBetween(before: string, after: string): readonly TextChange[] {
  if (before === after) return [];
  const old = before.split(/(?<=\n)/u);
  const fresh = after.split(/(?<=\n)/u);
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  const shorter = Math.min(old.length, fresh.length) - head;
  while (tail < shorter && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const oldMiddle = old.slice(head, old.length - tail);
  const freshMiddle = fresh.slice(head, fresh.length - tail);
  const start = old.slice(0, head).join("").length;
  return pieces(oldMiddle, freshMiddle, start).map((change) => trimmed(change, before));
}

/** A piece for each run of lines that differ. */
function pieces(old: readonly string[], fresh: readonly string[], start: number): TextChange[] {
  if (old.length * fresh.length > COMPARISONS_MAX) {
    return [{ start, end: start + old.join("").length, text: fresh.join("") }];
  }
  const common = commonLengths(old, fresh);
  const changes: TextChange[] = [];
  let open: { start: number; end: number; text: string } | undefined;
  let at = start;
  for (let left = 0, right = 0; left < old.length || right < fresh.length; ) {
    const oldLine = old[left];
    const freshLine = fresh[right];
    if (oldLine !== undefined && oldLine === freshLine) {
      if (open !== undefined) changes.push(open);
      open = undefined;
      at += oldLine.length;
      left += 1;
      right += 1;
      continue;
    }
    open ??= { start: at, end: at, text: "" };
    const isRemoved = freshLine === undefined || longer(common, left + 1, right) >= longer(common, left, right + 1);
    if (isRemoved && oldLine !== undefined) {
      at += oldLine.length;
      open.end = at;
      left += 1;
    } else {
      open.text += freshLine ?? "";
      right += 1;
    }
  }
  return open === undefined ? changes : [...changes, open];
}

function longer(common: readonly Uint32Array[], left: number, right: number): number {
  return common[left]?.[right] ?? -1;
}

/** `common[i][j]`: how many lines the rests from line i and line j have in common, in order. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Uint32Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint32Array(fresh.length + 1));
  for (let left = old.length - 1; left >= 0; left--) {
    for (let right = fresh.length - 1; right >= 0; right--) {
      const row = rows[left] as Uint32Array;
      const below = rows[left + 1] as Uint32Array;
      row[right] =
        old[left] === fresh[right]
          ? (below[right + 1] as number) + 1
          : Math.max(below[right] as number, row[right + 1] as number);
    }
  }
  return rows;
}

/** Takes off what the piece and its replacement begin and end with alike; never cuts between the two halves of one character. */
function trimmed({ start, end, text }: TextChange, before: string): TextChange {
  const old = before.slice(start, end);
  const shorter = Math.min(old.length, text.length);
  let head = 0;
  while (head < shorter && old[head] === text[head]) head += 1;
  if (head > 0 && isHighHalf(old.charCodeAt(head - 1))) head -= 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  if (tail > 0 && isLowHalf(old.charCodeAt(old.length - tail))) tail -= 1;
  return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) };
}

function isHighHalf(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Makes the changes in a text; they must be in order and apart. */
export function applyChanges(before: string, changes: readonly TextChange[]): string {
  let text = "";
  let at = 0;
  for (const change of changes) {
    text += before.slice(at, change.start) + change.text;
    at = change.end;
  }
  return text + before.slice(at);
}

/** Both changes of one text in one: undefined when they touch the same place. */
export function mergeTexts(base: string, mine: string, theirs: string): string | undefined {
  const all = [...changesBetween(base, mine), ...changesBetween(base, theirs)].sort(
    (left, right) => left.start - right.start || left.end - right.end,
  );
  const touches = all.some((change, index) => index > 0 && change.start <= (all[index - 1]?.end ?? -1));
  return touches ? undefined : applyChanges(base, all);
}
