import { sha256 } from "@noble/hashes/sha2";
import { encodeUtf8 } from "./utf8.ts";

/** A value that a digest can take: exact, and written one way only. */
export type DigestValue = string | number | boolean;

/**
 * The digest of a run: SHA-256 over labelled facts in the order in which they were committed. What it covers: canonical
 * inputs, hashes of data files, events, every table version, verdicts; never wall time, host, layout or package version.
 */
export class RunDigest {
  readonly #hash: ReturnType<typeof sha256.create>;
  #pending: string[] = [];
  #pendingLength = 0;

  constructor(hash = sha256.create()) {
    this.#hash = hash;
  }

  /** Adds one fact: a label and its values, each quoted so that no two facts read alike. */
  add(label: string, ...values: readonly DigestValue[]): void {
    const line = `${JSON.stringify([label, ...values])}\n`;
    this.#pending.push(line);
    this.#pendingLength += line.length;
    if (this.#pendingLength > 65_536) this.#flush();
  }

  /** A digest of the same facts so far, which goes its own way from here. */
  fork(): RunDigest {
    this.#flush();
    return new RunDigest(this.#hash.clone());
  }

  /** The digest of everything added so far, as 64 hexadecimal digits; more can be added after it. */
  hex(): string {
    this.#flush();
    return toHex(this.#hash.clone().digest());
  }

  #flush(): void {
    this.#hash.update(encodeUtf8(this.#pending.join("")));
    this.#pending = [];
    this.#pendingLength = 0;
  }
}

/** SHA-256 of bytes, as 64 hexadecimal digits: the identity of a data file. */
export function sha256Hex(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}

function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
