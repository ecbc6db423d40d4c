import { err, ok, type Result } from "../../engine/base/result.ts";

/** What a link's fragment begins with; the digit is the form of what follows. */
const PREFIX = "#scenario=1.";
/** A longer address is cut by mail programs and chats. */
const LINK_MAX = 8_192;
/** A scenario is text that people wrote: more than this is a bomb. */
const TEXT_BYTES_MAX = 2 * 1024 * 1024;

/**
 * A scenario as a link: deflated, in base64url, in the fragment, which no browser sends anywhere. What does not come back as it
 * went is refused, and what is too long is offered as a file instead.
 */
export async function makeShareLink(text: string, page: string): Promise<Result<string, string>> {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > TEXT_BYTES_MAX) return err(tooLong(bytes.length));
  const packed = await collect(streamOf(bytes).pipeThrough(new CompressionStream("deflate-raw")), Infinity);
  if (packed === undefined) return err("The scenario could not be packed: share it as a file.");
  // The page may have been started with a file of this machine, after a question mark: that is not for whoever gets the link.
  const link = page.replace(/[?#].*$/su, "") + PREFIX + toBase64Url(packed);
  if (link.length > LINK_MAX) return err(tooLong(link.length));
  const back = await readShareLink(link.slice(link.indexOf("#")));
  return back?.ok && back.value === text
    ? ok(link)
    : err("The scenario has characters that a link does not keep (half of a surrogate pair): share it as a file.");
}

/** The scenario in an address's fragment: undefined when it holds none, else the text or why it cannot be read. */
export async function readShareLink(fragment: string): Promise<Result<string, string> | undefined> {
  if (!fragment.startsWith("#scenario=")) return undefined;
  if (!fragment.startsWith(PREFIX))
    return err("The link was made by a newer Spillway: open it there, or ask for the file.");
  const packed = fromBase64Url(fragment.slice(PREFIX.length));
  if (packed === undefined) return err(BROKEN);
  try {
    const unpacked = streamOf(packed).pipeThrough(new DecompressionStream("deflate-raw"));
    const bytes = await collect(unpacked, TEXT_BYTES_MAX);
    if (bytes === undefined)
      return err("The link unpacks to more than 2 MiB: that is no scenario, and it was not opened.");
    return ok(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return err(BROKEN);
  }
}

const BROKEN =
  "The link is damaged: a part of it is missing or was changed on the way. Ask for it again, or for the file.";

function tooLong(length: number): string {
  return `The scenario is too long for a link (${length} characters, ${LINK_MAX} fit): share it as a file.`;
}

function streamOf(bytes: Uint8Array): ReadableStream<BufferSource> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes as Uint8Array<ArrayBuffer>);
      controller.close();
    },
  });
}

/** All of a stream; undefined, and the rest is never made, when it is longer than `bytesMax`. */
async function collect(stream: ReadableStream<Uint8Array>, bytesMax: number): Promise<Uint8Array | undefined> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > bytesMax) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(next.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]+$/u.test(text) || text.length > LINK_MAX * 2) return undefined;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}
