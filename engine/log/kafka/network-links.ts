/** A broker by its id, the controller (0, or from 3,000 on where there are several) or a client (from 1,000,000 on). */
export type MachineId = number;

/** Machines on one side of a cut; "others" is everybody who is not on the other side, clients included. */
export type MachineSet = readonly MachineId[] | "clients" | "others";

/** Messages from one set of machines to another are lost; both ways unless it is said otherwise. */
export type NetworkCut = { readonly from: MachineSet; readonly to: MachineSet; readonly isOneWay: boolean };

/** Where there are several controllers, they are machines from this id on. */
export const FIRST_CONTROLLER_MACHINE: MachineId = 3_000;

/** Clients are machines from this id on. */
export const FIRST_CLIENT_MACHINE: MachineId = 1_000_000;

/** What links are made of. */
export type LinkConfig = {
  /** One way. */
  readonly latencyUs: number;
  readonly bandwidthBytesPerSecond: number;
  /** Added between machines whose racks are known and differ. */
  readonly interRackLatencyUs?: number;
};

/** How fast a machine sends and receives, all its connections together. */
type Interface = { readonly bytesPerSecond: number; sendsFreeAtUs: number; receivesFreeAtUs: number };

/**
 * What lies between machines: latency, bandwidth, and what is cut. Every pair has a link of its own; a machine whose interface is
 * limited shares it among all its connections.
 */
export class NetworkLinks {
  readonly #config: LinkConfig;
  readonly #racks = new Map<MachineId, string>();
  readonly #extraByLink = new Map<string, number>();
  readonly #extraByMachine = new Map<MachineId, number>();
  readonly #interfaces = new Map<MachineId, Interface>();
  #cuts: readonly NetworkCut[] = [];

  constructor(config: LinkConfig) {
    this.#config = config;
  }

  /** Where a machine stands. */
  setRack(id: MachineId, rack: string): void {
    this.#racks.set(id, rack);
  }

  /** One-way latency of the link between two machines now. */
  latencyUs(a: MachineId, b: MachineId): number {
    const base = this.#config.latencyUs + this.#interRackUs(a, b);
    if (this.#extraByLink.size === 0 && this.#extraByMachine.size === 0) return base;
    const machines = (this.#extraByMachine.get(a) ?? 0) + (this.#extraByMachine.get(b) ?? 0);
    return base + (this.#extraByLink.get(linkKey(a, b)) ?? 0) + machines;
  }

  #interRackUs(a: MachineId, b: MachineId): number {
    if (this.#racks.size === 0) return 0;
    const rackA = this.#racks.get(a);
    const rackB = this.#racks.get(b);
    return rackA === undefined || rackB === undefined || rackA === rackB ? 0 : (this.#config.interRackLatencyUs ?? 0);
  }

  /** Makes a link slower in both directions, or gives it back its speed. */
  setExtraLatency(a: MachineId, b: MachineId, extraUs: number | undefined): void {
    setOrDelete(this.#extraByLink, linkKey(a, b), extraUs);
  }

  /** Makes all links of a machine slower in both directions, or gives them back their speed. */
  setMachineLatency(id: MachineId, extraUs: number | undefined): void {
    setOrDelete(this.#extraByMachine, id, extraUs);
  }

  /** Limits what a machine sends and what it receives, or takes the limit away. */
  setMachineBandwidth(id: MachineId, bytesPerSecond: number | undefined): void {
    const limited =
      bytesPerSecond === undefined ? undefined : { bytesPerSecond, sendsFreeAtUs: 0, receivesFreeAtUs: 0 };
    setOrDelete(this.#interfaces, id, limited);
  }

  /** When a message that may leave at `readyUs` has left: it takes its size over the link, and its turn at limited interfaces. */
  sentAtUs(from: MachineId, to: MachineId, sizeBytes: number, readyUs: number): number {
    const sentUs = readyUs + transmissionUs(sizeBytes, this.#config.bandwidthBytesPerSecond);
    if (this.#interfaces.size === 0) return sentUs;
    return Math.max(sentUs, this.#sends(from, sizeBytes, readyUs), this.#receives(to, sizeBytes, readyUs));
  }

  #sends(id: MachineId, sizeBytes: number, readyUs: number): number {
    const limited = this.#interfaces.get(id);
    if (limited === undefined) return readyUs;
    limited.sendsFreeAtUs =
      Math.max(readyUs, limited.sendsFreeAtUs) + transmissionUs(sizeBytes, limited.bytesPerSecond);
    return limited.sendsFreeAtUs;
  }

  #receives(id: MachineId, sizeBytes: number, readyUs: number): number {
    const limited = this.#interfaces.get(id);
    if (limited === undefined) return readyUs;
    const spanUs = transmissionUs(sizeBytes, limited.bytesPerSecond);
    limited.receivesFreeAtUs = Math.max(readyUs, limited.receivesFreeAtUs) + spanUs;
    return limited.receivesFreeAtUs;
  }

  /** From now on the cut is there; the same cut may be there several times. */
  cut(cut: NetworkCut): void {
    this.#cuts = [...this.#cuts, cut];
  }

  /** Takes one cut of this kind away. */
  heal(cut: NetworkCut): void {
    const at = this.#cuts.findIndex((other) => isSameCut(other, cut));
    this.#cuts = this.#cuts.filter((_, index) => index !== at);
  }

  /** Is a message from one machine to another lost now? */
  isCut(from: MachineId, to: MachineId): boolean {
    for (const cut of this.#cuts) {
      if (isFromTo(cut, from, to) || (!cut.isOneWay && isFromTo(cut, to, from))) return true;
    }
    return false;
  }
}

function isFromTo(cut: NetworkCut, from: MachineId, to: MachineId): boolean {
  return isIn(cut.from, cut.to, from) && isIn(cut.to, cut.from, to);
}

function isIn(set: MachineSet, otherSide: MachineSet, id: MachineId): boolean {
  if (set === "clients") return id >= FIRST_CLIENT_MACHINE;
  if (set === "others") return otherSide === "others" || !isIn(otherSide, set, id);
  return set.includes(id);
}

function isSameCut(left: NetworkCut, right: NetworkCut): boolean {
  return left.isOneWay === right.isOneWay && isSameSet(left.from, right.from) && isSameSet(left.to, right.to);
}

function isSameSet(left: MachineSet, right: MachineSet): boolean {
  return String(left) === String(right);
}

function transmissionUs(sizeBytes: number, bytesPerSecond: number): number {
  return Math.ceil((sizeBytes * 1_000_000) / bytesPerSecond);
}

function linkKey(a: MachineId, b: MachineId): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}

function setOrDelete<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
