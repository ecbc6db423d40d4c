/** Encodes text as UTF-8; a lone surrogate becomes U+FFFD, as TextEncoder does. The core has no TextEncoder of its own. */
export function encodeUtf8(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3);
  const written = encodeUtf8Into(text, out, 0);
  return out.slice(0, written);
}

/** Encodes text as UTF-8 into `out` at `start`, which must have room for three bytes a UTF-16 unit; returns the end position. */
export function encodeUtf8Into(text: string, out: Uint8Array, start: number): number {
  let end = start;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      out[end++] = unit;
    } else if (unit < 0x800) {
      out[end++] = 0xc0 | (unit >> 6);
      out[end++] = 0x80 | (unit & 0x3f);
    } else {
      const point = codePointAt(text, index);
      if (point > 0xffff) index += 1;
      end = writeLongPoint(point, out, end);
    }
  }
  return end;
}

/** Decodes UTF-8 between two positions; malformed bytes become U+FFFD, one for each byte that fits nowhere. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  let index = start;
  while (index < end) {
    const lead = bytes[index] as number;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      index += 1;
      continue;
    }
    const length = sequenceLength(lead);
    const point = length === 0 || index + length > end ? -1 : readSequence(bytes, index, length);
    text += point < 0 ? "\ufffd" : String.fromCodePoint(point);
    index += point < 0 ? 1 : length;
  }
  return text;
}

function codePointAt(text: string, index: number): number {
  const point = text.codePointAt(index) ?? 0xfffd;
  return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
}

function writeLongPoint(point: number, out: Uint8Array, start: number): number {
  let end = start;
  if (point > 0xffff) {
    out[end++] = 0xf0 | (point >> 18);
    out[end++] = 0x80 | ((point >> 12) & 0x3f);
  } else {
    out[end++] = 0xe0 | (point >> 12);
  }
  out[end++] = 0x80 | ((point >> 6) & 0x3f);
  out[end++] = 0x80 | (point & 0x3f);
  return end;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

/** The code point of a well-formed sequence, or -1. */
function readSequence(bytes: Uint8Array, start: number, length: number): number {
  let point = (bytes[start] as number) & (0xff >> (length + 1));
  for (let offset = 1; offset < length; offset++) {
    const next = bytes[start + offset] as number;
    if ((next & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (next & 0x3f);
  }
  const isOverlong = (length === 3 && point < 0x800) || (length === 4 && point < 0x10000);
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return isOverlong || isSurrogate || point > 0x10ffff ? -1 : point;
}
