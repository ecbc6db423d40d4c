import { durationUs } from "../../base/time.ts";
import type { BrokerContext } from "./broker-context.ts";
import type { DiskSpeed } from "./broker-disk.ts";
import type { BrokerMachines, CrashKind } from "./broker-machines.ts";
import type { ControllerQuorum } from "./controller/controller-quorum.ts";
import { CONTROLLER_MACHINE } from "./network.ts";
import type { MachineId, MachineSet, NetworkCut } from "./network-links.ts";

/** What the faults act on. */
export type ClusterFaultsParts = {
  readonly context: BrokerContext;
  readonly machines: BrokerMachines;
  readonly quorum: ControllerQuorum;
};

/**
 * What can befall a cluster: each method is a cause and tells the probe, what follows is the cluster's own affair. Machines are
 * brokers by their ids and controllers (`controllerMachines`); 0 stands for all controllers where there are several.
 */
export class ClusterFaults {
  readonly #parts: ClusterFaultsParts;

  constructor(parts: ClusterFaultsParts) {
    this.#parts = parts;
  }

  /** The machines of the controllers: 0, or 3000, 3001, ... */
  get controllerMachines(): readonly MachineId[] {
    return this.#parts.context.controllers.machines;
  }

  /** The active controller's machine, undefined while there is none. */
  get activeController(): MachineId | undefined {
    return this.#parts.quorum.activeMachine;
  }

  /** As BrokerMachines.crash. */
  crashBroker(brokerId: number, kind: CrashKind): void {
    this.#parts.machines.crash(brokerId, kind);
  }

  /** As BrokerMachines.stop: a controlled shutdown. */
  stopBroker(brokerId: number): void {
    this.#parts.machines.stop(brokerId);
  }

  /** As BrokerMachines.restart. */
  restartBroker(brokerId: number): void {
    this.#parts.machines.restart(brokerId);
  }

  /** As BrokerMachines.restorePower. */
  restorePower(brokerId: number): void {
    this.#parts.machines.restorePower(brokerId);
  }

  /** As BrokerMachines.slowFollower. */
  slowFollower(brokerId: number, delayUs: number | undefined): void {
    this.#parts.machines.slowFollower(brokerId, delayUs);
  }

  /** As BrokerMachines.slowDisk; undefined ends it. */
  slowDisk(brokerId: number, speed: DiskSpeed | undefined): void {
    this.#parts.machines.slowDisk(brokerId, speed);
  }

  /** As BrokerMachines.fillDisk. */
  fillDisk(brokerId: number): void {
    this.#parts.machines.fillDisk(brokerId);
  }

  /** As BrokerMachines.freeDisk; a broker that stopped for want of room comes back with `restartBroker`. */
  freeDisk(brokerId: number): void {
    this.#parts.machines.freeDisk(brokerId);
  }

  /** As BrokerMachines.replaceDisk; the broker comes back with `restartBroker`. */
  replaceDisk(brokerId: number): void {
    this.#parts.machines.replaceDisk(brokerId);
  }

  /** Makes the link between two machines slower, in both directions, or gives it back its speed. */
  slowLink(a: MachineId, b: MachineId, extraLatencyUs: number | undefined): void {
    const { links } = this.#parts.context.network;
    for (const from of this.#machinesOf(a)) {
      for (const to of this.#machinesOf(b)) links.setExtraLatency(from, to, extraLatencyUs);
    }
  }

  /** Makes every link of a machine slower, or gives them back their speed. */
  slowMachine(machine: MachineId, extraLatencyUs: number | undefined): void {
    for (const id of this.#machinesOf(machine)) this.#parts.context.network.links.setMachineLatency(id, extraLatencyUs);
  }

  /** Limits what a machine sends, and what it receives, over all its connections; undefined ends it. */
  limitBandwidth(machine: MachineId, bytesPerSecond: number | undefined): void {
    for (const id of this.#machinesOf(machine)) {
      this.#parts.context.network.links.setMachineBandwidth(id, bytesPerSecond);
    }
  }

  /**
   * Messages from one set of machines to another are lost, one way or both: connections hang until somebody's timeout. Cuts add up;
   * each is healed by itself.
   */
  cutNetwork(cut: NetworkCut): void {
    this.#parts.context.network.cut(this.#withControllers(cut));
    this.#networkEvent("network-cut", "warning", cut);
  }

  /** Takes a cut away that is equal to this one. */
  healNetwork(cut: NetworkCut): void {
    this.#parts.context.network.heal(this.#withControllers(cut));
    this.#networkEvent("network-healed", "info", cut);
  }

  #networkEvent(kind: "network-cut" | "network-healed", severity: "warning" | "info", cut: NetworkCut): void {
    const { network, probe } = this.#parts.context;
    const [from, to] = [nameOf(cut.from), nameOf(cut.to)];
    const way = cut.isOneWay ? `from ${from} to ${to}` : `between ${from} and ${to}`;
    const message = kind === "network-cut" ? `The network is cut ${way}` : `The network ${way} is whole again`;
    const fields = { from, to, oneWay: cut.isOneWay };
    probe.event({ kind, atUs: network.scheduler.now(), subject: "network", severity, message, fields });
  }

  #withControllers(cut: NetworkCut): NetworkCut {
    const expand = (set: MachineSet) => (typeof set === "string" ? set : set.flatMap((id) => this.#machinesOf(id)));
    return { from: expand(cut.from), to: expand(cut.to), isOneWay: cut.isOneWay };
  }

  #machinesOf(id: MachineId): readonly MachineId[] {
    return id === CONTROLLER_MACHINE ? this.controllerMachines : [id];
  }

  /** The process of a controller dies: the active one, unless another is named. Returns its machine, for `restartController`. */
  crashController(machine: MachineId = this.activeController ?? (this.controllerMachines[0] as MachineId)): MachineId {
    const { network, probe } = this.#parts.context;
    const wasActive = machine === this.activeController;
    probe.event({
      kind: "controller-crashed",
      atUs: network.scheduler.now(),
      subject: "controller",
      severity: "error",
      message: `The process of controller ${machine} was killed${wasActive ? "; it was the active one" : ""}`,
      fields: { controller: machine, wasActive },
    });
    network.killProcess(machine);
    return machine;
  }

  /** A dead controller starts again: it has the metadata on its disk, and votes once it has booted. */
  restartController(machine: MachineId): void {
    const { config, network, probe } = this.#parts.context;
    network.scheduler.after(durationUs(config.diskRestartDurationUs), () => {
      if (network.isUp(machine)) return;
      network.start(machine);
      probe.event({
        kind: "controller-restarted",
        atUs: network.scheduler.now(),
        subject: "controller",
        severity: "info",
        message: `Controller ${machine} is back`,
        fields: { controller: machine },
      });
    });
  }
}

function nameOf(set: MachineSet): string {
  return typeof set === "string" ? set : set.map((id) => (id === CONTROLLER_MACHINE ? "controllers" : id)).join(", ");
}
