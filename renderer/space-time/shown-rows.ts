import type { Lane, LaneGroup } from "./lanes.ts";

/** A row of the diagram: a lane, or lanes folded into one. */
export type SpaceRow = {
  readonly id: string;
  readonly title: string;
  /** Of a fold's head: its lanes are shown below it, or all in it. */
  readonly fold: { readonly group: string; readonly isFolded: boolean } | undefined;
  readonly lanes: readonly Lane[];
};

/** The rows of the diagram: each group has a head, which stands for all of it while it is folded. */
export function spaceRows(groups: readonly LaneGroup[], folded: ReadonlySet<string>): readonly SpaceRow[] {
  return groups.flatMap(({ id, title, lanes }): readonly SpaceRow[] => {
    const isFolded = folded.has(id);
    const head: SpaceRow = { id: `fold ${id}`, title, fold: { group: id, isFolded }, lanes: isFolded ? lanes : [] };
    if (isFolded) return [head];
    return [head, ...lanes.map((lane) => ({ id: lane.id, title: lane.title, fold: undefined, lanes: [lane] }))];
  });
}

/** Which groups are folded at first: those with more lanes than can be looked at at once. */
export function foldedAtFirst(groups: readonly LaneGroup[]): ReadonlySet<string> {
  return new Set(groups.filter(({ lanes }) => lanes.length > LANES_SEEN).map(({ id }) => id));
}

const LANES_SEEN = 12;

/** By lane: the row that shows it. */
export function rowsByLane(rows: readonly SpaceRow[]): ReadonlyMap<string, number> {
  return new Map(rows.flatMap(({ lanes }, row) => lanes.map(({ id }) => [id, row] as const)));
}
