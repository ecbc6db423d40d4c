// @ts-check
import { writeFileSync } from "node:fs";

/**
 * Writes a flat archive as Electron reads it: two pickled sizes, the directory as JSON, then the files one after another.
 * @param {string} place
 * @param {Readonly<Record<string, string>>} texts by name
 */
export function writeAsar(place, texts) {
  let offset = 0;
  const bodies = Object.entries(texts).map(([name, text]) => ({ name, body: Buffer.from(text) }));
  const files = Object.fromEntries(
    bodies.map(({ name, body }) => {
      const entry = { size: body.length, offset: String(offset) };
      offset += body.length;
      return [name, entry];
    }),
  );
  const directory = Buffer.from(JSON.stringify({ files }));
  const padded = Math.ceil(directory.length / 4) * 4;
  const head = Buffer.alloc(16 + padded);
  // A pickle is its payload's size and the payload. The first holds the size of the second; the second holds a text.
  [4, 8 + padded, 4 + padded, directory.length].forEach((size, index) => void head.writeUInt32LE(size, index * 4));
  directory.copy(head, 16);
  writeFileSync(place, Buffer.concat([head, ...bodies.map(({ body }) => body)]));
}
