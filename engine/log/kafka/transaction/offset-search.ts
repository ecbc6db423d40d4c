/** The lowest index below `count` from which on `holds` is true, `count` when it never is; it must not turn false again. */
export function lowestIndexAt(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
