/** What the command line says to a script: documented in docs/cli.md, never changed. */
export const EXIT = {
  /** All expectations hold. */
  held: 0,
  /** Some expectation is violated, or a conformance case failed. */
  violated: 1,
  /** A scenario, a flag or a path is wrong. */
  badInput: 2,
  /** The engine itself is wrong. */
  internal: 3,
  /** The environment lacks something: a browser, memory, room on a disk. */
  environment: 4,
  /** Stopped by a person: 128 + SIGINT. */
  interrupted: 130,
  /** Nobody reads stdout any more: 128 + SIGPIPE, as a shell reports it for cat or git. */
  closedPipe: 141,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
