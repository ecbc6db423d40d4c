/** Numbers with a cost each, given back by their cost, the least first; of equal ones any, but always the same. */
export class LeastFirst {
  readonly #items: number[] = [];
  readonly #costs: number[] = [];

  push(item: number, cost: number): void {
    let place = this.#items.length;
    this.#items.push(item);
    this.#costs.push(cost);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#costAt(parent) <= cost) break;
      this.#swap(place, parent);
      place = parent;
    }
  }

  /** The item of the least cost, which is then no longer there. */
  take(): number | undefined {
    const last = this.#items.length - 1;
    if (last > 0) this.#swap(0, last);
    const item = this.#items.pop();
    this.#costs.pop();
    let place = 0;
    while (true) {
      const left = 2 * place + 1;
      const least = this.#costAt(left + 1) < this.#costAt(left) ? left + 1 : left;
      if (this.#costAt(least) >= this.#costAt(place)) return item;
      this.#swap(place, least);
      place = least;
    }
  }

  #costAt(place: number): number {
    return this.#costs[place] ?? Number.POSITIVE_INFINITY;
  }

  #swap(left: number, right: number): void {
    const [leftItem, rightItem] = [this.#items[left] ?? 0, this.#items[right] ?? 0];
    const [leftCost, rightCost] = [this.#costAt(left), this.#costAt(right)];
    this.#items[left] = rightItem;
    this.#items[right] = leftItem;
    this.#costs[left] = rightCost;
    this.#costs[right] = leftCost;
  }
}
