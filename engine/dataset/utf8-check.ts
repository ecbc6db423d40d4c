import type { Utf8Column } from "../base/columns.ts";

/** The position of the first byte that is not well-formed UTF-8, or -1: SQL text must be. */
export function firstMalformed(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let at = start;
  while (at < end) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const size = sequenceBytes(lead);
    if (size === 0 || at + size > end || !isSequence(bytes, at, size)) return at;
    at += size;
  }
  return -1;
}

/** The first row of a column whose bytes are not well-formed UTF-8 by themselves, or -1. */
export function firstMalformedRow({ bytes, offsets }: Utf8Column): number {
  const malformed = firstMalformed(bytes);
  const rowCount = offsets.length - 1;
  for (let row = 0; row < rowCount; row++) {
    // Where all bytes together are well-formed, a row is not only when a character is cut in two at its start.
    const start = offsets[row] as number;
    const isCut = start < bytes.length && ((bytes[start] as number) & 0xc0) === 0x80;
    if (isCut || (malformed >= 0 && malformed < (offsets[row + 1] as number))) return row;
  }
  return -1;
}

/** How many bytes a character with this first byte has; 0 when none begins so. */
function sequenceBytes(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** Do continuation bytes follow, and is the character neither overlong, a surrogate nor beyond U+10FFFF? */
function isSequence(bytes: Uint8Array, at: number, size: number): boolean {
  for (let index = at + 1; index < at + size; index++) {
    if (((bytes[index] as number) & 0xc0) !== 0x80) return false;
  }
  const lead = bytes[at] as number;
  const second = bytes[at + 1] as number;
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second <= 0x9f;
  if (lead === 0xf0) return second >= 0x90;
  return lead !== 0xf4 || second <= 0x8f;
}
