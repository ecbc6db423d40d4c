import type { ProbeEvent } from "../base/probe.ts";

/** A job, the tables whose commits a table's rows come of, and the table that a gold table takes the unseen rows of, if it does. */
export type FeltIn = { readonly job: string; readonly tables: ReadonlySet<string>; readonly unseen?: UnseenFeed };

/** A gold table that takes what its silver table had not seen: what silver committed before a death it never takes. */
export type UnseenFeed = { readonly silver: string; readonly gold: string };

/**
 * The batches whose running again can be felt in the rows of a table: one of the tables that it comes of committed them twice, or
 * the driver died between silver's commit and that of a gold table fed by unseen rows. Any other batch that ran again, ran once for
 * all that the table can show.
 */
export function batchesFelt(timeline: readonly ProbeEvent[], { job, tables, unseen }: FeltIn): ReadonlySet<number> {
  const felt = new Set<number>();
  const committed = new Set<string>();
  let seenBySilver: number | undefined;
  for (const { subject, kind, fields } of timeline) {
    if (subject !== job) continue;
    const batchId = Number(fields["batchId"]);
    if (kind === "driver-crashed" && seenBySilver !== undefined) felt.add(seenBySilver);
    if (kind !== "table-committed") continue;
    const tableId = String(fields["tableId"]);
    if (tableId === unseen?.silver) seenBySilver = batchId;
    if (tableId === unseen?.gold) seenBySilver = undefined;
    if (!tables.has(tableId)) continue;
    const commit = `${tableId} ${batchId}`;
    if (committed.has(commit)) felt.add(batchId);
    committed.add(commit);
  }
  return felt;
}
