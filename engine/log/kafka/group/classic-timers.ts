/** The timer of a group's join phase: an initial one is put off while members arrive. */
export type JoinTimer =
  | { readonly kind: "initial"; readonly deadlineUs: number; readonly delayUs: number; readonly remainingUs: number }
  | { readonly kind: "rebalance"; readonly deadlineUs: number };

/** What is due in a classic group. */
export type DueTimer =
  | { readonly kind: "join"; readonly timer: JoinTimer }
  | { readonly kind: "sync" }
  | { readonly kind: "session"; readonly memberId: string }
  | { readonly kind: "pending-join"; readonly memberId: string };

/** Something with a deadline. */
export type Deadline = { readonly atUs: number; readonly due: DueTimer };

/** The earliest deadline; of equal ones the first in the list. */
export function earliest(deadlines: Iterable<Deadline>): Deadline | undefined {
  let first: Deadline | undefined;
  for (const deadline of deadlines) if (first === undefined || deadline.atUs < first.atUs) first = deadline;
  return first;
}
