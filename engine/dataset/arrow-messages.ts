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
const FILE_HEAD_BYTES = 8;
const CONTINUATION = 0xffffffff;
const KINDS = [undefined, "schema", "dictionary", "batch"] as const;
const ALIGNMENT = 8;

/** The messages of an Arrow IPC stream, or of the stream within an Arrow IPC file. */
export function* readArrowMessages(bytes: Uint8Array): Generator<ArrowMessage> {
  const reader = streamIn(bytes);
  while (reader.left >= 4) {
    let size = reader.uint32();
    // Streams of before 2019 have no mark before the size.
    if (size === CONTINUATION) size = reader.uint32();
    if (size === 0) return;
    const message = FlatTable.root(reader.view(size), WHAT);
    const kind = demandPart(
      KINDS[message.byte(1)],
      `${WHAT} holds a message that is neither schema, dictionary nor rows`,
    );
    const header = demandPart(message.table(2), `${WHAT} is damaged: a message has no header`);
    yield { kind, header, body: reader.view(message.int64(3)) };
  }
}

function streamIn(bytes: Uint8Array): ByteReader {
  const isFile = FILE_MAGIC.every((byte, index) => bytes[index] === byte);
  if (!isFile) return new ByteReader(bytes, WHAT);
  const tail = new ByteReader(bytes, WHAT, bytes.length - FILE_MAGIC.length - 4);
  demand(bytes.length >= FILE_HEAD_BYTES + FILE_MAGIC.length + 4, `${WHAT} is damaged: it ends too early`);
  const footerBytes = tail.uint32();
  const isClosed = FILE_MAGIC.every((byte, index) => bytes[tail.offset + index] === byte);
  demand(isClosed, `${WHAT} is damaged: it does not end with ARROW1`);
  const end = tail.offset - 4 - footerBytes;
  demand(
    end >= FILE_HEAD_BYTES && end % ALIGNMENT === 0,
    `${WHAT} is damaged: its footer is given as ${footerBytes} bytes`,
  );
  return new ByteReader(bytes, WHAT, FILE_HEAD_BYTES, end);
}
