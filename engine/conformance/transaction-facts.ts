import type { ControlType } from "../log/kafka/record-batch.ts";
import { type Located, malformed } from "./read-case.ts";

/** How a transaction ended, as Kafka's tests spell it. */
export function controlTypeOf(from: Located): ControlType {
  if (from.value === "COMMIT") return "commit";
  if (from.value === "ABORT") return "abort";
  throw malformed(from, "COMMIT or ABORT");
}
