import type { FidelityStatement } from "./fidelity-statement.ts";

/** A consumer group and the application in its members. */
export const GROUP_FIDELITY: readonly FidelityStatement[] = [
  [
    "the application",
    "simplified",
    "a fixed time for each poll and each record; it reads a value as text, JSON or columns, and fails on what is none",
  ],
];
