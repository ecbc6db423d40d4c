import { type ErrnoException, explainSystemError } from "./system-error.ts";

/** Where text goes: a terminal, a pipe or a file. */
export interface TextSink {
  readonly isTerminal: boolean;
  /** Characters in a line, as far as the terminal says. */
  readonly columns: number | undefined;
  /** Rejects with an OutputError when the text cannot be taken. */
  write(text: string): Promise<void>;
}

/** What a command sees of the terminal it was started from. */
export type Terminal = {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** stdout did not take what a command had to say: its reader went away, or its disk is full. */
export class OutputError extends Error {
  override readonly name = "OutputError";
  readonly isClosedPipe: boolean;

  constructor(cause: ErrnoException) {
    const isClosedPipe = cause.code === "EPIPE" || cause.code === "ERR_STREAM_DESTROYED";
    super(isClosedPipe ? "nobody reads stdout any more" : `cannot write to stdout: ${explainSystemError(cause)}`, {
      cause,
    });
    this.isClosedPipe = isClosedPipe;
  }
}

/** One of the process's own streams as a sink. */
export function streamSink(stream: NodeJS.WriteStream): TextSink {
  // Each write reports its own error; without a listener the stream would end the process with a stack.
  stream.on("error", () => undefined);
  return {
    get isTerminal() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        if (stream.destroyed) {
          reject(new OutputError(Object.assign(new Error("the stream is closed"), { code: "EPIPE" })));
          return;
        }
        stream.write(text, (error) => {
          if (error == null) resolve();
          else reject(new OutputError(error));
        });
      }),
  };
}

/** Writes lines to stderr. If even that is closed there is nobody left to tell. */
export async function tell({ stderr }: Terminal, lines: readonly string[]): Promise<void> {
  await stderr.write(lines.map((line) => `${line}\n`).join("")).catch(() => undefined);
}
