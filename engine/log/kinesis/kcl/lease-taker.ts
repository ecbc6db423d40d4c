import type { RandomStream } from "../../../base/random-stream.ts";
import type { KclConfig } from "./kcl-config.ts";
import type { Lease, LeaseTable } from "./lease-table.ts";

/** Leases that nobody renewed for so many lease durations are taken beyond the worker's share. */
const VERY_OLD_DURATIONS = 3;
/** A lease that nobody ever owned counts as last renewed then. */
const NEVER_US = Number.NEGATIVE_INFINITY;

type SeenLease = { readonly lease: Lease; readonly counterChangedUs: number };

/** What a worker works out before it takes: its share, and how the leases lie. */
type Shares = { readonly target: number; readonly countOf: ReadonlyMap<string, number> };

/**
 * Decides which leases a worker takes: those that nobody has or renews up to its share, or else some of the busiest worker's. Each
 * worker decides for itself by what it saw of the table, so several may want the same; the table lets one have it. As
 * DynamoDBLeaseTaker, the way of KCL 2.x. KCL 3.x has one leader do it by the workers' CPU load.
 */
export class LeaseTaker {
  readonly #worker: string;
  readonly #table: LeaseTable;
  readonly #config: KclConfig;
  readonly #random: RandomStream;
  #seen: ReadonlyMap<number, SeenLease> = new Map();

  constructor(worker: string, table: LeaseTable, config: KclConfig, random: RandomStream) {
    this.#worker = worker;
    this.#table = table;
    this.#config = config;
    this.#random = random;
  }

  /** Reads the table and takes what is due; returns the leases as they were before and as they are now. */
  takeLeases(nowUs: number): readonly { readonly before: Lease; readonly taken: Lease }[] {
    this.#look(nowUs);
    return this.#choose(nowUs).flatMap((before) => {
      const taken = this.#table.take(before, this.#worker);
      return taken === undefined ? [] : [{ before, taken }];
    });
  }

  #look(nowUs: number): void {
    const seen = new Map<number, SeenLease>();
    for (const lease of this.#table.list()) {
      const earlier = this.#seen.get(lease.leaseKey);
      const isUnchanged = earlier?.lease.leaseCounter === lease.leaseCounter;
      const firstSeenUs = lease.leaseOwner === undefined && earlier === undefined ? NEVER_US : nowUs;
      const counterChangedUs = isUnchanged ? earlier.counterChangedUs : firstSeenUs;
      seen.set(lease.leaseKey, { lease, counterChangedUs });
    }
    this.#seen = seen;
  }

  #choose(nowUs: number): readonly Lease[] {
    const { failoverTimeUs, maxLeasesForWorker } = this.#config;
    const all = [...this.#seen.values()];
    if (all.length === 0) return [];
    const ageOf = ({ counterChangedUs }: SeenLease) => nowUs - counterChangedUs;
    const isAvailable = (seen: SeenLease) => seen.lease.leaseOwner === undefined || ageOf(seen) > failoverTimeUs;
    const available = all.filter(isAvailable).map(({ lease }) => lease);
    const shares = this.#sharesOf(all.filter((seen) => !isAvailable(seen)).map(({ lease }) => lease));
    const own = shares.countOf.get(this.#worker) ?? 0;
    const veryOld = all.filter((seen) => ageOf(seen) > VERY_OLD_DURATIONS * failoverTimeUs).map(({ lease }) => lease);
    if (veryOld.length > 0) return this.#shuffled(veryOld).slice(0, Math.max(0, maxLeasesForWorker - own));
    const needed = shares.target - own;
    if (needed <= 0) return [];
    if (available.length > 0) return this.#shuffled(available).slice(0, needed);
    return this.#chooseToSteal(shares, needed);
  }

  /** Workers without a lease are not seen, but for the worker itself. */
  #sharesOf(owned: readonly Lease[]): Shares {
    const countOf = new Map<string, number>();
    for (const { leaseOwner = "" } of owned) countOf.set(leaseOwner, (countOf.get(leaseOwner) ?? 0) + 1);
    if (!countOf.has(this.#worker)) countOf.set(this.#worker, 0);
    const share = Math.ceil(this.#seen.size / countOf.size);
    const target = countOf.size >= this.#seen.size ? 1 : Math.min(share, this.#config.maxLeasesForWorker);
    return { target, countOf };
  }

  #chooseToSteal({ target, countOf }: Shares, needed: number): readonly Lease[] {
    let busiest = "";
    let most = -1;
    for (const [worker, count] of countOf) {
      if (count <= most) continue;
      busiest = worker;
      most = count;
    }
    if (most < target) return [];
    const surplus = Math.min(needed, most - target);
    const wanted = surplus === 0 && needed > 1 ? 1 : surplus;
    const candidates = [...this.#seen.values()]
      .map(({ lease }) => lease)
      .filter(({ leaseOwner }) => leaseOwner === busiest);
    return this.#shuffled(candidates).slice(0, Math.min(wanted, this.#config.maxLeasesToStealAtOneTime));
  }

  /** So that workers do not all want the same. */
  #shuffled(leases: readonly Lease[]): readonly Lease[] {
    const shuffled = [...leases];
    for (let index = shuffled.length - 1; index > 0; index--) {
      const other = this.#random.nextBelow(index + 1);
      [shuffled[index], shuffled[other]] = [shuffled[other] as Lease, shuffled[index] as Lease];
    }
    return shuffled;
  }
}
