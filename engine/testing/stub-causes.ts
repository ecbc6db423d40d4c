import type { BatchCauses, Cause, LogCauses } from "../check/causes.ts";

/** Causes that a test makes up: what it leaves out finds nothing. */
export function stubCauses(found: Partial<LogCauses & BatchCauses> = {}): LogCauses & BatchCauses {
  const nothing = (): Cause => ({});
  return {
    lossOf: nothing,
    lossBefore: nothing,
    absenceOf: nothing,
    ofFailure: nothing,
    onTheWay: nothing,
    ofBatch: nothing,
    ...found,
  };
}
