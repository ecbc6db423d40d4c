import { ByteReader } from "./byte-reader.ts";
import { demand, demandPart } from "./decode-failure.ts";
import { FlatTable } from "./flat-buffer.ts";

/** A message of the Arrow stream: its header table, and the buffers that belong to it. */
export type ArrowMessage = {
  readonly kind: "schema" | "dictionary" | "batch";
  readonly header: FlatTable;
  readonly body: Uint8Array;
};

const WHAT = "the Arrow file";
const FILE_MAGIC = [..."ARROW1"].map((letter) => letter.charCodeAt(0));
const CONTINUATION = 0xffffffff;
const KINDS = [undefined, "schema", "dictionary", "batch"] as const;
/** Fields of the footer, and how many eight-byte numbers one of their blocks has; the first is the place in the file. */
const FOOTER_DICTIONARIES = 2;
const FOOTER_BATCHES = 3;
const BLOCK_LONGS = 3;

/** The messages of an Arrow IPC stream, or those that the footer of an Arrow IPC file names, the schema first. */
export function* readArrowMessages(bytes: Uint8Array): Generator<ArrowMessage> {
  const isFile = FILE_MAGIC.every((byte, index) => bytes[index] === byte);
  if (isFile) yield* readFile(bytes);
  else yield* readStream(bytes);
}

function* readStream(bytes: Uint8Array): Generator<ArrowMessage> {
  const reader = new ByteReader(bytes, WHAT);
  while (reader.left >= 4) {
    const message = readMessage(reader);
    if (message === undefined) return;
    yield message;
  }
}

/** The next message of a stream; undefined at its end mark. */
function readMessage(reader: ByteReader): ArrowMessage | undefined {
  let size = reader.uint32();
  // Streams of before 2019 have no mark before the size.
  if (size === CONTINUATION) size = reader.uint32();
  if (size === 0) return undefined;
  const message = FlatTable.root(reader.view(size), WHAT);
  const kind = demandPart(
    KINDS[message.byte(1)],
    `${WHAT} holds a message that is neither schema, dictionary nor rows`,
  );
  const header = demandPart(message.table(2), `${WHAT} is damaged: a message has no header`);
  return { kind, header, body: reader.view(message.int64(3)) };
}

function* readFile(bytes: Uint8Array): Generator<ArrowMessage> {
  const footer = readFooter(bytes);
  const schema = demandPart(footer.table(1), `${WHAT} is damaged: its footer has no schema`);
  yield { kind: "schema", header: schema, body: new Uint8Array(0) };
  for (const field of [FOOTER_DICTIONARIES, FOOTER_BATCHES]) {
    for (const [offset = 0] of footer.longs(field, BLOCK_LONGS)) {
      demand(offset >= 0 && offset <= bytes.length, `${WHAT} is damaged: its footer points outside of the file`);
      const message = readMessage(new ByteReader(bytes, WHAT, offset));
      yield demandPart(message, `${WHAT} is damaged: its footer points to no message`);
    }
  }
}

function readFooter(bytes: Uint8Array): FlatTable {
  const tailStart = bytes.length - FILE_MAGIC.length - 4;
  demand(tailStart > FILE_MAGIC.length, `${WHAT} is damaged: it ends too early`);
  const tail = new ByteReader(bytes, WHAT, tailStart);
  const size = tail.uint32();
  const isClosed = FILE_MAGIC.every((byte, index) => bytes[tail.offset + index] === byte);
  demand(isClosed, `${WHAT} is damaged: it does not end with ARROW1`);
  demand(size <= tailStart, `${WHAT} is damaged: its footer is given as ${size} bytes`);
  return FlatTable.root(bytes.subarray(tailStart - size, tailStart), WHAT);
}
