/**
 * For each group of a gold table the earliest version of silver that can hold a row of it: the version in which the group was
 * first touched. Rows of older versions need not be read when the group is computed again, and most groups are young.
 */
export class GroupBirths {
  readonly #births = new Map<number, number>();

  /** Marks groups as touched at `version`; returns the earliest birth among them, or `version` when there are none. */
  touch(groups: Iterable<number>, version: number): number {
    let earliest = version;
    for (const group of groups) {
      const birth = this.#births.get(group);
      if (birth === undefined) this.#births.set(group, version);
      else if (birth < earliest) earliest = birth;
    }
    return earliest;
  }
}
