import type { QueryDesk } from "../inspect/query-desk.ts";
import { tooLong } from "../inspect/sql-complaint.ts";
import type { QueryOutcome, QueryRequest } from "../protocol/inspection.ts";

/** A person's query may take this long; nothing in a run has such a limit. */
const LONGEST_QUERY_MS = 60_000;

/** Runs a person's query bit by bit. In between, messages come in: `isCancelled` is asked whether one of them ends it. */
export async function runQuery(
  desk: Pick<QueryDesk, "begin">,
  request: QueryRequest,
  isCancelled: () => boolean,
  limitMs = LONGEST_QUERY_MS,
): Promise<QueryOutcome> {
  const startedMs = performance.now();
  if (isCancelled()) return { kind: "cancelled" };
  const begun = desk.begin(request);
  if (!begun.ok) return { kind: "refused", complaint: begun.error };
  const run = begun.value;
  for (;;) {
    const finished = run.step();
    if (finished?.kind === "rows") return { ...finished, elapsedMs: performance.now() - startedMs };
    if (finished !== undefined) return finished;
    await messagesComeIn();
    const isLate = performance.now() - startedMs > limitMs;
    if (!isLate && !isCancelled()) continue;
    run.cancel();
    return isCancelled() ? { kind: "cancelled" } : { kind: "refused", complaint: tooLong(limitMs) };
  }
}

function messagesComeIn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
